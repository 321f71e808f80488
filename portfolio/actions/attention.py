"""What somebody who looks at a project from outside can do about it: offer help, ask, remind, take note."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import history
from foundation.accounts.models import Delegation, User
from foundation.audit import actions as audit
from foundation.audit.models import LedgerEntry
from foundation.notifications.actions import notify
from foundation.notifications.comments import add_comment
from portfolio.access import sees
from portfolio.actions.projects import hold
from portfolio.models import ActionItem, Project
from portfolio.models.projects import ProjectStatus
from strategy.models import StrategicObjective

EXCERPT = 140
CALLED = 500  # leads told of a call for ideas, at most


def offer_help(*, project: Project, by: User, at: datetime, text: str = "") -> None:
    """Offer help to who answers for the project; what is said stands among the comments of the project."""
    with transaction.atomic():
        people = _answering(project, by=by, at=at)
        if text.strip():
            _say(project, text, by, at)
        facts = _told(project, by) | {"what": text.strip()[:EXCERPT] or "–"}
        _notify("help.offered", project, people, at, facts, key=f"{project.pk}:{by.pk}:{at.isoformat()}")
        audit.record(by=by, at=at, verb="help.offered", subjects=[project], facts={"to": people, "text": text.strip()})


def ask(*, project: Project, by: User, at: datetime, text: str, due_on: date) -> ActionItem:
    """Ask who answers for the project something by a day; the question stands in what needs them until it is answered."""
    if not text.strip():
        raise ValidationError({"text": _("Write your question in a sentence.")})
    if due_on < timezone.localdate(at):
        raise ValidationError({"due_on": _("This day has passed; choose one from today on.")})
    with transaction.atomic():
        people = _answering(project, by=by, at=at)
        owner, title = User.objects.get(pk=people[0]), text.strip()[:300]
        item = history.record(ActionItem, at=at, by=by, project=project, title=title, owner=owner, asked_by=by, due_on=due_on)
        facts = _told(project, by) | {"what": title[:EXCERPT], "day": {"date": due_on.isoformat()}}
        _notify("question.asked", project, people, at, facts, key=str(item.key))
        facts = {"item": item.key, "of": owner.pk, "by_day": due_on, "about": title[:EXCERPT]}
        audit.record(by=by, at=at, verb="question.asked", subjects=[project], facts=facts)
    return item


def remind(*, project: Project, by: User, at: datetime) -> bool:
    """Ask for the report that is missing; once a day is enough. Returns whether anybody was told."""
    with transaction.atomic():
        hold(project)
        people = _answering(project, by=by, at=at)
        morning = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
        mine = LedgerEntry.objects.filter(verb="lead.reminded", by=by, at__gte=morning)
        if mine.filter(subjects__kind=project._meta.label_lower, subjects__object_id=str(project.pk)).exists():
            return False
        report = reverse("portfolio:report", args=[project.code])
        _notify("lead.reminded", project, people, at, _told(project, by), key=f"{project.pk}:{by.pk}:{at.isoformat()}", address=report)
        audit.record(by=by, at=at, verb="lead.reminded", subjects=[project], facts={"to": people})
    return True


def take_note(*, project: Project, by: User, at: datetime, matter: str) -> None:
    """Say that one knows about a matter (`veto`, `needs_help` …) and leaves it to who answers for it."""
    with transaction.atomic():
        people = _answering(project, by=by, at=at, required=False)
        _notify("matter.noted", project, people, at, _told(project, by), key=f"{project.pk}:{by.pk}:{matter}:{at:%Y%m%d}")
        audit.record(by=by, at=at, verb="matter.noted", subjects=[project], facts={"about": matter})


def call_for_ideas(*, objective: StrategicObjective, by: User, at: datetime, text: str = "") -> int:
    """Ask the owner of an objective and the leads of active projects for projects that serve it. Returns how many were asked."""
    with transaction.atomic():
        leads = Project.objects.filter(status=ProjectStatus.ACTIVE, is_confidential=False, lead__is_active=True).exclude(lead=by)
        ids = sorted(set(leads.values_list("lead", flat=True).distinct()[:CALLED]) | ({objective.owner_id} - {None, by.pk}))
        if not ids:
            raise ValidationError(_("Nobody leads a project yet: there is no one to ask."))
        facts = {"author": by.full_name, "objective": _names(objective), "what": text.strip()[:EXCERPT] or "–"}
        address = reverse("strategy:objective", args=[objective.pk])
        key = f"{objective.pk}:{at:%G%V}"  # once a week, whoever calls
        notify(event="ideas.called", key=key, people=ids, subject=objective, address=address, at=at, facts=facts)
        audit.record(by=by, at=at, verb="ideas.called", subjects=[objective], facts={"people": len(ids), "text": text.strip()})
    return len(ids)


def note_objective(*, objective: StrategicObjective, by: User, at: datetime, matter: str) -> None:
    """Say that one knows about a matter of an objective; its owner is told."""
    with transaction.atomic():
        facts = {"author": by.full_name, "project": _names(objective)}
        people = [] if objective.owner_id in (None, by.pk) else [objective.owner_id]
        address, key = reverse("strategy:objective", args=[objective.pk]), f"o{objective.pk}:{by.pk}:{matter}:{at:%Y%m%d}"
        notify(event="matter.noted", key=key, people=people, subject=objective, address=address, at=at, facts=facts)
        audit.record(by=by, at=at, verb="matter.noted", subjects=[objective], facts={"about": matter})


def _answering(project: Project, *, by: User, at: datetime, required: bool = True) -> list[int]:
    """The ids of who answers for the project today: its lead and who stands in, else its sponsor, else the head of its unit."""
    today = timezone.localdate(at)
    away = Delegation.objects.filter(user=project.lead_id, starts_on__lte=today, ends_on__gte=today, revoked_at__isnull=True)
    head = project.unit.head if project.unit else None
    above = [head.pk] if head and sees(head, project) else []  # the project need not name the head of its unit
    near = [[project.lead_id, *away.values_list("delegate", flat=True)], [project.sponsor_id], above]
    for ids in near:
        active = set(User.objects.filter(pk__in=[one for one in ids if one], is_active=True).values_list("pk", flat=True)) - {by.pk}
        if found := [one for one in ids if one in active]:
            return found
    if required:
        raise ValidationError(_("Nobody else is in charge of this project: name a lead first."))
    return []


def _say(project: Project, text: str, by: User, at: datetime) -> None:
    address = reverse("portfolio:comments", args=[project.code])
    add_comment(subject=project, by=by, at=at, text=text, token=uuid4(), address=address, may_see=lambda user: sees(user, project))


def _notify(
    event: str, project: Project, people: Collection[int], at: datetime, facts: dict[str, Any], *, key: str, address: str = ""
) -> None:
    address = address or reverse("portfolio:project", args=[project.code])
    notify(event=event, key=key, people=people, subject=project, address=address, at=at, facts=facts)


def _told(project: Project, by: User) -> dict[str, Any]:
    return {"author": by.full_name, "project": _names(project)}


def _names(row: Project | StrategicObjective) -> dict[str, str]:
    return {"fr": row.name_fr, "en": row.name_en}

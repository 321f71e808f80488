"""Around a report: drafts, confirming that nothing changed, acknowledging, asking for help."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import history
from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.notifications.actions import followers, notify
from portfolio.access import sees
from portfolio.actions.projects import hold
from portfolio.actions.status import correct_status, latest_report, report_status
from portfolio.models import Acknowledgement, ActionItem, Health, Project, StatusDraft, StatusReport
from portfolio.models.status import DIMENSIONS

CARRIED = ("progress", "forecast_at_completion", "scale", *(f"{name}_health" for name in DIMENSIONS))


@dataclass(frozen=True)
class Confirmed:
    """What came of confirming several projects: new reports, and the projects left out with the reason."""

    reports: list[StatusReport]
    left_out: list[tuple[Project, str]]


def save_draft(*, project: Project, by: User, at: datetime, content: dict[str, Any]) -> None:
    """Keep what somebody has begun to write; nobody else sees it."""
    StatusDraft.objects.update_or_create(project=project, author=by, defaults={"content": content, "saved_at": at})


def confirm_unchanged(*, projects: Sequence[Project], by: User, at: datetime, token: UUID) -> Confirmed:
    """Report "nothing changed" for green projects, all at once; those that are not green are left out and named."""
    reports, left_out = [], []
    with transaction.atomic():
        for project in sorted(projects, key=lambda one: one.pk):
            hold(project)  # all of them before the first ledger entry: its head is always the last lock
        for project in projects:
            before = latest_report(project)
            if before is None or before.health not in (Health.GREEN, Health.AMBER_GREEN):
                left_out.append((project, _("its last colour is not green: it needs a report")))
                continue
            carried = {name: getattr(before, name) for name in CARRIED}
            own = uuid5(NAMESPACE_URL, f"{token}:{project.pk}")
            kind = StatusReport.Kind.UNCHANGED
            reports.append(report_status(project=project, health=before.health, by=by, at=at, kind=kind, token=own, **carried))
    return Confirmed(reports, left_out)


def publish(
    *, project: Project, by: User, at: datetime, help_from: User | None = None, help_by: date | None = None, **report: Any
) -> StatusReport:
    """Publish a full report; help it asks for becomes a question to a person by a day. Sponsor and followers are told."""
    with transaction.atomic():
        published = report_status(project=project, by=by, at=at, **report)
        if help_from is not None and published.help_needed and published.recorded_at == at:
            ask_help(project=project, of=help_from, title=published.help_needed, due_on=help_by, by=by, at=at)
        _tell(published, by, at)
    return published


def correct(*, report: StatusReport, reason: str, by: User, at: datetime, **changes: Any) -> StatusReport:
    """Replace a report by a corrected version; sponsor and followers are told."""
    with transaction.atomic():
        corrected = correct_status(report=report, reason=reason, by=by, at=at, **changes)
        _tell(corrected, by, at, event="report.corrected")
    return corrected


def ask_help(*, project: Project, of: User, title: str, due_on: date | None, by: User, at: datetime) -> ActionItem:
    """Ask somebody who may see the project for help by a day; it stands in what needs them."""
    if due_on is None:
        raise ValidationError({"help_by": _("Say by which day the help is needed.")})
    if due_on < timezone.localdate(at):
        raise ValidationError({"help_by": _("This day has passed; choose one from today on.")})
    if not sees(of, project):
        raise ValidationError({"help_from": _("This person may not see the project; ask somebody else, or have them added to it.")})
    with transaction.atomic():
        item = history.record(ActionItem, at=at, by=by, project=project, title=title[:300], owner=of, asked_by=by, due_on=due_on)
        facts = {"author": by.full_name, "project": _names(project), "what": title[:140], "day": {"date": due_on.isoformat()}}
        notify(event="help.asked", key=str(item.key), people=[of], subject=project, address=_address(project), at=at, facts=facts)
        audit.record(by=by, at=at, verb="help.asked", subjects=[project], facts={"item": item.key, "of": of.pk, "by_day": due_on})
    return item


def answer_help(*, item: ActionItem, answer: str, by: User, at: datetime) -> ActionItem:
    """Say what was done about a request for help; its author is told."""
    with transaction.atomic():
        done = history.supersede(item, at=at, by=by, state=ActionItem.State.DONE, answer=answer)
        facts = {"author": by.full_name, "project": _names(item.project), "what": item.title[:140]}
        told = [item.asked_by] if item.asked_by_id else []
        notify(
            event="help.answered", key=str(item.key), people=told, subject=item.project, address=_address(item.project), at=at, facts=facts
        )
        audit.record(by=by, at=at, verb="help.answered", subjects=[item.project], facts={"item": item.key, "answer": answer})
    return done


def acknowledge(*, report: StatusReport, by: User, at: datetime, question: str = "") -> Acknowledgement:
    """The sponsor has read a report, or asks something about it; the author is told of a question."""
    project = report.project
    with transaction.atomic():
        kind = Acknowledgement.Kind.QUESTION if question.strip() else Acknowledgement.Kind.SEEN
        row = Acknowledgement.objects.create(report=report, by=by, at=at, kind=kind, text=question.strip())
        if question.strip() and report.recorded_by_id:
            facts = {"author": by.full_name, "project": _names(project), "what": question.strip()[:140]}
            where = {"subject": project, "address": _address(project), "at": at, "facts": facts}
            notify(event="report.questioned", key=str(row.pk), people=[report.recorded_by], **where)
        audit.record(by=by, at=at, verb=f"report.{kind}", subjects=[project], facts={"report": report.key})
    return row


def _tell(report: StatusReport, by: User, at: datetime, event: str = "report.published") -> None:
    project = report.project
    people = {project.sponsor_id, *followers(project)} - {by.pk, None}
    readers = [user for user in User.objects.filter(pk__in=people, is_active=True) if sees(user, project)]
    facts = {"author": by.full_name, "project": _names(project), "health": _health_words(report.health)}
    where = {"subject": project, "address": _address(project), "at": at, "facts": facts}
    notify(event=event, key=str(report.pk), people=readers, **where)


def _names(project: Project) -> dict[str, str]:
    return {"fr": project.name_fr, "en": project.name_en}


def _health_words(health: str) -> dict[str, str]:
    from django.utils import translation

    words = {}
    for language in ("fr", "en"):
        with translation.override(language):
            words[language] = str(Health(health).label)
    return words


def _address(project: Project) -> str:
    return reverse("portfolio:project", args=[project.code])

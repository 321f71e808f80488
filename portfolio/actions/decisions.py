"""Decisions that projects wait for: asked of a person by a day, taken with an outcome, or dropped."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import history
from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.notifications.actions import notify
from portfolio.access import sees
from portfolio.models import Decision, Project

State = Decision.State


def open_decision(*, project: Project, title: str, decider: User, due_on: date | None, by: User, at: datetime) -> Decision:
    """Ask somebody who may see the project for a decision by a day; it stands in what needs them."""
    if due_on is not None and due_on < timezone.localdate(at):
        raise ValidationError({"due_on": _("This day has passed; choose one from today on.")})
    if not sees(decider, project):
        raise ValidationError({"decider": _("This person may not see the project; ask somebody else, or have them added to it.")})
    with transaction.atomic():
        facts = {"title": title.strip()[:200], "decider": decider, "due_on": due_on}
        decision = history.record(Decision, at=at, by=by, project=project, **facts)
        _tell("decision.waits", decision, {decider.pk}, by=by, at=at)
        entry = {"decision": decision.key, "about": decision.title, "of": decider.pk, "by_day": due_on}
        audit.record(by=by, at=at, verb="decision.opened", subjects=[project], facts=entry)
    return decision


def take_decision(*, decision: Decision, outcome: str, by: User, at: datetime) -> Decision:
    """Say what was decided; the lead, the sponsor and who asked are told. Raises ChangedMeanwhile when it was closed since."""
    if not outcome.strip():
        raise ValidationError({"outcome": _("Say in a sentence what was decided.")})
    changes = {"state": State.TAKEN, "outcome": outcome.strip(), "decided_on": timezone.localdate(at)}
    return _close(decision, "decision.taken", changes, by=by, at=at)


def drop_decision(*, decision: Decision, by: User, at: datetime, reason: str = "") -> Decision:
    """Say that the decision is no longer needed."""
    return _close(decision, "decision.dropped", {"state": State.DROPPED, "outcome": reason.strip()}, by=by, at=at)


def _close(decision: Decision, verb: str, changes: dict[str, Any], *, by: User, at: datetime) -> Decision:
    project = decision.project
    with transaction.atomic():
        closed = history.supersede(decision, at=at, by=by, **changes)
        people = {project.lead_id, project.sponsor_id, decision.decider_id, _opened_by(decision)} - {None, by.pk}
        readers = {user.pk for user in User.objects.filter(pk__in=people, is_active=True) if sees(user, project)}
        _tell(verb, closed, readers, by=by, at=at)
        entry = {"decision": decision.key, "about": decision.title, "reason": changes["outcome"]}
        audit.record(by=by, at=at, verb=verb, subjects=[project], facts=entry)
    return closed


def _opened_by(decision: Decision) -> int | None:
    first = Decision.objects.filter(key=decision.key).order_by("recorded_at", "id").first()
    return first.recorded_by_id if first else None


def _tell(event: str, decision: Decision, people: set[int], *, by: User, at: datetime) -> None:
    project = decision.project
    facts = {
        "author": by.full_name,
        "project": {"fr": project.name_fr, "en": project.name_en},
        "what": decision.title,
        "outcome": decision.outcome[:140],
    }
    address = reverse("portfolio:decision", args=[decision.key])
    notify(event=event, key=f"{decision.key}:{decision.pk}", people=people - {by.pk}, subject=project, address=address, at=at, facts=facts)

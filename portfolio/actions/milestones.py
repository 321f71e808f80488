"""Milestones: promised, reforecast, reached, removed. The baseline date is the promise and never moves."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import history
from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.bilingual import both_names
from portfolio.actions.cards import refresh_card
from portfolio.actions.projects import hold
from portfolio.models import Milestone, Project


def add_milestone(
    *,
    project: Project,
    baseline_on: date,
    by: User | None,
    at: datetime,
    name_fr: str = "",
    name_en: str = "",
    forecast_on: date | None = None,
) -> Milestone:
    """Promise a milestone; its forecast is the baseline until told otherwise."""
    with transaction.atomic():
        hold(project)
        facts = both_names(fr=name_fr, en=name_en) | {"baseline_on": baseline_on, "forecast_on": forecast_on or baseline_on}
        milestone = history.record(Milestone, at=at, by=by, project=project, **facts)
        _finish(milestone, verb="milestone.added", by=by, at=at, facts=facts)
        return milestone


def reforecast(*, milestone: Milestone, forecast_on: date, by: User | None, at: datetime) -> Milestone:
    """Say when the milestone is expected now."""
    return change_milestone(milestone=milestone, by=by, at=at, verb="milestone.reforecast", forecast_on=forecast_on)


def reach(*, milestone: Milestone, reached_on: date, by: User | None, at: datetime) -> Milestone:
    """Say that the milestone was reached; raises ValidationError for a day still to come."""
    if reached_on > timezone.localdate(at):
        raise ValidationError({"reached_on": _("This day is still to come; change the forecast instead.")})
    return change_milestone(milestone=milestone, by=by, at=at, verb="milestone.reached", reached_on=reached_on)


def change_milestone(*, milestone: Milestone, by: User | None, at: datetime, verb: str = "milestone.changed", **changes: Any) -> Milestone:
    """Record a new version; raises ChangedMeanwhile when somebody changed the milestone since it was read."""
    with transaction.atomic():
        hold(milestone.project)
        told = audit.changes({name: getattr(milestone, name) for name in changes}, changes)
        if not told:
            return milestone
        changed = history.supersede(milestone, at=at, by=by, **changes)
        _finish(changed, verb=verb, by=by, at=at, facts={"changes": told})
        return changed


def remove_milestone(*, milestone: Milestone, by: User | None, at: datetime) -> None:
    """Take the milestone off the plan; its history stays."""
    with transaction.atomic():
        hold(milestone.project)
        removed = history.remove(milestone, at=at, by=by)
        _finish(removed, verb="milestone.removed", by=by, at=at, facts={"name_fr": milestone.name_fr, "name_en": milestone.name_en})


def _finish(milestone: Milestone, *, verb: str, by: User | None, at: datetime, facts: dict[str, Any]) -> None:
    refresh_card(milestone.project, as_of=timezone.localdate(at))
    told = {"about": milestone.name_fr, "of": "portfolio.milestone", "milestone": milestone.key, **facts}
    audit.record(by=by, at=at, verb=verb, subjects=[milestone.project], facts=told)

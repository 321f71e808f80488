"""Defining indicators, their targets, and the objectives they measure."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from foundation import history
from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.bilingual import both_names
from foundation.notifications.actions import notify
from foundation.refusals import gettext_noop as _
from foundation.versions import save_version
from kpis import attainment
from kpis.actions.rollups import judge, want_reading
from kpis.models import Indicator, IndicatorShare, StatusOverride, Target
from kpis.models.indicators import Direction
from kpis.refusals import KpiRefusal
from strategy.models import StrategicObjective

LONGEST_OVERRIDE = timedelta(days=90)


def create_indicator(*, by: User | None, at: datetime, **facts: Any) -> Indicator:
    """A new indicator; `facts` are its fields."""
    with transaction.atomic():
        tags = facts.pop("tags", ())
        indicator = Indicator.objects.create(**facts | _names(facts))
        indicator.tags.set(tags)
        _tell_who_measures(indicator, before=None, by=by, at=at)
        audit.record(by=by, at=at, verb="indicator.created", subjects=[indicator], facts={"code": indicator.code})
    return indicator


def edit_indicator(*, indicator: Indicator, version: int, by: User, at: datetime, **facts: Any) -> Indicator:
    """Change the definition of an indicator; raises EditedMeanwhile when somebody else did since `version`."""
    with transaction.atomic():
        tags = facts.pop("tags", None)
        changed = save_version(indicator, version=version, **facts | _names(facts))
        if tags is not None:
            indicator.tags.set(tags)
        if changed:
            want_reading([indicator.pk])
            judge([indicator.pk], as_of=timezone.localdate(at))
            steward, owner = (changed.get(name, [getattr(indicator, name)])[0] for name in ("steward", "owner"))
            _tell_who_measures(indicator, before=steward or owner, by=by, at=at)
            audit.record(by=by, at=at, verb="indicator.edited", subjects=[indicator], facts={"changes": changed})
    return indicator


def _tell_who_measures(indicator: Indicator, *, before: User | None, by: User | None, at: datetime) -> None:
    """Whoever is newly expected to enter the values is told by whom; nobody tells themselves."""
    person = indicator.steward or indicator.owner
    if by is None or person is None or person in (before, by):
        return
    facts = {"by": by.full_name, "indicator": {"fr": indicator.name_fr, "en": indicator.name_en}}
    key, address = f"{indicator.pk}:{person.pk}:{at.isoformat()}", reverse("kpis:indicator", args=[indicator.code])
    notify(event="indicator.entrusted", key=key, people=[person], subject=indicator, address=address, at=at, facts=facts)


def retire_indicator(*, indicator: Indicator, on: date, by: User, at: datetime) -> None:
    """Stop asking for measurements from a day on; history stays."""
    with transaction.atomic():
        Indicator.objects.filter(pk=indicator.pk).update(retired_on=on)
        audit.record(by=by, at=at, verb="indicator.retired", subjects=[indicator], facts={"on": on})


def set_target(
    *,
    indicator: Indicator,
    by: User | None,
    at: datetime,
    replaces: Target | None = None,
    recorded_at: datetime | None = None,
    **facts: Any,
) -> Target:
    """Set a target (`baseline_on`, `baseline`, `target_on`, `target`, `path`, `steps`; or `low`, `high`, `tolerance` for a range).

    KpiRefusal names what cannot be: no change to make, the wrong side, dates upside down, an overlap with another target.
    """
    _check_target(indicator, facts)
    with transaction.atomic():
        when = recorded_at or at
        others = Target.objects.current().filter(indicator=indicator)
        others = others.exclude(key=replaces.key) if replaces else others
        if others.filter(baseline_on__lt=facts["target_on"], target_on__gt=facts["baseline_on"]).exists():
            raise KpiRefusal(_("Another target covers a part of these dates: change its dates, or let this one replace it."))
        if replaces:
            target = history.supersede(replaces, at=when, by=by, **facts)
        else:
            target = history.record(Target, at=when, by=by, indicator=indicator, **facts)
        want_reading([indicator.pk])
        judge([indicator.pk], as_of=timezone.localdate(at))
        told = {name: value for name, value in facts.items() if value not in (None, {}, "")}
        audit.record(by=by, at=at, verb="target.set", subjects=[indicator], facts=told)
    return target


def end_target(*, target: Target, by: User, at: datetime) -> None:
    """Withdraw a target; the path it set stays readable in the past."""
    with transaction.atomic():
        history.remove(target, at=at, by=by)
        want_reading([target.indicator_id])
        judge([target.indicator_id], as_of=timezone.localdate(at))
        audit.record(by=by, at=at, verb="target.ended", subjects=[target.indicator], facts={"target": target.key})


def share_with_objective(
    *,
    indicator: Indicator,
    objective: StrategicObjective,
    share: float,
    by: User | None,
    at: datetime,
    recorded_at: datetime | None = None,
) -> IndicatorShare:
    """Let an indicator measure an objective with a share relative to the objective's other indicators."""
    if share <= 0:
        raise KpiRefusal(_("A share is more than 0: 1 counts as much as another indicator with 1."))
    with transaction.atomic():
        when = recorded_at or at
        pair = {"indicator_id": indicator.pk, "objective_id": objective.pk}
        row = history.record_again(IndicatorShare, at=when, by=by, identity=pair, share=share)
        if row is None:
            row = history.supersede(IndicatorShare.objects.current().get(**pair), at=when, by=by, share=share)
        audit.record(by=by, at=at, verb="indicator.shared", subjects=[indicator, objective], facts={"share": share})
    return row


def unshare(*, row: IndicatorShare, by: User, at: datetime) -> None:
    """Let an indicator no longer measure an objective."""
    with transaction.atomic():
        history.remove(row, at=at, by=by)
        audit.record(by=by, at=at, verb="indicator.unshared", subjects=[row.indicator, row.objective], facts={})


def override_status(*, indicator: Indicator, status: str, reason: str, expires_on: date, by: User, at: datetime) -> StatusOverride:
    """Show a person's status beside the computed one, with the reason, until a day at most 90 days ahead."""
    today = timezone.localdate(at)
    if not reason.strip():
        raise KpiRefusal(_("Give the reason: it stands beside the status."))
    if not today <= expires_on <= today + LONGEST_OVERRIDE:
        raise KpiRefusal(_("An override lasts at most 90 days from today: choose an earlier day."))
    with transaction.atomic():
        facts = {"status": status, "reason": reason, "expires_on": expires_on}
        current = StatusOverride.objects.current().filter(indicator=indicator).first()
        if current:
            row = history.supersede(current, at=at, by=by, **facts)
        else:
            row = history.record(StatusOverride, at=at, by=by, indicator=indicator, **facts)
        audit.record(by=by, at=at, verb="status.overridden", subjects=[indicator], facts=facts)
    return row


def end_override(*, override: StatusOverride, by: User, at: datetime) -> None:
    """Let the computed status speak again."""
    with transaction.atomic():
        history.remove(override, at=at, by=by)
        audit.record(by=by, at=at, verb="status.override_ended", subjects=[override.indicator], facts={})


def _names(facts: dict[str, Any]) -> dict[str, str]:
    """A name given once serves both languages."""
    return both_names(fr=facts.get("name_fr", ""), en=facts.get("name_en", "")) if {"name_fr", "name_en"} & facts.keys() else {}


def _check_target(indicator: Indicator, facts: dict[str, Any]) -> None:
    if facts["target_on"] <= facts["baseline_on"]:
        raise KpiRefusal(_("The target date must come after the baseline date: change one of them."))
    if indicator.direction in (Direction.RANGE, Direction.MAINTAIN):
        if facts.get("low") is None or facts.get("high") is None or facts["low"] > facts["high"]:
            raise KpiRefusal(_("Give the lower and the upper limit, the lower one first."))
        return
    if facts.get("baseline") is None or facts.get("target") is None:
        raise KpiRefusal(_("Give the baseline and the target value."))
    match attainment.target_faults(baseline=facts["baseline"], target=facts["target"], direction=indicator.direction):
        case "equal":
            raise KpiRefusal(_("The target equals the baseline: choose the direction “maintain”, or change one of the two."))
        case "wrong_side":
            raise KpiRefusal(_("The target lies on the other side of the baseline: change the direction, or one of the values."))

"""Activity data: entered, corrected while the period is open, restated once it is closed; emissions follow in the same transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from foundation import history
from foundation.accounts.models import Site, User
from foundation.attachments.models import Attachment
from foundation.audit import actions as audit
from foundation.refusals import gettext_noop as _
from rse import entry
from rse.actions.periods import hold
from rse.catalogues import categories
from rse.computation import Computed, analyse, compute_results, period_hash, roll_up
from rse.models import ActivityData, EmissionFactor, EmissionResult, ReportingPeriod, Restatement
from rse.refusals import RseRefusal

CHANGEABLE = ("quantity", "unit", "kind", "factor_id", "market_factor_id", "evidence_id", "note", "apart", "post", "depreciation_years")


@dataclass(frozen=True)
class Activity:
    """One line to enter: what was used from day to day, and the factor that turns it into emissions."""

    category: str
    label: str
    starts_on: date
    ends_on: date
    quantity: float
    unit: str
    factor: EmissionFactor
    site: Site | None = None
    market_factor: EmissionFactor | None = None
    kind: str = ActivityData.Kind.PHYSICAL
    apart: str = ""
    post: str = ""
    depreciation_years: int | None = None
    evidence: Attachment | None = None
    note: str = ""
    marks: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Entered:
    """What a writing did: rows added, corrected, and found as they were."""

    added: list[ActivityData]
    corrected: list[ActivityData]
    unchanged: int


def record_activities(
    *, period: ReportingPeriod, values: Sequence[Activity], by: User | None, at: datetime, correction_reason: str = ""
) -> Entered:
    """Enter several lines and compute what they emit: all of them, or none.

    The same days at the same site again mean a correction, which needs its reason. Raises RseRefusal (also UnitRefused) and writes nothing.
    """
    releases = set(period.releases.values_list("pk", flat=True))
    for value in values:
        _check(value, period, releases)
    with transaction.atomic():
        held = hold(period)
        known = _known(period, values)
        added: list[ActivityData] = []
        corrected: list[ActivityData] = []
        unchanged = 0
        for value in values:
            row, facts = known.get(_place(value)), _facts(value)
            if row is None:
                added.append(ActivityData(period=held, recorded_at=at, recorded_by=by, **_identity(value), **facts))
            elif not row.removed and all(getattr(row, name) == new for name, new in facts.items()):
                unchanged += 1
            else:
                corrected.append(_corrected(row, facts, reason=correction_reason, by=by, at=at))
        ActivityData._base_manager.bulk_create(added, batch_size=history.BATCH)
        _finish(held, [*added, *corrected], by=by, at=at)
        if added or corrected:
            verb = "activity.corrected" if corrected and not added else "activity.recorded"
            changed = {} if not corrected else {"reason": correction_reason}
            audit.record(by=by, at=at, verb=verb, subjects=[held], facts=_told(held, [*added, *corrected]) | changed)
    return Entered(added, corrected, unchanged)


def _check(value: Activity, period: ReportingPeriod, releases: set[int]) -> None:
    entry.check_category(value.category)
    entry.check_quantity(value.quantity)
    entry.check_span(value.starts_on, value.ends_on, first=period.starts_on, last=period.ends_on)
    if not value.label.strip():
        raise RseRefusal(_("Name the source of emission: the meter, the fleet, the purchase."))
    if value.market_factor and categories()[value.category].scope != 2:
        raise RseRefusal(_("Only electricity and heat have a factor of the contract: leave it empty here."))
    for factor in filter(None, (value.factor, value.market_factor)):
        if factor.release_id not in releases:
            raise RseRefusal(_("The factor “%(name)s” is not of a release this period uses: choose another one."), name=factor.name)
        entry.check_factor(unit=value.unit, factor_unit=factor.unit, factor_year=factor.year)


Place = tuple[int | None, str, str, date, date]


def _place(value: Activity | ActivityData) -> Place:
    site_id = value.site.pk if isinstance(value, Activity) and value.site else getattr(value, "site_id", None)
    return site_id, value.category, value.label.strip(), value.starts_on, value.ends_on


def _known(period: ReportingPeriod, values: Sequence[Activity]) -> dict[Place, ActivityData]:
    """The rows, removed ones included, that stand where some of `values` would stand."""
    rows = ActivityData._base_manager.filter(
        period=period,
        superseded_at__isnull=True,
        category__in={value.category for value in values},
        label__in={value.label.strip() for value in values},
    )
    return {_place(row): row for row in rows}


def _identity(value: Activity) -> dict[str, Any]:
    return {
        "site": value.site,
        "category": value.category,
        "label": value.label.strip(),
        "starts_on": value.starts_on,
        "ends_on": value.ends_on,
    }


def _facts(value: Activity) -> dict[str, Any]:
    facts = {name: getattr(value, name) for name in ("unit", "kind", "apart", "note", "depreciation_years")}
    ids = {f"{name}_id": getattr(getattr(value, name), "pk", None) for name in ("factor", "market_factor", "evidence")}
    post = value.post or categories()[value.category].beges
    return facts | ids | {"quantity": float(value.quantity), "post": post} | {name: value.marks.get(name) for name in _marks()}


def _marks() -> tuple[str, ...]:
    from rse.uncertainty import MARKS

    return MARKS


def _corrected(row: ActivityData, facts: dict[str, Any], *, reason: str, by: User | None, at: datetime) -> ActivityData:
    if row.removed:
        return history.supersede(row, at=at, by=by, removed=False, reason=reason, **facts)
    if not reason.strip():
        raise RseRefusal(_("“%(label)s” already has another value for these days: give the reason of the correction."), label=row.label)
    return history.supersede(row, at=at, by=by, reason=reason.strip(), **facts)


def correct_activity(*, activity: ActivityData, reason: str, by: User | None, at: datetime, **changes: Any) -> ActivityData:
    """A new version of a line in a period that is not closed; raises ChangedMeanwhile after a lost race."""
    if not reason.strip():
        raise RseRefusal(_("Give the reason of the correction: both values stay visible."))
    with transaction.atomic():
        held = hold(activity.period)
        corrected = _next(activity, held, changes, reason=reason, by=by, at=at)
        _finish(held, [corrected], by=by, at=at)
        told = _told(held, [corrected]) | {"reason": reason.strip(), "changes": _changes(activity, corrected)}
        audit.record(by=by, at=at, verb="activity.corrected", subjects=[held], facts=told | {"of": "rse.activitydata"})
    return corrected


def attach_evidence(*, activity: ActivityData, evidence: Attachment, by: User | None, at: datetime) -> ActivityData:
    """Name the file that proves a line; its figure stays as it is."""
    return correct_activity(activity=activity, reason="evidence", evidence_id=evidence.pk, by=by, at=at)


def remove_activity(*, activity: ActivityData, by: User | None, at: datetime) -> None:
    """The line was entered by mistake; its history stays."""
    with transaction.atomic():
        held = hold(activity.period)
        history.remove(activity, at=at, by=by)
        _finish(held, [], by=by, at=at, categories_touched=[activity.category])
        audit.record(by=by, at=at, verb="activity.removed", subjects=[held], facts=_told(held, [activity]))


def restate_activity(
    *, activity: ActivityData, reason: str, by: User | None, at: datetime, **changes: Any
) -> tuple[ActivityData, Restatement]:
    """Change a figure of a closed period: the reason, both values and both totals stay on record."""
    if not reason.strip():
        raise RseRefusal(_("Give the reason of the restatement: the published figure changes, and readers must know why."))
    with transaction.atomic():
        held = hold(activity.period, closed=True)
        before, hash_before = _market_total(held), period_hash(held.pk, at)
        restated = _next(activity, held, changes, reason=reason, by=by, at=at)
        _finish(held, [restated], by=by, at=at)
        hash_after = period_hash(held.pk, at)
        told = Restatement.objects.create(
            period=held,
            activity_key=restated.key,
            label=restated.label,
            reason=reason.strip(),
            quantity_before=activity.quantity,
            quantity_after=restated.quantity,
            unit=restated.unit,
            kgco2e_before=before,
            kgco2e_after=_market_total(held),
            hash_before=hash_before,
            hash_after=hash_after,
            at=at,
            by=by,
        )
        facts = {"about": restated.label, "reason": reason.strip(), "changes": _changes(activity, restated), "of": "rse.activitydata"}
        audit.record(by=by, at=at, verb="activity.restated", subjects=[held], facts=facts | {"before": hash_before, "after": hash_after})
    return restated, told


def _next(
    activity: ActivityData, period: ReportingPeriod, changes: dict[str, Any], *, reason: str, by: User | None, at: datetime
) -> ActivityData:
    unknown = changes.keys() - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"not changeable: {', '.join(sorted(unknown))}")
    if "quantity" in changes:
        changes = changes | {"quantity": float(changes["quantity"])}
        entry.check_quantity(changes["quantity"])
    if changes.keys() & {"unit", "factor_id", "market_factor_id"}:
        _check_change(activity, period, changes)
    return history.supersede(activity, at=at, by=by, reason=reason.strip(), **changes)


def _check_change(activity: ActivityData, period: ReportingPeriod, changes: dict[str, Any]) -> None:
    asked = {name: changes.get(name, getattr(activity, name)) for name in ("factor_id", "market_factor_id")}
    factors = EmissionFactor.objects.filter(pk__in=[number for number in asked.values() if number], release__in=period.releases.all())
    if factors.count() != len({number for number in asked.values() if number}):
        raise RseRefusal(_("This factor is not of a release the period uses: choose another one."))
    for factor in factors:
        entry.check_factor(unit=changes.get("unit", activity.unit), factor_unit=factor.unit, factor_year=factor.year)


def _changes(old: ActivityData, new: ActivityData) -> dict[str, list[Any]]:
    return {name: [getattr(old, name), getattr(new, name)] for name in CHANGEABLE if getattr(old, name) != getattr(new, name)}


def _finish(
    period: ReportingPeriod, rows: Iterable[ActivityData], *, by: User | None, at: datetime, categories_touched: Sequence[str] = ()
) -> None:
    rows = list(rows)
    compute_results(period, by=by, at=at, activity_ids=[row.pk for row in rows])
    roll_up(period, only=sorted({row.category for row in rows} | set(categories_touched)))


def _told(period: ReportingPeriod, rows: Sequence[ActivityData]) -> dict[str, Any]:
    about = rows[0].label if len(rows) == 1 else period.code
    return {"about": about, "period": period.code, "rows": len(rows), "keys": [row.key for row in rows[:50]]}


def _market_total(period: ReportingPeriod) -> float:
    """kg CO2e of all scopes, market-based, from the results that hold now."""
    current = EmissionResult.objects.current().filter(period=period, basis__in=["", "market"], activity__apart="")
    return float(sum(current.values_list("kgco2e", flat=True)))


def recompute_period(*, period: ReportingPeriod, by: User | None, at: datetime) -> Computed:
    """Compute every line of an open period anew: what did not change keeps its result."""
    with transaction.atomic():
        held = hold(period)
        analyse()  # after a large import the planner still believes in the tables of yesterday
        computed = compute_results(held, by=by, at=at)
        roll_up(held)
        if computed.added or computed.closed:
            facts = {"about": held.code, "added": computed.added, "closed": computed.closed}
            audit.record(by=by, at=at, verb="footprint.computed", subjects=[held], facts=facts)
    return computed

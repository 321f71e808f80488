"""From activity data to results: set-wise, in slices that keep memory flat; and the hash of a period as of any instant.

Reads and writes rows only; what an activity emits is decided by the pure rules.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import connection
from django.db.models import Q

from rse import emissions, units
from rse.catalogues import categories, warming_potentials
from rse.models import ActivityData, EmissionFactor, EmissionResult, ReportingPeriod
from rse.uncertainty import MARKS

SLICE = 2_000  # no statement comes near the limit of a request, however busy the machine
SPACE = UUID("3a5b0f4e-42f3-4f7e-9e0b-5b6d4d0a5c11")
COLUMNS = ("id", "key", "category", "quantity", "unit", "apart", "factor_id", "market_factor_id", *MARKS)


@dataclass(frozen=True, slots=True)
class Pinned:
    """A factor as it enters a computation, with its release."""

    id: int
    release: str
    code: str
    unit: str
    rule: emissions.Factor


@dataclass(frozen=True, slots=True)
class Computed:
    """How many results were added, closed, and found as they were."""

    added: int
    closed: int
    unchanged: int


def compute_results(period: ReportingPeriod, *, by: Any, at: datetime, activity_ids: Sequence[int] | None = None) -> Computed:
    """Bring the results of a period up to its activity data; the caller holds the period and rolls up afterwards."""
    if activity_ids is not None and len(activity_ids) <= SLICE:
        return _compute(period, by=by, at=at, activity_ids=activity_ids)
    with _checked_at_once():
        return _compute(period, by=by, at=at, activity_ids=activity_ids)


@contextmanager
def _checked_at_once() -> Iterator[None]:
    """Check foreign keys with each statement, not at the commit.

    The trigger that keeps rows append-only opens a subtransaction a row, and each takes longer the more checks wait for the commit:
    100,000 results closed in 159 s with them waiting, in 4 s without.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _compute(period: ReportingPeriod, *, by: Any, at: datetime, activity_ids: Sequence[int] | None) -> Computed:
    closed = _close_orphans(period, at)
    added = unchanged = 0
    gwp, factors = warming_potentials(period.gwp_set), _factors(period)
    for rows in _slices(period, activity_ids):
        wanted = [one for row in rows for one in results_of(row, period, factors, gwp)]
        current = dict(
            EmissionResult._base_manager.filter(activity__in=[row["id"] for row in rows], superseded_at__isnull=True).values_list(
                "key", "hash"
            )
        )
        fresh = [one for one in wanted if current.get(one["key"]) != one["hash"]]
        stale = [one["key"] for one in fresh if one["key"] in current]
        stale += list(current.keys() - {one["key"] for one in wanted})
        if stale:
            closed += EmissionResult._base_manager.filter(key__in=stale, superseded_at__isnull=True).update(superseded_at=at)
        _store(fresh, period, by=by, at=at)
        added, unchanged = added + len(fresh), unchanged + len(wanted) - len(fresh)
    return Computed(added, closed, unchanged)


COPIED = ("key", "activity_id", "factor_id", "basis", "kgco2e", "biogenic", "gsd2", "gwp_set", "engine", "hash")
COPY = f"COPY rse_emissionresult (recorded_at, recorded_by_id, removed, period_id, {', '.join(COPIED)}) FROM STDIN"


def _store(results: Sequence[dict[str, Any]], period: ReportingPeriod, *, by: Any, at: datetime) -> None:
    """Add results in one stream."""
    if not results:
        return
    common = (at, by.pk if by else None, False, period.pk)
    with connection.cursor() as cursor, cursor.copy(COPY) as out:
        for one in results:
            out.write_row((*common, *(one[name] for name in COPIED)))


def analyse() -> None:
    """Tell the planner how large activities and results are now."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE rse_activitydata, rse_emissionresult")


def _close_orphans(period: ReportingPeriod, at: datetime) -> int:
    """Results of versions that no longer hold."""
    gone = Q(activity__superseded_at__isnull=False) | Q(activity__removed=True)
    doomed = EmissionResult._base_manager.filter(gone, period=period, superseded_at__isnull=True)
    return EmissionResult._base_manager.filter(pk__in=doomed.values("pk")).update(superseded_at=at)


def _slices(period: ReportingPeriod, ids: Sequence[int] | None) -> Iterator[list[dict[str, Any]]]:
    wanted = ActivityData.objects.current().filter(period=period).order_by("id")
    if ids is not None:
        wanted = wanted.filter(pk__in=ids)
    after = 0
    while rows := list(wanted.filter(pk__gt=after).values(*COLUMNS)[:SLICE]):
        yield rows
        after = rows[-1]["id"]


def _factors(period: ReportingPeriod) -> dict[int, Pinned]:
    """Every factor the period's activities name."""
    current = ActivityData.objects.current().filter(period=period)
    named = EmissionFactor.objects.filter(
        Q(pk__in=current.values("factor")) | Q(pk__in=current.filter(market_factor__isnull=False).values("market_factor"))
    )
    return {factor.pk: pinned(factor) for factor in named.select_related("release")}


def pinned(factor: EmissionFactor) -> Pinned:
    """The factor as the rules take it."""
    rule = emissions.Factor(factor.kgco2e, factor.year, factor.gases, factor.biogenic, factor.gsd2)
    return Pinned(factor.pk, factor.release.code, factor.code, factor.unit, rule)


def results_of(row: dict[str, Any], period: ReportingPeriod, factors: dict[int, Pinned], gwp: dict[str, float]) -> Iterator[dict[str, Any]]:
    """One result; two for scope 2, location and market (without a contract the market counts the average)."""
    place = factors[row["factor_id"]]
    if categories()[row["category"]].scope != 2:
        yield _result(row, period, place, "", gwp)
        return
    contract = factors[row["market_factor_id"]] if row["market_factor_id"] else place
    yield _result(row, period, place, emissions.LOCATION, gwp)
    yield _result(row, period, contract, emissions.MARKET, gwp)


def _result(row: dict[str, Any], period: ReportingPeriod, factor: Pinned, basis: str, gwp: dict[str, float]) -> dict[str, Any]:
    marks = {name: row[name] for name in MARKS if row[name]}
    found = emissions.emission(
        quantity=row["quantity"], conversion=units.conversion(row["unit"], factor.unit), factor=factor.rule, gwp=gwp, marks=marks
    )
    told = [
        *(str(row["key"]), row["category"], row["apart"], repr(row["quantity"]), row["unit"], sorted(marks.items())),
        *(factor.release, factor.code, factor.unit, repr(emissions.weighted(factor.rule, gwp)), basis, period.gwp_set),
        *(repr(found.kgco2e), repr(found.biogenic), repr(found.gsd2), emissions.ENGINE),
    ]
    return {
        "key": uuid5(SPACE, f"{row['key']}:{basis}"),
        "activity_id": row["id"],
        "factor_id": factor.id,
        "basis": basis,
        "kgco2e": found.kgco2e,
        "biogenic": found.biogenic,
        "gsd2": found.gsd2,
        "gwp_set": period.gwp_set,
        "engine": emissions.ENGINE,
        "hash": emissions.fingerprint(told),
    }


def period_hash(period_id: int, cut_off: datetime) -> str:
    """SHA-256 over the results of a period as they were known at an instant: the same figures, the same hash."""
    digest = hashlib.sha256()
    known = EmissionResult.objects.known_at(cut_off).filter(period=period_id).order_by("hash").values_list("hash", flat=True)
    for one in known.iterator(chunk_size=SLICE):
        digest.update(one.encode())
    return digest.hexdigest()


ROLL_UP = """
INSERT INTO rse_footprintcell
    (period_id, site_id, category, basis, apart, kgco2e, biogenic, spread, rows, evidenced, kg_evidenced, kg_estimated, last_on)
SELECT a.period_id, a.site_id, a.category, r.basis, a.apart,
       sum(r.kgco2e), sum(r.biogenic), sum(power(r.kgco2e * ln(r.gsd2) / 2, 2)),
       count(*), count(a.evidence_id),
       coalesce(sum(r.kgco2e) FILTER (WHERE a.evidence_id IS NOT NULL), 0),
       coalesce(sum(r.kgco2e) FILTER (WHERE a.kind <> 'physical'), 0),
       max(a.ends_on)
FROM rse_emissionresult r JOIN rse_activitydata a ON a.id = r.activity_id
WHERE r.period_id = %s AND r.superseded_at IS NULL AND NOT r.removed {only}
GROUP BY a.period_id, a.site_id, a.category, r.basis, a.apart
"""


def roll_up(period: ReportingPeriod, *, only: Sequence[str] | None = None) -> None:
    """Rewrite what boards read of the period, or of some of its categories."""
    cells = period.cells.all() if only is None else period.cells.filter(category__in=only)
    cells.delete()
    with connection.cursor() as cursor:
        if only is None:
            cursor.execute(ROLL_UP.format(only=""), [period.pk])
        else:
            cursor.execute(ROLL_UP.format(only="AND a.category = ANY(%s)"), [period.pk, list(only)])

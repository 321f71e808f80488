"""Wholes follow their parts: slices make the value of an indicator, sub-indicators that of the one they roll up into.

A whole is recorded once every part in use has the value of the period; one that a person or a program gave itself is never replaced.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from foundation import history
from foundation.accounts.models import User
from foundation.history import RecordedQuerySet
from kpis import aggregation
from kpis.aggregation import Part
from kpis.models import Indicator, Measurement, Slice

Place = tuple[int, int | None, date, date]  # indicator, slice, first and last day
Period = tuple[int, date, date]
Weights = Mapping[int, float]


def roll_up_wholes(places: Iterable[Place], *, by: User | None, at: datetime) -> dict[int, Indicator]:
    """Record the wholes that measured places make; the caller has opened the transaction. Returns the indicators that got a new value."""
    places = set(places)
    sliced = {(pk, start, end) for pk, part, start, end in places if part is not None}
    changed = _of_slices(sliced, by=by, at=at) if sliced else {}
    measured = {(pk, start, end) for pk, part, start, end in places if part is None} | changed.keys()
    changed |= _of_sub_indicators(measured, by=by, at=at) if measured else {}
    return {indicator.pk: indicator for indicator in changed.values()}


def _of_slices(wanted: set[Period], *, by: User | None, at: datetime) -> dict[Period, Indicator]:
    indicators = Indicator.objects.in_bulk({pk for pk, _s, _e in wanted})
    weights: dict[int, dict[int, tuple[float, date | None]]] = defaultdict(dict)
    for one in Slice.objects.filter(indicator__in=indicators):
        weights[one.indicator_id][one.pk] = one.weight, one.ended_on
    rows = _current(wanted).filter(slice__isnull=False)
    found: dict[Period, dict[int, Measurement]] = defaultdict(dict)
    for row in rows:
        found[row.indicator_id, row.period_start, row.period_end][row.slice_id] = row
    complete = {}
    for place in wanted:
        pk, start, _end = place
        in_use = {part: weight for part, (weight, ended) in weights[pk].items() if ended is None or ended >= start}
        if parts := _parts(in_use, found[place]):
            complete[place] = (indicators[pk], parts)
    return _record(complete, by=by, at=at)


def _of_sub_indicators(measured: set[Period], *, by: User | None, at: datetime) -> dict[Period, Indicator]:
    parents = dict(Indicator.objects.filter(pk__in={pk for pk, _s, _e in measured}, parent__isnull=False).values_list("pk", "parent"))
    if not parents:
        return {}
    wanted = {(parents[pk], start, end) for pk, start, end in measured if pk in parents}
    wholes = Indicator.objects.in_bulk(set(parents.values()))
    weights: dict[int, dict[int, float]] = defaultdict(dict)
    for pk, parent, weight in Indicator.objects.filter(parent__in=wholes, retired_on__isnull=True).values_list(
        "pk", "parent", "roll_up_weight"
    ):
        weights[parent][pk] = weight
    of = {(pk, start, end): (parent, start, end) for parent, start, end in wanted for pk in weights[parent]}
    found: dict[Period, dict[int, Measurement]] = defaultdict(dict)
    for row in _current(of).filter(slice__isnull=True):
        if place := of.get((row.indicator_id, row.period_start, row.period_end)):
            found[place][row.indicator_id] = row
    complete = {place: (wholes[place[0]], parts) for place in wanted if (parts := _parts(weights[place[0]], found[place]))}
    return _record(complete, by=by, at=at)


def _parts(weights: Weights, rows: Mapping[int, Measurement]) -> list[Part]:
    """The parts in use with their values; empty while one of them lacks its value."""
    if not weights or not weights.keys() <= rows.keys():
        return []
    return [Part(rows[pk].value, weight, rows[pk].recorded_at, rows[pk].source_kind) for pk, weight in sorted(weights.items())]


def _record(complete: Mapping[Period, tuple[Indicator, list[Part]]], *, by: User | None, at: datetime) -> dict[Period, Indicator]:
    """Record new wholes and replace those rolled up before; returns the places that changed."""
    if not complete:
        return {}
    known = {(row.indicator_id, row.period_start, row.period_end): row for row in _current(complete).filter(slice__isnull=True)}
    added, changed = [], {}
    for place, (indicator, parts) in complete.items():
        facts = {
            "value": aggregation.whole(parts, indicator.aggregation),
            "source_kind": aggregation.weakest_source(parts),
            "rolled_up": True,
        }
        before = known.get(place)
        if before is None:
            _pk, start, end = place
            added.append(Measurement(recorded_at=at, recorded_by=by, indicator=indicator, period_start=start, period_end=end, **facts))
        elif not before.rolled_up or (before.value, before.source_kind) == (facts["value"], facts["source_kind"]):
            continue
        else:
            history.supersede(before, at=at, by=by, **facts)
        changed[place] = indicator
    Measurement.objects.bulk_create(added)
    return changed


def _current(places: Iterable[Period]) -> RecordedQuerySet:
    """The current values of some indicators in some periods."""
    places = set(places)
    ends, starts = {end for _pk, _start, end in places}, {start for _pk, start, _end in places}
    return Measurement.objects.current().filter(
        indicator__in={pk for pk, _start, _end in places}, period_end__in=ends, period_start__in=starts
    )

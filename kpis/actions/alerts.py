"""Alerts: raised when a reading or a judgement calls for somebody, closed when it no longer does. Never deleted."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from kpis.models import Alert, Forecast, Indicator, LatestMeasurement
from kpis.models.alerts import Status
from kpis.series import end_of_period, number_of_period

UNLIKELY = 0.2
RECENT = {"daily": 7, "weekly": 21, "monthly": 62, "quarterly": 120, "half_yearly": 200, "yearly": 400}  # days an anomaly is news
SHIFT_PERIODS, GAP_PERIODS = 12, 6
Wanted = dict[tuple[int, str, date], dict[str, Any]]


def refresh_alerts(ids: Collection[int], *, as_of: date, at: datetime) -> None:
    """Bring the alerts of some indicators up to date: at most five statements, whatever their number."""
    indicators = {each.pk: each for each in Indicator.objects.filter(pk__in=ids).defer("search")}
    newest = {row.indicator_id: row for row in LatestMeasurement.objects.filter(indicator__in=ids, slice__isnull=True)}
    readings = Forecast.objects.in_bulk(list(ids))
    wanted: Wanted = {}
    for pk, indicator in indicators.items():
        if indicator.retired_on is None:
            for kind, on, facts in _calls(indicator, newest.get(pk), readings.get(pk), as_of):
                wanted[pk, kind, on] = facts
    _close(ids, wanted, at)
    rows = [Alert(indicator_id=pk, kind=kind, on=on, raised_at=at, facts=facts) for (pk, kind, on), facts in wanted.items()]
    Alert.objects.bulk_create(rows, update_conflicts=True, unique_fields=["indicator", "kind", "on"], update_fields=["closed_at", "facts"])


def _close(ids: Collection[int], wanted: Wanted, at: datetime) -> None:
    standing = Alert.objects.filter(indicator__in=ids, closed_at__isnull=True).values_list("pk", "indicator_id", "kind", "on")
    over = [pk for pk, indicator, kind, on in standing if (indicator, kind, on) not in wanted]
    if over:
        Alert.objects.filter(pk__in=over).update(closed_at=at)


def _calls(
    indicator: Indicator, newest: LatestMeasurement | None, read: Forecast | None, as_of: date
) -> Iterator[tuple[str, date, dict[str, Any]]]:
    if newest is not None:
        due = due_on(indicator, newest.period_end)
        if due < as_of:
            yield Alert.Kind.STALE, due, {"period_end": newest.period_end.isoformat()}
        if newest.status == Status.OFF_TRACK:
            yield Alert.Kind.OFF_TRACK, newest.status_since or newest.period_end, {"attainment": newest.attainment}
    if read is not None and not read.error:
        yield from _of_reading(indicator, read, as_of)


def due_on(indicator: Indicator, period_end: date) -> date:
    """The day until which the value of the period after `period_end` is awaited: its end and the days of grace."""
    following = number_of_period(indicator.cadence, period_end) + 1
    return end_of_period(indicator.cadence, following) + timedelta(days=indicator.grace_days)


def _of_reading(indicator: Indicator, read: Forecast, as_of: date) -> Iterator[tuple[str, date, dict[str, Any]]]:
    if read.probability is not None and read.probability < UNLIKELY and read.path:
        yield Alert.Kind.TARGET, date.fromisoformat(read.path[-1][0]), {"probability": round(read.probability, 3)}
    cadence, today = indicator.cadence, number_of_period(indicator.cadence, as_of)
    for found in read.anomalies:
        on, kind = date.fromisoformat(found["on"]), found["kind"]
        age = today - number_of_period(cadence, on)
        if kind == "anomaly" and (as_of - on).days <= RECENT[cadence]:
            yield Alert.Kind.ANOMALY, on, {name: found[name] for name in ("value", "low", "high")}
        elif kind == "shift" and age <= SHIFT_PERIODS:
            yield Alert.Kind.SHIFT, on, {"value": found["value"]}
        elif kind == "gap" and age <= GAP_PERIODS:
            yield Alert.Kind.GAP, on, {}

"""The work of one worker at night: judge every status as of the day, read the changed series, raise and close alerts. Worker only."""

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from billiard.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, DataError, transaction

from kpis import nights, reading
from kpis.actions.alerts import refresh_alerts
from kpis.actions.rollups import judge
from kpis.anomalies import Finding
from kpis.judgement import targets_in_force
from kpis.models import Forecast, Indicator, SeriesNight, Target
from kpis.queries.series import Known, known_series
from kpis.reading import Aim, Reading

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
JUDGED_AT_ONCE = 1_000
CHOSEN_FOR = timedelta(days=28)
SPREAD_DAYS = 7  # series that came on one day are not all chosen anew on one day
WRITTEN = [field.name for field in Forecast._meta.concrete_fields if field.name != "indicator"]


@dataclass
class Done:
    """What one worker did."""

    read: int = 0
    chosen: int = 0
    failed: int = 0
    judged: int = 0


def work(*, worker: str, clock: Clock, until: datetime | None = None) -> Done:
    """Carry the open night forward until nothing is left to do here. Safe to run any number of times, in any number of processes."""
    done, night = Done(), nights.open_night()
    if night is None:
        return done
    done.judged = judge_all(night, clock=clock)
    while until is None or clock() < until:
        claimed = nights.claim(worker=worker, at=clock())
        if not claimed.changes:
            nights.finish(night, at=clock())
            break
        read, chosen, failed = read_indicators(claimed.changes, day=night.day, at=clock(), worn=claimed.worn)
        nights.release(claimed)
        nights.count(night, series_read=read, methods_chosen=chosen, failed=failed)
        done.read, done.chosen, done.failed = done.read + read, done.chosen + chosen, done.failed + failed
    return done


def judge_all(night: SeriesNight, *, clock: Clock) -> int:
    """Judge every indicator as of the day of the night, for its pace moves with the date; once a night, by one worker."""
    with transaction.atomic():
        if not SeriesNight.objects.select_for_update(skip_locked=True).filter(pk=night.pk, judged_at__isnull=True).exists():
            return 0
        ids = list(Indicator.objects.filter(retired_on__isnull=True).order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(ids), JUDGED_AT_ONCE):
            part = ids[start : start + JUDGED_AT_ONCE]
            judge(part, as_of=night.day)
            refresh_alerts(part, as_of=night.day, at=clock())
        SeriesNight.objects.filter(pk=night.pk).update(judged_at=clock())
    return len(ids)


def read_indicators(ids: Iterable[int], *, day: date, at: datetime, worn: frozenset[int] = frozenset()) -> tuple[int, int, int]:
    """Read some indicators as of a day and store what they say: how many were read, newly chosen for, and failed."""
    indicators = list(Indicator.objects.filter(pk__in=list(ids)))
    known = known_series(indicators)
    targets = targets_in_force((each.pk for each in indicators), as_of=day)
    before = Forecast.objects.in_bulk([each.pk for each in indicators])
    rows, chosen, failed = [], 0, 0
    for indicator in indicators:
        if indicator.pk not in known:
            continue
        earlier = before.get(indicator.pk)
        method = "" if _needs_choice(earlier, indicator.pk, day) else earlier.method if earlier else ""
        row = _empty(indicator, known[indicator.pk], at)
        if indicator.pk in worn:
            row.error = f"The worker ended {nights.MOST_ATTEMPTS} times while it read this series and its neighbours."
        else:
            _read_into(row, known[indicator.pk], aim_of(targets.get(indicator.pk), indicator), method)
        chosen, failed = chosen + (not method and not row.error), failed + bool(row.error)
        row.method_chosen_on = earlier.method_chosen_on if method and earlier and earlier.method == row.method else day
        rows.append(row)
    failed += _store(rows, as_of=day, at=at)
    return len(rows), chosen, failed


def _store(rows: list[Forecast], *, as_of: date, at: datetime) -> int:
    """Write the readings at once; where the database refuses one, each alone, and the refused one by its reason. Returns how many."""
    try:
        with transaction.atomic():
            Forecast.objects.bulk_create(rows, update_conflicts=True, unique_fields=["indicator"], update_fields=WRITTEN)
            refresh_alerts([row.indicator_id for row in rows], as_of=as_of, at=at)
    except DataError as error:
        if len(rows) > 1:
            return sum(_store([row], as_of=as_of, at=at) for row in rows)
        log.exception("a reading could not be stored", extra={"indicator": rows[0].indicator_id})
        _name(rows[0], error)
        return 1 + _store(rows, as_of=as_of, at=at)
    return 0


def aim_of(target: Target | None, indicator: Indicator) -> Aim | None:
    """What a forecast is asked for: the end of the target in force."""
    if target is None:
        return None
    if target.target is None:
        return Aim(target.target_on, low=target.low, high=target.high)
    return Aim(target.target_on, value=target.target, rising=indicator.direction == "up")


def _needs_choice(earlier: Forecast | None, pk: int, day: date) -> bool:
    if earlier is None or not earlier.method:
        return True
    return day - earlier.method_chosen_on >= CHOSEN_FOR + timedelta(days=pk % SPREAD_DAYS)


def _empty(indicator: Indicator, known: Known, at: datetime) -> Forecast:
    return Forecast(indicator=indicator, series_hash=known.series.fingerprint, method="", computed_at=at, periods=known.series.measured)


def _read_into(row: Forecast, known: Known, aim: Aim | None, method: str) -> None:
    """The reading of one series, on its own merits: what goes wrong is named and stops no other."""
    try:
        _fill(row, reading.read(known.series, aim, method=method), known)
    except (DatabaseError, MemoryError, SoftTimeLimitExceeded):
        raise
    except Exception as error:
        log.exception("a series could not be read", extra={"indicator": row.indicator_id})
        _name(row, error)


def _name(row: Forecast, error: Exception) -> None:
    """Keep nothing of a reading but the reason why there is none."""
    row.error = f"{type(error).__name__}: {error}"[:500]
    row.path, row.anomalies, row.trend, row.trend_low, row.trend_high = [], [], None, None, None
    row.method, row.mase, row.mase_naive, row.mase_seasonal, row.probability = "", None, None, None, None


def _fill(row: Forecast, found: Reading, known: Known) -> None:
    forecast, trend = found.forecast, found.trend
    row.path = [[day.isoformat(), *(_rounded(v) for v in band)] for day, *band in found.path]
    row.probability = found.chance
    if forecast:
        row.method, row.mase = forecast.method, forecast.mase
        row.mase_naive, row.mase_seasonal = forecast.mase_naive, forecast.mase_seasonal
    if trend:
        row.trend, row.trend_low, row.trend_high, row.trend_periods = trend.slope, trend.low, trend.high, trend.periods
    row.anomalies = [one.as_dict() for one in _with_restated(found.findings, known.restated)]
    json.dumps([row.path, row.anomalies, row.trend, row.probability, row.mase], allow_nan=False)  # what is no number stops here, alone


def _with_restated(found: Sequence[Finding], restated: Sequence[date]) -> list[Finding]:
    return sorted([*found, *(Finding("restated", day) for day in restated)], key=lambda one: (one.on, one.kind))


def _rounded(value: float) -> float:
    """Seven digits: as much as a forecast can know."""
    return float(f"{value:.7g}")

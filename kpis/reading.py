"""What a series says: trend, forecast to the target date, chance of reaching the target, what is unusual. Worker only."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from kpis import anomalies, forecasting
from kpis.anomalies import Finding
from kpis.forecasting import Forecast
from kpis.series import Floats, Series
from kpis.smoothing import KINDS, seasonal_profile
from kpis.trends import PERIODS, Trend, trend

FEW = 20  # one unusual value in twenty
AHEAD = {"daily": 14, "weekly": 8, "monthly": 6, "quarterly": 4, "half_yearly": 2, "yearly": 2}


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be reached by a day: at least or at most `value`, or a place between `low` and `high`."""

    on: date
    value: float | None = None
    rising: bool = True
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The answer; `path` holds (last day of the period, value, low, high) from the next period on."""

    forecast: Forecast | None = None
    path: list[tuple[date, float, float, float]] = field(default_factory=list)
    trend: Trend | None = None
    chance: float | None = None
    findings: list[Finding] = field(default_factory=list)


def read(series: Series, aim: Aim | None, *, method: str = "") -> Reading:
    """Read a series; `method` is the one chosen before, empty where one has to be chosen."""
    if not series.measured:
        return Reading()
    steps = steps_ahead(series, aim)
    found = forecasting.forecast(without_outliers(series), series.seasons, steps=steps, method=method)
    path = [(series.end_of(len(series.values) + i), *band) for i, band in enumerate(found.band())] if found else []
    return Reading(
        forecast=found,
        path=path,
        trend=_trend(series, found),
        chance=chance(series, aim, found),
        findings=anomalies.findings(series),
    )


def without_outliers(series: Series) -> Floats:
    """The values to learn from: unusual ones, if they are few, teach nothing; the last one always counts, for it may be the news."""
    places = [place for place in anomalies.flagged(series) if place < len(series.values) - 1]
    if not places or len(places) > max(1, series.measured // FEW):
        return series.values
    values = series.values.copy()
    values[places] = np.nan
    return values


def steps_ahead(series: Series, aim: Aim | None) -> int:
    """How far the forecast reaches: to the target date, but no further than the series reaches back; else a few periods."""
    usual = AHEAD[series.cadence]
    wanted = series.positions_to(aim.on) if aim else 0
    return max(1, min(wanted if wanted > 0 else usual, max(series.measured, usual)))


def chance(series: Series, aim: Aim | None, found: Forecast | None) -> float | None:
    """The probability of standing at the target on its date; None where that date is past or further than the series reaches back."""
    if aim is None or found is None:
        return None
    step = series.positions_to(aim.on)
    if not 0 < step <= len(found.mean) or series.measured < forecasting.SHORTEST:
        return None
    if aim.value is not None:
        above = found.chance_at_least(aim.value, step)
        return above if aim.rising else 1 - above
    if aim.low is None or aim.high is None:
        return None
    return max(0.0, found.chance_at_least(aim.low, step) - found.chance_at_least(aim.high, step))


def _trend(series: Series, found: Forecast | None) -> Trend | None:
    """The trend of the last periods, without the season where the chosen method sees one."""
    values, seasonal = series.values, found is not None and KINDS[found.method].seasonal
    if seasonal and series.seasons > 1:
        profile = seasonal_profile(values, series.seasons)
        values = values - profile[[place % len(profile) for place in range(len(values))]]
    return trend(values, PERIODS[series.cadence])

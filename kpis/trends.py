"""The trend of the last periods, with an interval that admits how little a few linked values say. Pure.

Slope: the median of the slopes between all pairs (Theil–Sen). Interval: Kendall's test turned round, its variance enlarged by the
correlation of neighbours. Source: Sen (1968); Hamed and Rao (1998), for the first lag.
"""

import math
from dataclasses import dataclass

import numpy as np

from kpis.series import Floats

Z95 = 1.959963984540054
SHORTEST = 4
PERIODS = {"daily": 30, "weekly": 13, "monthly": 12, "quarterly": 8, "half_yearly": 6, "yearly": 5}


@dataclass(frozen=True, slots=True)
class Trend:
    """The change from one period to the next: the middle estimate and the bounds that hold it in 95 % of the cases."""

    slope: float
    low: float
    high: float
    periods: int

    @property
    def is_clear(self) -> bool:
        """Do both bounds point the same way?"""
        return self.low > 0 or self.high < 0


def trend(values: Floats, periods: int) -> Trend | None:
    """The trend of the last `periods` values (NaN allowed); None below four values."""
    last = values[-periods:]
    places = np.flatnonzero(~np.isnan(last))
    if len(places) < SHORTEST:
        return None
    slopes = np.sort(_slopes(places.astype(np.float64), last[places]))
    slope = float(np.median(slopes))
    n, pairs = len(places), len(slopes)
    deviation = math.sqrt(n * (n - 1) * (2 * n + 5) / 18 * _enlarged(last[places] - slope * places))
    lower = math.floor((pairs - Z95 * deviation) / 2)
    upper = math.ceil((pairs + Z95 * deviation) / 2)
    return Trend(slope, _at(slopes, lower), _at(slopes, upper), len(last))


def line_through(values: Floats, *, always: bool = False) -> Floats:
    """The robust line through all values where their trend is clear (or `always`), else their median."""
    found = trend(values, len(values))
    places = np.arange(len(values), dtype=np.float64)
    if found is None or not (found.is_clear or always):
        return np.full(len(values), float(np.nanmedian(values)))
    return np.asarray(float(np.nanmedian(values - found.slope * places)) + found.slope * places, np.float64)


def _slopes(places: Floats, values: Floats) -> Floats:
    one, other = np.triu_indices(len(places), 1)
    return np.asarray((values[other] - values[one]) / (places[other] - places[one]), np.float64)


def _enlarged(rest: Floats) -> float:
    """By how much neighbours that resemble each other enlarge the variance: at least 1."""
    centred = rest - rest.mean()
    power = float(centred @ centred)
    n = len(centred)
    if n < SHORTEST or power <= 0:
        return 1.0
    near = min(max(float(centred[1:] @ centred[:-1]) / power, 0.0), 0.9)
    # The correlation at the first lag, fading with distance as in a series where each value leans on the one before.
    return 1 + 2 * sum((1 - lag / n) * near**lag for lag in range(1, n))


def _at(slopes: Floats, rank: int) -> float:
    """The slope of a rank from 1; beyond either end nothing is known but the widest slope."""
    return float(slopes[min(max(rank - 1, 0), len(slopes) - 1)])

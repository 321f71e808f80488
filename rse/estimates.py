"""Means with their 95 % intervals, differences, and the net promoter score. Pure.

Student's t by the expansion of Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5: exact to 0.01 from four degrees of
freedom on, and fewer are never told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

NORMAL = 1.959963985  # the 97.5 % point of the normal distribution
FEWEST = 5
PROMOTERS_FROM, DETRACTORS_TO = 9, 6


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95 % interval and the number of observations."""

    value: float
    low: float
    high: float
    count: int

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0


def student(freedom: float) -> float:
    """The 97.5 % point of Student's t for `freedom` ≥ 3 degrees."""
    z, v = NORMAL, freedom
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92_160,
    )
    return float(z + sum(term / v**power for power, term in enumerate(terms, start=1)))


def mean(values: Sequence[float]) -> Estimate | None:
    """The mean of at least five values; None below."""
    if len(values) < FEWEST:
        return None
    centre, half = fmean(values), student(len(values) - 1) * stdev(values) / sqrt(len(values))
    return Estimate(centre, centre - half, centre + half, len(values))


def difference(before: Sequence[float], after: Sequence[float], fewest: int = FEWEST) -> Estimate | None:
    """Mean after minus mean before, of different observations (Welch); None when either side is too short."""
    if min(len(before), len(after)) < fewest:
        return None
    parts = [stdev(values) ** 2 / len(values) for values in (before, after)]
    gap, spread = fmean(after) - fmean(before), sum(parts)
    if spread == 0:
        return Estimate(gap, gap, gap, len(before) + len(after))
    freedom = spread**2 / sum(part**2 / (len(values) - 1) for part, values in zip(parts, (before, after), strict=True))
    half = student(max(freedom, 3.0)) * sqrt(spread)
    return Estimate(gap, gap - half, gap + half, len(before) + len(after))


def net_promoter(values: Sequence[float]) -> Estimate | None:
    """Promoters (9–10) less detractors (0–6) in points of a hundred, of at least five answers; None below."""
    marks = [100.0 * ((value >= PROMOTERS_FROM) - (value <= DETRACTORS_TO)) for value in values]
    found = mean(marks)
    return found and Estimate(found.value, max(found.low, -100.0), min(found.high, 100.0), found.count)

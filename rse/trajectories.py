"""Where emissions should be, year by year, and what rate is still required. Source: rse.md. Pure; emissions in any one unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import ceil


def linear_contraction(*, base: float, base_year: int, rate: float, year: int) -> float:
    """Emission allowed in `year`: a constant share `rate` of the base leaves each year, down to 0. Source: SBTi absolute contraction."""
    return max(base * (1 - rate * (year - base_year)), 0.0)


def piecewise(points: Mapping[int, float], year: int) -> float | None:
    """Emission on the straight lines between stated years; None outside them."""
    known = sorted(points.items())
    if not known or not known[0][0] <= year <= known[-1][0]:
        return None
    for (first, start), (last, end) in pairwise(known):
        if first <= year <= last:
            return start + (end - start) * (year - first) / (last - first)
    return known[0][1]


def contraction_rate(*, base: float, target: float, base_year: int, target_year: int) -> float | None:
    """The yearly share of the base that leads from base to target; None when not computable."""
    if base <= 0 or target_year <= base_year:
        return None
    return (base - target) / base / (target_year - base_year)


@dataclass(frozen=True, slots=True)
class Progress:
    """Shares of the way: `done` p (negative: further away than at the start), `elapsed` e of the time; None when not computable."""

    done: float | None
    elapsed: float | None

    @property
    def on_track(self) -> bool | None:
        """Whether at least as much is done as time has passed."""
        return None if self.done is None or self.elapsed is None else self.done >= self.elapsed - 1e-12


def progress(*, base: float, target: float, current: float, base_year: int, target_year: int, year: int) -> Progress:
    """How much of the reduction is done, against how much of the time has passed."""
    done = None if base == target else (base - current) / (base - target)
    elapsed = None if target_year == base_year else (year - base_year) / (target_year - base_year)
    return Progress(done, elapsed)


def required_rate(*, current: float, target: float, year: int, target_year: int) -> float | None:
    """The yearly share of today's emission that must still leave; None when nothing is emitted or the year has come."""
    if current == 0 or year >= target_year:
        return None
    return (current - target) / (current * (target_year - year))


@dataclass(frozen=True, slots=True)
class Compensated:
    """The rate that still keeps the carbon budget of the path, and the year in which it reaches zero."""

    rate: float | None
    zero_year: int | None
    budget_left: float


def budget_compensated(*, base: float, rate: float, emitted: float, current: float, year: int) -> Compensated:
    """The linear path to zero that spends no more than the planned one would have: B/(2r) in all, `emitted` since the base year."""
    left = base / (2 * rate) - emitted
    if left <= 0 or current <= 0:
        return Compensated(None, None, left)
    needed = current / (2 * left)
    return Compensated(needed, ceil(round(year + 1 / needed, 9)), left)

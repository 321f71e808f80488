"""Earned value: what the work done is worth, against the plan and against its cost. Source: alignment.md, D.

Amounts in one currency; NaN where a ratio cannot be computed, never 0 or infinity.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
WHOLE_PLAN = 1e-6  # a plan within this share of the budget is phased to its end


@dataclass(frozen=True, slots=True)
class Performance:
    """The indices of one project, or of many as arrays. `eac`, `vac` are amounts, the others ratios."""

    cpi: Floats
    spi: Floats
    eac: Floats
    vac: Floats
    tcpi: Floats


def performance(*, planned: Any, earned: Any, actual: Any, budget: Any) -> Performance:
    """Return CPI = EV/AC, SPI = EV/PV, EAC = BAC/CPI, VAC = BAC − EAC, TCPI = (BAC − EV)/(BAC − AC)."""
    pv, ev, ac, bac = (np.asarray(value, np.float64) for value in (planned, earned, actual, budget))
    worked = np.where(ev > 0, ev, np.nan)
    cpi = quotient(worked, ac)
    eac = quotient(bac, cpi)
    return Performance(cpi=cpi, spi=quotient(worked, pv), eac=eac, vac=bac - eac, tcpi=quotient(bac - worked, bac - ac))


def quotient(above: Any, below: Any) -> Floats:
    """Divide, NaN where the divisor is 0 or unknown."""
    above, below = np.broadcast_arrays(np.asarray(above, np.float64), np.asarray(below, np.float64))
    result = np.full(below.shape, np.nan)
    np.divide(above, below, out=result, where=(below != 0) & ~np.isnan(below))
    return result


def earned_schedule(*, days: Floats, planned: Floats, earned: float, today: float, budget: float) -> float:
    """Return SPI(t): the time by which the plan had earned what is earned now, over the time gone; NaN without a phased plan.

    `days` since the start (rising), `planned` the cumulated PV at those days; before the first day nothing is planned.
    Unlike SPI it does not return to 1 at the end of a late project. Earned beyond a plan that stops short of `budget` cannot be dated: NaN.
    """
    if len(days) < 2 or today <= 0 or not earned > 0:
        return float("nan")
    if days[0] > 0:
        days, planned = np.concatenate([[0.0], days]), np.concatenate([[0.0], planned])
    plan = np.maximum.accumulate(planned)
    if earned >= plan[-1]:
        whole = plan[-1] >= budget * (1 - WHOLE_PLAN)
        return float(days[np.searchsorted(plan, plan[-1])] / today) if whole else float("nan")
    after = int(np.searchsorted(plan, earned, side="right"))
    if after == 0:
        return 0.0
    gained = (earned - plan[after - 1]) / (plan[after] - plan[after - 1])
    return float((days[after - 1] + gained * (days[after] - days[after - 1])) / today)

"""The alignment score of any number of projects in one pass: columns in, columns out. Specification: alignment.md.

The night calls `score` for a chunk of thousands, a page for one project; there is no second implementation.
"""

from dataclasses import dataclass

import numpy as np

from portfolio.alignment.breakdown import Breakdown, breakdown
from portfolio.alignment.columns import Columns, Floats, in_order
from portfolio.alignment.confidence import confidence, letters
from portfolio.alignment.interval import interval
from portfolio.alignment.levers import Levers, levers
from portfolio.alignment.parameters import Parameters
from portfolio.alignment.pillars import Factors, Pillars, factors_of, pillars_of, rounded

ALIGNED, PARTIAL, WEAK, UNSCORED = "aligned", "partial", "weak", "unscored"


@dataclass(frozen=True, slots=True)
class Scores:
    """The results by owner; S, its ends and C are NaN where no pillar is due. `low` and `high` bound S."""

    factors: Factors
    pillars: Pillars
    low: Floats
    high: Floats
    confidence: Floats
    letter: list[str]
    band: list[str]
    lines: Breakdown
    levers: Levers

    @property
    def score(self) -> Floats:
        """S, unrounded."""
        return self.pillars.score


def score(columns: Columns, p: Parameters) -> Scores:
    """Score every owner of `columns`; the rows may come in any order."""
    factors = factors_of(in_order(columns), p)
    pillars = pillars_of(factors, p)
    low, high = interval(factors, p)
    believed = confidence(factors, pillars, p)
    return Scores(
        factors=factors,
        pillars=pillars,
        low=low,
        high=high,
        confidence=believed,
        letter=letters(believed, p),
        band=bands(pillars.score, p),
        lines=breakdown(factors, pillars, p),
        levers=levers(factors, pillars.score, p),
    )


def bands(score: Floats, p: Parameters) -> list[str]:
    """Name the band of each score as printed, two decimals."""
    printed = rounded(score)
    names = np.select([np.isnan(printed), printed >= p.band_aligned, printed >= p.band_partial], [UNSCORED, ALIGNED, PARTIAL], WEAK)
    return [str(name) for name in names]

"""The figures of the boards, from plain numbers: the night builds the default ones, a page the filtered ones, with the same functions.

Shares are 0 to 1, money in currency units, scores 0 to 100. Texts are in the active language. A default figure is kept with
its run as `Figure.packed()` and read again by `foundation.charts.unpacked`.
"""

from portfolio.charts.money import ObjectiveMoney, horizons, money_and_weight, units_and_objectives
from portfolio.charts.scores import Mover, alignment_over_time, bands, movers, movers_sentence

__all__ = [
    "Mover",
    "ObjectiveMoney",
    "alignment_over_time",
    "bands",
    "horizons",
    "money_and_weight",
    "movers",
    "movers_sentence",
    "units_and_objectives",
]

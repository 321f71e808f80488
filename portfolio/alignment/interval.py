"""The interval of S: what the score would be if everything unproved failed, or held. Source: alignment.md, S and "Interval"."""

from dataclasses import replace

import numpy as np

from portfolio.alignment.columns import Floats
from portfolio.alignment.parameters import Parameters
from portfolio.alignment.pillars import Factors, pillars_of


def interval(factors: Factors, p: Parameters) -> tuple[Floats, Floats]:
    """Return (low, high) by owner; ranks and caps are applied again."""
    return pillars_of(_at_worst(factors), p).score, pillars_of(_at_best(factors), p).score


def _at_worst(factors: Factors) -> Factors:
    links, rows, themes = factors.links, factors.indicators, factors.themes
    return replace(
        factors,
        links=replace(links, claimed=np.zeros_like(links.claimed)),
        indicators=replace(rows, fresh=np.where(rows.fresh < 1.0, 0.0, rows.fresh)),
        themes=replace(themes, effect=np.where(themes.assessed, themes.effect, -1.0)),
    )


def _at_best(factors: Factors) -> Factors:
    links, rows, themes = factors.links, factors.indicators, factors.themes
    return replace(
        factors,
        links=replace(links, proved=links.proved + links.claimed, claimed=np.zeros_like(links.claimed)),
        indicators=replace(rows, fresh=np.ones_like(rows.fresh)),
        themes=replace(themes, effect=np.where(themes.assessed, themes.effect, 1.0)),
    )

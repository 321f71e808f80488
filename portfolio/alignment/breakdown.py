"""The terms of S, line by line, adding up exactly. Source: alignment.md, "Breakdown" and "largest remainder"."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from portfolio.alignment.columns import Bools, Floats, Ints, ratio, total
from portfolio.alignment.parameters import Parameters
from portfolio.alignment.pillars import Factors, Pillars, rounded


class Line(IntEnum):
    """What a line of the breakdown speaks of; `key` is the objective, the indicator or the theme, 0 for the others."""

    LINK = 1
    INDICATOR = 2
    NEUTRAL = 3
    THEME = 4
    VETO_RESPONSIBILITY = 5
    ORPHAN = 6
    VETO = 7


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One row a line: `exact` adds up to S, `points` (two decimals) to S as printed."""

    owner: Ints
    line: Ints
    key: Ints
    exact: Floats
    points: Floats


def breakdown(factors: Factors, pillars: Pillars, p: Parameters) -> Breakdown:
    """Return every line of every scored owner, in the order link, indicator, neutral base, theme, caps."""
    share = 100.0 * ratio(pillars.weights, pillars.weights.sum(axis=1)[:, None])
    parts = [*_contribution(factors, pillars, share[:, 0]), *_indicators(factors, share[:, 1]), *_themes(factors, share[:, 2])]
    parts += _caps(pillars, share[:, 2], p)
    owner, line, key, exact = (np.concatenate(column) for column in zip(*parts, strict=True))
    kept = ~np.isnan(exact)
    owner, line, key, exact = owner[kept], line[kept], key[kept], exact[kept]
    order = np.lexsort((key, line, owner))
    owner, line, key, exact = owner[order], line[order], key[order], exact[order]
    return Breakdown(owner, line, key, exact, largest_remainder(owner, exact, rounded(pillars.score)))


def _part(owner: Ints, line: Line, key: Ints, exact: Floats) -> tuple[Ints, Ints, Ints, Floats]:
    return owner, np.full(len(owner), int(line)), key, exact


def _contribution(factors: Factors, pillars: Pillars, share: Floats) -> list[tuple[Ints, Ints, Ints, Floats]]:
    owner = factors.links.owner
    due = ~np.isnan(pillars.contribution)[owner]
    return [_part(owner[due], Line.LINK, factors.links.key[due], (pillars.points * share[owner])[due])]


def _indicators(factors: Factors, share: Floats) -> list[tuple[Ints, Ints, Ints, Floats]]:
    rows = factors.indicators
    counted = rows.due & (share > 0)[rows.owner]
    weight = total(rows.owner, rows.share * rows.due, factors.count)
    points = rows.share * rows.attained * rows.fresh * ratio(share, weight)[rows.owner]
    return [_part(rows.owner[counted], Line.INDICATOR, rows.key[counted], points[counted])]


def _themes(factors: Factors, share: Floats) -> list[tuple[Ints, Ints, Ints, Floats]]:
    themes, owners = factors.themes, np.flatnonzero(share > 0)
    counted = (share > 0)[themes.owner]
    weight = total(themes.owner, themes.materiality, factors.count)
    points = 0.5 * themes.materiality * themes.effect * ratio(share, weight)[themes.owner]
    neutral = _part(owners, Line.NEUTRAL, np.zeros(len(owners), np.int64), 0.5 * share[owners])
    return [neutral, _part(themes.owner[counted], Line.THEME, themes.key[counted], points[counted])]


def _caps(pillars: Pillars, share: Floats, p: Parameters) -> list[tuple[Ints, Ints, Ints, Floats]]:
    """Caps are lines of their own, negative: responsibility under veto, then the orphan, then what the veto still takes."""
    after_orphan = np.where(pillars.orphan, np.minimum(pillars.uncapped, p.orphan_cap), pillars.uncapped)
    taken = {
        Line.VETO_RESPONSIBILITY: share * (pillars.responsibility - pillars.uncapped_responsibility),
        Line.ORPHAN: after_orphan - pillars.uncapped,
        Line.VETO: pillars.score - after_orphan,
    }
    return [_cap(line, points) for line, points in taken.items()]


def _cap(line: Line, points: Floats) -> tuple[Ints, Ints, Ints, Floats]:
    owners = np.flatnonzero(np.nan_to_num(points) < 0)
    return _part(owners, line, np.zeros(len(owners), np.int64), points[owners])


def largest_remainder(owner: Ints, exact: Floats, goal: Floats) -> Floats:
    """Round `exact` to two decimals so that each owner's parts add up to goal[owner].

    Floor every part to the cent towards −∞, then give the missing cents to the largest remainders;
    ties: the larger part, then the row order.
    """
    cents = np.round(exact * 100.0, 7)
    floor = np.floor(cents)
    missing = np.round(np.nan_to_num(goal) * 100.0) - total(owner, floor, len(goal))
    order = np.lexsort((-exact, -np.round(cents - floor, 7), owner))
    sizes = np.bincount(owner, minlength=len(goal))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order)) - (np.cumsum(sizes) - sizes)[owner[order]]
    raised: Bools = place < missing[owner]
    return np.asarray((floor + raised) / 100.0, np.float64)

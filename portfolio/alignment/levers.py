"""Levers: what one change would add to S, found by scoring the project again with that change. Source: alignment.md, "Levers"."""

from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np

from portfolio.alignment.columns import Floats, Ints, copies, take
from portfolio.alignment.parameters import Parameters
from portfolio.alignment.pillars import Factors, pillars_of
from portfolio.alignment.responsibility import vetoes


class Lever(IntEnum):
    """The one change; `row` names the link, indicator or theme it touches."""

    VALIDATE_LINK = 1
    RAISE_LINK = 2
    REFRESH_INDICATOR = 3
    REACH_PACE = 4
    ASSESS_THEME = 5
    APPROVE_MITIGATION = 6


@dataclass(frozen=True, slots=True)
class Candidates:
    """Changes to try: `owner`, the kind, the row in its factor table, and the level a link would be raised to (NaN otherwise)."""

    owner: Ints
    lever: Ints
    row: Ints
    level: Floats


@dataclass(frozen=True, slots=True)
class Levers:
    """Changes worth making, the best first within an owner. `key`: objective, indicator or theme; `gain` in points of S."""

    owner: Ints
    lever: Ints
    key: Ints
    level: Floats
    gain: Floats


def levers(factors: Factors, score: Floats, p: Parameters) -> Levers:
    """Return the best few changes of each scored owner that add at least the minimum."""
    tried = gains(factors, candidates(factors, p), score, p)
    worth = tried.gain >= p.lever_minimum - 1e-9
    best = take(tried, np.flatnonzero(worth))
    best = take(best, np.lexsort((best.key, best.lever, -np.round(best.gain, 9), best.owner)))
    sizes = np.bincount(best.owner, minlength=factors.count)
    place = np.arange(len(best.owner)) - (np.cumsum(sizes) - sizes)[best.owner]
    return take(best, place < p.lever_count)


def candidates(factors: Factors, p: Parameters) -> Candidates:
    """List every single change that could help: each link validated or one step up, each indicator fresh or at pace, each theme settled."""
    links, rows, themes = factors.links, factors.indicators, factors.themes
    started = factors.projects.responsibility_started[themes.owner]
    steps = np.array([*p.levels, np.nan])
    higher = steps[np.searchsorted(steps[:-1], links.level + 1e-9, side="right")]
    return _joined(
        [
            _candidates(Lever.VALIDATE_LINK, links.owner, links.proved < links.level, links.level),
            _candidates(Lever.RAISE_LINK, links.owner, ~np.isnan(higher), higher),
            _candidates(Lever.REFRESH_INDICATOR, rows.owner, rows.due & rows.measured & (rows.fresh < 1)),
            _candidates(Lever.REACH_PACE, rows.owner, rows.due & (rows.attained < 1)),
            _candidates(Lever.ASSESS_THEME, themes.owner, ~themes.assessed & started),
            _candidates(Lever.APPROVE_MITIGATION, themes.owner, vetoes(themes, p) & started),
        ]
    )


def _candidates(lever: Lever, owner: Ints, chosen: np.ndarray, level: Floats | None = None) -> Candidates:
    rows = np.flatnonzero(chosen)
    to = np.full(len(rows), np.nan) if level is None else level[rows]
    return Candidates(owner[rows], np.full(len(rows), int(lever)), rows, to)


def _joined(parts: list[Candidates]) -> Candidates:
    return Candidates(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("owner", "lever", "row", "level")))


def gains(factors: Factors, tried: Candidates, score: Floats, p: Parameters) -> Levers:
    """Score one scenario for each candidate, all in one pass, and return what each adds to `score`."""
    changed, moved = _scenarios(factors, tried)
    gain = pillars_of(_changed(changed, tried, moved), p).score - score[tried.owner]
    return Levers(tried.owner, tried.lever, _keys(factors, tried), tried.level, np.nan_to_num(gain))


def _scenarios(factors: Factors, tried: Candidates) -> tuple[Factors, dict[str, Ints]]:
    """Give each candidate its own copy of its owner's rows; return also, by table, where the candidate's row went."""
    tables, moved = {}, {}
    for name in ("links", "indicators", "themes"):
        table = getattr(factors, name)
        rows, owner = copies(table.owner, tried.owner, factors.count)
        tables[name] = replace(take(table, rows), owner=owner)
        sizes = np.bincount(table.owner, minlength=factors.count)
        starts = np.cumsum(sizes) - sizes
        ends = np.cumsum(sizes[tried.owner]) - sizes[tried.owner]
        moved[name] = ends + tried.row - starts[tried.owner]
    return replace(factors, projects=take(factors.projects, tried.owner), **tables), moved


def _changed(factors: Factors, tried: Candidates, moved: dict[str, Ints]) -> Factors:
    links, rows, themes = factors.links, factors.indicators, factors.themes
    level, proved, claimed = links.level.copy(), links.proved.copy(), links.claimed.copy()
    raised = (tried.lever == Lever.VALIDATE_LINK) | (tried.lever == Lever.RAISE_LINK)
    place = moved["links"][raised]
    level[place], proved[place], claimed[place] = tried.level[raised], tried.level[raised], 0.0
    fresh, attained = rows.fresh.copy(), rows.attained.copy()
    fresh[moved["indicators"][tried.lever == Lever.REFRESH_INDICATOR]] = 1.0
    paced = moved["indicators"][tried.lever == Lever.REACH_PACE]
    attained[paced] = 1.0
    fresh[paced] = np.where(rows.measured[paced], fresh[paced], 1.0)
    effect, mitigated = themes.effect.copy(), themes.mitigated.copy()
    effect[moved["themes"][tried.lever == Lever.ASSESS_THEME]] = 0.0
    mitigated[moved["themes"][tried.lever == Lever.APPROVE_MITIGATION]] = True
    return replace(
        factors,
        links=replace(links, level=level, proved=proved, claimed=claimed),
        indicators=replace(rows, fresh=fresh, attained=attained),
        themes=replace(themes, effect=effect, mitigated=mitigated),
    )


def _keys(factors: Factors, tried: Candidates) -> Ints:
    keys = np.zeros(len(tried.owner), np.int64)
    for table, kinds in (
        (factors.links, (Lever.VALIDATE_LINK, Lever.RAISE_LINK)),
        (factors.indicators, (Lever.REFRESH_INDICATOR, Lever.REACH_PACE)),
        (factors.themes, (Lever.ASSESS_THEME, Lever.APPROVE_MITIGATION)),
    ):
        mine = np.isin(tried.lever, [int(kind) for kind in kinds])
        keys[mine] = table.key[tried.row[mine]]
    return keys

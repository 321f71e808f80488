"""The bridge between two dates: six inputs replaced one after the other, so the steps add up. Source: alignment.md, "Bridge"."""

from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

import numpy as np

from portfolio.alignment.breakdown import largest_remainder
from portfolio.alignment.columns import Columns, Floats, Ints, in_order, take
from portfolio.alignment.parameters import Parameters
from portfolio.alignment.pillars import factors_of, pillars_of, rounded

STEPS = ("pace", "data", "ageing", "links", "weights", "model")
PACE, DATA, AGEING, LINKS, WEIGHTS = range(1, 6)

# The step at which each field takes its new value. Whatever is not named is structure and moves with links and validation.
_PROJECT_STEPS = {"pace_on": PACE, "aged_on": AGEING, "weight_set": WEIGHTS}
_LINK_STEPS: dict[str, int] = {}
_INDICATOR_STEPS = dict.fromkeys(
    ("shape", "baseline", "target", "baseline_on", "target_on", "low", "high", "tolerance", "step_on", "step_value"), PACE
) | {"value": DATA, "measured_on": DATA, "source": DATA, "cadence": AGEING, "grace": AGEING, "share": WEIGHTS}
_THEME_STEPS = {"effect": DATA, "mitigated": DATA, "materiality": WEIGHTS}

Table = TypeVar("Table")


@dataclass(frozen=True, slots=True)
class Bridge:
    """`before` and `after` are S; `exact` and `points` are owners × 6, the steps in the order of STEPS; NaN where one end is unscored."""

    before: Floats
    after: Floats
    exact: Floats
    points: Floats


def bridge(before: Columns, after: Columns, *, parameters_before: Parameters, parameters_after: Parameters) -> Bridge:
    """Explain the change of S of the same owners between two states of the evidence."""
    before, after = _aligned(in_order(before), in_order(after))
    steps = [_score(_blend(before, after, step), parameters_before) for step in range(6)]
    steps.append(_score(_blend(before, after, WEIGHTS), parameters_after))
    scores = _carried(np.column_stack(steps))
    exact = np.diff(scores, axis=1)
    owner = np.repeat(np.arange(before.count), len(STEPS))
    known = ~np.isnan(scores[:, 0]) & ~np.isnan(scores[:, -1])
    change = np.where(known, rounded(scores[:, -1]) - rounded(scores[:, 0]), 0.0)
    points = largest_remainder(owner, np.nan_to_num(exact).ravel(), change).reshape(exact.shape)
    return Bridge(scores[:, 0], scores[:, -1], np.where(known[:, None], exact, np.nan), np.where(known[:, None], points, np.nan))


def _score(columns: Columns, p: Parameters) -> Floats:
    return pillars_of(factors_of(columns, p), p).score


def _carried(scores: Floats) -> Floats:
    """Between two scored ends a state may have no score at all: its step then changes nothing and the next one tells."""
    carried = scores.copy()
    for step in range(1, carried.shape[1] - 1):
        carried[:, step] = np.where(np.isnan(carried[:, step]), carried[:, step - 1], carried[:, step])
    return carried


def _blend(before: Columns, after: Columns, step: int) -> Columns:
    """Take each field from after when its step has come, else from before."""
    return Columns(
        projects=_mix(before.projects, after.projects, _PROJECT_STEPS, step),
        links=_mix(before.links, after.links, _LINK_STEPS, step),
        indicators=_mix(before.indicators, after.indicators, _INDICATOR_STEPS, step),
        themes=_mix(before.themes, after.themes, _THEME_STEPS, step),
        weight_sets=before.weight_sets,
    )


def _mix(before: Table, after: Table, steps: dict[str, int], step: int) -> Table:
    chosen = {field.name: getattr(after if step >= steps.get(field.name, LINKS) else before, field.name) for field in fields(before)}  # type: ignore[arg-type]
    return type(before)(**chosen)


def _aligned(before: Columns, after: Columns) -> tuple[Columns, Columns]:
    """Give both states the same rows: a fact that one of them lacks is there too, but absent."""
    offset = len(before.weight_sets)
    sets = (*before.weight_sets, *after.weight_sets)
    moved = np.where(after.projects.weight_set >= 0, after.projects.weight_set + offset, -1)
    absent: dict[str, dict[str, Any]] = {
        "links": {"present": False},
        "indicators": {"present": False},
        "themes": {"materiality": 0.0, "effect": np.nan, "mitigated": False},
    }
    pairs = {name: _joined(getattr(before, name), getattr(after, name), marks) for name, marks in absent.items()}
    old = replace(before, weight_sets=sets, **{name: pair[0] for name, pair in pairs.items()})
    new = replace(after, projects=replace(after.projects, weight_set=moved), **{name: pair[1] for name, pair in pairs.items()})
    return old, replace(new, weight_sets=sets)


def _joined(before: Any, after: Any, absent: dict[str, Any]) -> tuple[Any, Any]:
    """Return both tables on the union of their (owner, key); where a row is missing, the other side's stands in, marked absent."""
    before, after = _same_width(before, after)
    names = [one.name for one in fields(before)]
    both = type(before)(**{name: np.concatenate([getattr(before, name), getattr(after, name)]) for name in names})
    union, place = np.unique(np.column_stack([both.owner, both.key]), axis=0, return_inverse=True)
    first = np.arange(len(place)) < len(before.owner)
    rows = [_rows_of(place.ravel(), mine, len(union)) for mine in (first, ~first)]
    return _filled(both, rows[0], rows[1], absent), _filled(both, rows[1], rows[0], absent)


def _rows_of(place: Ints, mine: Any, size: int) -> Ints:
    """Return for each pair of the union the row that holds it on one side, −1 for none."""
    rows = np.full(size, -1)
    rows[place[mine]] = np.flatnonzero(mine)
    return rows


def _filled(both: Any, own: Ints, other: Ints, absent: dict[str, Any]) -> Any:
    table = take(both, np.where(own >= 0, own, other))
    return replace(table, **{name: np.where(own >= 0, getattr(table, name), mark) for name, mark in absent.items()})


def _same_width(before: Any, after: Any) -> tuple[Any, Any]:
    if not hasattr(before, "step_on"):
        return before, after
    width = max(before.step_on.shape[1], after.step_on.shape[1])
    return _widened(before, width), _widened(after, width)


def _widened(rows: Any, width: int) -> Any:
    more = ((0, 0), (0, width - rows.step_on.shape[1]))
    on = np.pad(rows.step_on, more, constant_values=np.datetime64("NaT"))
    return replace(rows, step_on=on, step_value=np.pad(rows.step_value, more, constant_values=np.nan))

"""What the score reads, as columns: one row a fact, an owner index that says whose fact it is.

The same columns hold one project or ten thousand, and one project in several scenarios: a scenario is one more owner with its own copy of
the rows. Dates are datetime64[D] with NaT for none, measures float64 with NaN for none; absence is never written 0.
"""

from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Days = npt.NDArray[np.datetime64]

AUTOMATIC, EVIDENCED, MANUAL = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Projects:
    """One row a project. Three dates, because the bridge moves them one after the other; in a night they are all the as-of date."""

    pace_on: Days
    aged_on: Days
    placed_on: Days
    approved_on: Days
    entered_on: Days
    no_kpi_reason: Bools
    weight_set: Ints


@dataclass(frozen=True, slots=True)
class Links:
    """Declared contributions. `level` is what is declared, `validated_level` what the owner accepted (NaN: never)."""

    owner: Ints
    key: Ints
    level: Floats
    validated_level: Floats
    declared_on: Days
    validated_on: Days
    refused: Bools
    present: Bools


@dataclass(frozen=True, slots=True)
class Indicators:
    """A project's indicators with target in force and last measurement. `step_on`, `step_value`: n × m, padded with NaT, NaN."""

    owner: Ints
    key: Ints
    share: Floats
    first_due: Days
    shape: Ints
    baseline: Floats
    target: Floats
    baseline_on: Days
    target_on: Days
    low: Floats
    high: Floats
    tolerance: Floats
    step_on: Days
    step_value: Floats
    cadence: Floats
    grace: Floats
    value: Floats
    measured_on: Days
    source: Ints
    present: Bools


@dataclass(frozen=True, slots=True)
class Themes:
    """One row for each project and each theme of the materiality in force; `effect` q is NaN while unassessed."""

    owner: Ints
    key: Ints
    materiality: Floats
    effect: Floats
    mitigated: Bools


@dataclass(frozen=True, slots=True)
class WeightSet:
    """The weights of the leaf objectives in force: `objective` rises, `weight` may have any sum."""

    objective: Ints
    weight: Floats

    def normalised(self) -> Floats:
        """Return the weights scaled to a sum of 1; all 0 when nothing weighs."""
        total = self.weight.sum()
        return self.weight / total if total > 0 else np.zeros_like(self.weight)


@dataclass(frozen=True, slots=True)
class Columns:
    """All that decides the scores of some projects. `Projects.weight_set` points into `weight_sets`, -1 for none in force."""

    projects: Projects
    links: Links
    indicators: Indicators
    themes: Themes
    weight_sets: tuple[WeightSet, ...]

    @property
    def count(self) -> int:
        """How many owners there are."""
        return len(self.projects.weight_set)


Table = TypeVar("Table")


def take(table: Table, rows: Any) -> Table:
    """Return the same table with only `rows` (indices or a mask), in that order."""
    return type(table)(**{field.name: getattr(table, field.name)[rows] for field in fields(table)})  # type: ignore[arg-type]


def empty(kind: type[Table]) -> Table:
    """Return a table without rows: the source of a pillar that nobody feeds yet."""
    return kind(**{field.name: _nothing(field.name) for field in fields(kind)})  # type: ignore[arg-type]


def _nothing(name: str) -> npt.NDArray[Any]:
    if name in ("owner", "key", "shape", "source"):
        return np.empty(0, np.int64)
    if name in ("present", "refused", "mitigated"):
        return np.empty(0, np.bool_)
    if name.endswith("_on") or name == "first_due":
        return np.empty((0, 0) if name == "step_on" else 0, "datetime64[D]")
    return np.empty((0, 0) if name == "step_value" else 0, np.float64)


def in_order(columns: Columns) -> Columns:
    """Sort every table by owner and key: the same facts in any order then give the same bits."""
    tables = {name: _sorted(getattr(columns, name)) for name in ("links", "indicators", "themes")}
    return replace(columns, **tables)


def _sorted(table: Any) -> Any:
    return take(table, np.lexsort((table.key, table.owner)))


def copies(owner: Ints, source: Ints, count: int) -> tuple[Ints, Ints]:
    """Return (rows, new owners): scenario i gets a copy of every row of owner source[i]. `owner` is sorted, `count` owners exist."""
    sizes = np.bincount(owner, minlength=count)
    starts = np.cumsum(sizes) - sizes
    wanted = sizes[source]
    new_owner = np.repeat(np.arange(len(source)), wanted)
    within = np.arange(len(new_owner)) - np.repeat(np.cumsum(wanted) - wanted, wanted)
    return np.repeat(starts[source], wanted) + within, new_owner


def total(owner: Ints, values: Any, count: int) -> Floats:
    """Sum `values` by owner; an owner without rows gets 0."""
    sums: Floats = np.bincount(owner, weights=values, minlength=count).astype(np.float64)
    return sums


def any_of(owner: Ints, flags: Bools, count: int) -> Bools:
    """Tell for each owner whether one of its rows is flagged."""
    found: Bools = np.bincount(owner[flags], minlength=count) > 0
    return found


def ratio(above: Any, below: Any) -> Floats:
    """Divide where it can be done; NaN elsewhere, so that nothing to measure is never 0."""
    above, below = np.broadcast_arrays(np.asarray(above, np.float64), np.asarray(below, np.float64))
    result = np.full(below.shape, np.nan)
    np.divide(above, below, out=result, where=below > 0)
    return result


def months_after(day: Days, months: int) -> Days:
    """Return the same day `months` later, the last of the month where that month is shorter."""
    month = day.astype("datetime64[M]")
    later: Days = (month + months).astype("datetime64[D]") + (day - month.astype("datetime64[D]"))
    last: Days = (month + months + 1).astype("datetime64[D]") - 1
    return np.minimum(later, last)

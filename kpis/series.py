"""A series of measurements as it is read: one value a period of its cadence, gaps kept, the last 120 periods. Pure.

A period has a number (months since year 0, weeks since the first Monday …), so that a missing one is a hole and not a shorter series.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LONGEST = 120
SEASONS = {"daily": 7, "weekly": 52, "monthly": 12, "quarterly": 4, "half_yearly": 2, "yearly": 1}
MONTHS_OF = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
DAYS_OF = {"daily": 1, "weekly": 7, "monthly": 30, "quarterly": 91, "half_yearly": 182, "yearly": 365}
MONDAY = date(1, 1, 1)  # it was one


@dataclass(frozen=True, slots=True)
class Point:
    """One measured value with its period; `version` orders the values of one period, the last one counts."""

    start: date
    end: date
    value: float
    version: int = 0


@dataclass(frozen=True, slots=True)
class Series:
    """Values of consecutive periods, oldest first, NaN where nothing was measured. `first` is the number of the first period."""

    cadence: str
    first: int
    values: Floats
    duplicates: tuple[date, ...] = ()
    seasons: int = field(default=1)

    @property
    def measured(self) -> int:
        """How many periods have a value."""
        return int(np.count_nonzero(~np.isnan(self.values)))

    def end_of(self, position: int) -> date:
        """The last day of the period at a position; positions beyond the end are the periods to come."""
        return end_of_period(self.cadence, self.first + position)

    def positions_to(self, day: date) -> int:
        """How many periods lie between the last one and the one that holds `day`."""
        return number_of_period(self.cadence, day) - (self.first + len(self.values) - 1)

    @property
    def fingerprint(self) -> str:
        """A hash of all that a reading depends on."""
        head = f"{self.cadence}|{self.first}|{','.join(day.isoformat() for day in self.duplicates)}|".encode()
        return sha256(head + self.values.tobytes()).hexdigest()


def series_of(points: Iterable[Point], *, cadence: str, aggregation: str = "last", longest: int = LONGEST) -> Series:
    """The last `longest` periods of some points. Values finer than the cadence are rolled up by `aggregation` (sum, mean, last)."""
    cells: dict[int, list[Point]] = {}
    for point in points:
        cells.setdefault(number_of_period(cadence, point.end), []).append(point)
    if not cells:
        return Series(cadence, 0, np.empty(0), seasons=SEASONS[cadence])
    last = max(cells)
    first = max(min(cells), last - longest + 1)
    values = np.full(last - first + 1, np.nan)
    duplicates = []
    for number, found in cells.items():
        if number < first:
            continue
        values[number - first] = _value(found, cadence, aggregation)
        if _measured_twice(found, cadence):
            duplicates.append(end_of_period(cadence, number))
    return Series(cadence, first, values, tuple(sorted(duplicates)), SEASONS[cadence])


def number_of_period(cadence: str, day: date) -> int:
    """The number of the period in which `day` lies."""
    if cadence in MONTHS_OF:
        return (day.year * 12 + day.month - 1) // MONTHS_OF[cadence]
    return (day - MONDAY).days // DAYS_OF[cadence]


def end_of_period(cadence: str, number: int) -> date:
    """The last day of the period with this number."""
    if cadence in MONTHS_OF:
        year, month = divmod((number + 1) * MONTHS_OF[cadence], 12)
        return date(year, month + 1, 1) - timedelta(days=1)
    return MONDAY + timedelta(days=(number + 1) * DAYS_OF[cadence] - 1)


def start_of_period(cadence: str, number: int) -> date:
    """The first day of the period with this number."""
    return end_of_period(cadence, number - 1) + timedelta(days=1)


def _value(found: Sequence[Point], cadence: str, aggregation: str) -> float:
    newest = sorted(found, key=lambda point: (point.end, point.version))
    finer = [point for point in newest if not _whole(point, cadence)]
    if aggregation == "last" or len(finer) < len(newest):
        return newest[-1].value
    total = sum(point.value for point in finer)
    return total if aggregation == "sum" else total / len(finer)


def _measured_twice(found: Sequence[Point], cadence: str) -> bool:
    whole = [point for point in found if _whole(point, cadence)]
    return len(whole) > 1 or len({(point.start, point.end) for point in found}) < len(found)


def _whole(point: Point, cadence: str) -> bool:
    """Does the point cover about a whole period of the cadence? One whose first day is its last is a reading of that moment."""
    return (point.end - point.start).days + 1 >= 0.8 * DAYS_OF[cadence]


def filled_or_none(values: Floats) -> Floats | None:
    """The values with holes on the line between their neighbours; None where none is known."""
    known = ~np.isnan(values)
    if not known.any():
        return None
    places = np.arange(len(values))
    return np.asarray(np.interp(places, places[known], values[known]), np.float64)

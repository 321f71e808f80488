"""Series as publishers write them: a date in one column or in two, a series in each other column, blanks where nothing is known yet.

Dates may be `1991-01`, `2014-07-01 00:30:00`, year and quarter apart, or `3/1/85`, whose order the even spacing of the rows decides.
Values finer than a day are rolled up to the day's mean. What is no number is named with its row and left out. No database here.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import fmean, median

from foundation.dates import AmbiguousDate, DateStyle, NotADate, parse_date
from foundation.periods import Period, PeriodKind
from foundation.refusals import gettext_noop as _
from foundation.tabular import Row, Table, read_table
from kpis.refusals import KpiRefusal
from kpis.series import end_of_period, number_of_period, start_of_period

CADENCES = ((1.5, "daily"), (10.0, "weekly"), (45.0, "monthly"), (130.0, "quarterly"), (250.0, "half_yearly"), (math.inf, "yearly"))
QUARTERS, YEARS = ("quarter", "trimestre", "qtr"), ("year", "année", "annee", "an")
STYLES = (DateStyle.ISO, DateStyle.YEAR_MONTH, DateStyle.MONTH_FIRST, DateStyle.DAY_FIRST, DateStyle.YEAR)


@dataclass(frozen=True, slots=True)
class Column:
    """One series of a file: (first day, last day, value) by period, and what was odd about it."""

    name: str
    cadence: str
    values: tuple[tuple[date, date, float], ...]
    blanks: int = 0
    duplicates: int = 0
    rolled_up: int = 0  # rows finer than a day


@dataclass(frozen=True, slots=True)
class SeriesFile:
    """The series of a file, and sentences about cells that hold no number."""

    columns: tuple[Column, ...]
    problems: tuple[str, ...] = field(default=())


def read_series_file(source: Path) -> SeriesFile:
    """Read every series of a CSV or XLSX file. Raises KpiRefusal where no column holds dates."""
    table = read_table(source)
    used, days = _days(table)
    problems: list[str] = []
    names = [(place, name) for place, name in enumerate(table.headings) if place not in used]
    columns = [_column(table, place, name, days, problems) for place, name in names]
    return SeriesFile(tuple(column for column in columns if column.values), tuple(problems))


def _days(table: Table) -> tuple[set[int], list[date]]:
    """Which columns say when, and the day of each row."""
    headings = [str(name).strip().casefold() for name in table.headings]
    year = next((place for place, name in enumerate(headings) if name in YEARS), None)
    quarter = next((place for place, name in enumerate(headings) if name in QUARTERS), None)
    if year is not None and quarter is not None:
        pairs = ((int(float(_text(row, year))), int(float(_text(row, quarter)))) for row in table.rows)
        return {year, quarter}, [Period(PeriodKind.QUARTER, *pair).end for pair in pairs]
    texts = [_text(row, 0) for row in table.rows]
    read = [days for style in STYLES if (days := _in_style(texts, style)) is not None]
    if not read:
        raise KpiRefusal(_("The first column holds no dates: write them as 2026-03-31, 2026-03 or 31/03/2026."))
    return {0}, min(read, key=_unevenness)


def _in_style(texts: Sequence[str], style: DateStyle) -> list[date] | None:
    try:
        return [parse_date(text, style) for text in texts]
    except (NotADate, AmbiguousDate):
        return None


def _unevenness(days: Sequence[date]) -> float:
    """How unevenly the days are spaced: the right order of day and month makes months of like length."""
    steps = [abs((later - day).days) for day, later in pairwise(days)]
    usual = median(steps) if steps else 0
    return fmean(abs(step - usual) for step in steps) / max(usual, 1) if steps else 0.0


def _column(table: Table, place: int, name: str, days: Sequence[date], problems: list[str]) -> Column:
    known: list[tuple[date, float]] = []
    blanks = 0
    for row, day in zip(table.rows, days, strict=True):
        text = _text(row, place)
        value = _number(text)
        if not text:
            blanks += 1
        elif value is None:
            problems.append(f"{table.place(row.number, place)}: “{text[:40]}” is no finite number: correct the cell, or leave it empty.")
        else:
            known.append((day, value))
    cadence = _cadence([day for day, _v in known])
    cells: dict[int, list[float]] = {}
    for day, value in known:
        cells.setdefault(number_of_period(cadence, day), []).append(value)
    finer = sum(len(found) for found in cells.values()) > 1.5 * len(cells)
    value_of: Callable[[list[float]], float] = fmean if finer else _last
    values = tuple((start_of_period(cadence, n), end_of_period(cadence, n), value_of(found)) for n, found in sorted(cells.items()))
    doubles = 0 if finer else sum(len(found) - 1 for found in cells.values())
    return Column(name, cadence, values, blanks, doubles, len(known) if finer else 0)


def _cadence(days: Iterable[date]) -> str:
    """The rhythm of the days, by the usual gap between different ones."""
    ordered = sorted(set(days))
    gaps = [(later - day) / timedelta(days=1) for day, later in pairwise(ordered)]
    usual = median(gaps) if gaps else 30.0
    return next(name for most, name in CADENCES if usual <= most)


def _last(values: Sequence[float]) -> float:
    return values[-1]


def _text(row: Row, place: int) -> str:
    value = row.cells[place] if place < len(row.cells) else ""
    return "" if value is None else str(value).strip()


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None

"""A series of years to draw beside a target, from any table with a column of years."""

from dataclasses import dataclass

from foundation.refusals import gettext_noop as _
from foundation.tabular import Limits, Table, read_table
from rse.refusals import RseRefusal

LIMITS = Limits(seconds=5.0)
YEARS = ("year", "année", "annee", "an")
FIRST, LAST = 1900, 2200


@dataclass(frozen=True)
class Series:
    """A column and its values by year."""

    column: str
    values: dict[str, float]


def series(data: bytes, *, column: str = "") -> Series:
    """Read the years and one column: the named one, or the last. Raises RseRefusal, TableRefused."""
    table = read_table(data, limits=LIMITS)
    years, chosen = _year_column(table), _value_column(table, column)
    found: dict[str, float] = {}
    for row in table.rows:
        year, value = _number(row.cells[years]), _number(row.cells[chosen])
        if value is None:
            continue
        if year is None or not FIRST <= year <= LAST or year != int(year):
            raise RseRefusal(_("“%(text)s” is no year: the first column holds years, one a line."), text=str(row.cells[years])[:20])
        if str(int(year)) in found:
            raise RseRefusal(_("%(year)s stands there twice: keep one line a year."), year=int(year))
        found[str(int(year))] = value
    if len(found) < 2:
        raise RseRefusal(_("A line needs two years at least: this column holds fewer numbers."))
    return Series(table.headings[chosen], found)


def _year_column(table: Table) -> int:
    place = next((n for n, name in enumerate(table.headings) if name.strip().lower() in YEARS), None)
    if place is None:
        raise RseRefusal(_("The file needs a column named “year” or “année”."))
    return place


def _value_column(table: Table, column: str) -> int:
    if not column:
        return len(table.headings) - 1
    place = next((n for n, name in enumerate(table.headings) if name.strip().lower() == column.strip().lower()), None)
    if place is None:
        raise RseRefusal(_("The file has no column “%(column)s”: it holds %(columns)s."), column=column, columns=", ".join(table.headings))
    return place


def _number(value: object) -> float | None:
    try:
        return float(str(value).replace("\u202f", "").replace(" ", "").replace(",", "."))
    except ValueError:
        return None

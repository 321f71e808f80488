"""One mapped column of a table: its place, how its amounts and dates are written, and reading its cells."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from cmo_portal.exchange.mapping import Cell, FileForm
from cmo_portal.exchange.mapping_file import MappingRefused
from foundation.dates import DateStyle, NotADate, infer_style, parse_date
from foundation.quantities import AmbiguousAmount, Undisclosed, infer_mark, matches_any, parse_quantity
from foundation.refusals import Refusal, gettext_noop
from foundation.tabular import Row, Table, Unreadable

NO_COLUMN = gettext_noop("The file has no column “%(column)s” (“%(key)s” of the mapping). Its columns: %(headings)s.")
SEVERAL = gettext_noop("“%(column)s” (“%(key)s” of the mapping) fits several columns: %(headings)s. Write one of them in full.")
NOT_A_CHOICE = gettext_noop("“%(text)s” has no meaning in the mapping. Add it to its values, or correct the cell. Known: %(known)s.")
OTHER_CURRENCY = gettext_noop(
    "“%(text)s” is in %(found)s, the portfolio in %(wanted)s. Convert it, or import it into a portfolio in %(found)s."
)
NOT_MONEY = gettext_noop("“%(text)s” is a percentage where an amount is expected. Write the amount.")
UNREADABLE = gettext_noop("The cell is of no use: %(why)s.")
NOT_YES_NO = gettext_noop("“%(text)s” is neither yes nor no. Write yes or no.")
YES, NO = ("yes", "y", "true", "1", "oui", "o", "vrai", "x"), ("no", "n", "false", "0", "non", "faux")
MOST_ODD_DATES = 50


class CellRefused(Refusal):
    """A cell whose value cannot be used."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of one table, ready to be read; `index` is None for a constant."""

    cell: Cell
    form: FileForm
    heading: str
    index: int | None
    odd_dates: frozenset[str] = field(default_factory=frozenset)

    def raw(self, row: Row) -> object:
        return self.cell.constant if self.index is None else row.cells[self.index]

    def text(self, row: Row) -> str:
        """The cell as trimmed text; raises CellRefused for an error of the spreadsheet."""
        value = self.raw(row)
        if isinstance(value, Unreadable):
            raise CellRefused(UNREADABLE, why=value.sentence % {"text": value.text})
        if value is None:
            return ""
        text = _plain(value) if isinstance(value, Decimal) else str(value)
        return (html.unescape(text) if self.form.unescape_html else text).strip()

    def says_nothing(self, text: str) -> bool:
        return matches_any(text, (*self.form.missing, *self.cell.none))

    def undisclosed(self, text: str) -> str:
        """What the cell says instead of its value when it is not disclosed, else an empty text."""
        return re.sub(r"\s+", " ", text) if matches_any(text, self.form.undisclosed) else ""

    def choice(self, row: Row) -> str | None:
        """The cell's meaning by the value map; None when it says nothing."""
        text = self.text(row)
        if self.index is None:
            return text
        for word, value in self.cell.values.items():
            if matches_any(_without_gaps(text), [_without_gaps(word)]):
                return value
        if self.says_nothing(text):
            return None
        raise CellRefused(NOT_A_CHOICE, text=text[:60], known=", ".join(self.cell.values)[:200])

    def amount(self, row: Row, *, currency: str) -> Decimal | Undisclosed | None:
        """The cell in currency units; a bare number counts in the unit of the mapping. Raises a Refusal."""
        value = self.raw(row)
        if isinstance(value, Decimal):
            return (value * self.cell.scale).quantize(Decimal("0.01"))
        text = self.text(row)
        quantity = parse_quantity(
            text, mark=self.cell.mark, undisclosed=self.form.undisclosed, missing=(*self.form.missing, *self.cell.none)
        )
        if quantity is None or isinstance(quantity, Undisclosed):
            return quantity
        if quantity.is_percent:
            raise CellRefused(NOT_MONEY, text=text[:60])
        if quantity.currency not in (None, currency):
            raise CellRefused(OTHER_CURRENCY, text=text[:60], found=quantity.currency, wanted=currency)
        return (quantity.value * (1 if quantity.scaled else self.cell.scale)).quantize(Decimal("0.01"))

    def number(self, row: Row) -> Decimal | None:
        """A plain number; None when the cell says nothing or is not disclosed."""
        value = self.raw(row)
        if isinstance(value, Decimal):
            return value
        quantity = parse_quantity(self.text(row), mark=self.cell.mark, undisclosed=self.form.undisclosed, missing=self.form.missing)
        return None if quantity is None or isinstance(quantity, Undisclosed) else quantity.value

    def date(self, row: Row) -> date | None:
        """The cell as a date; None when it says nothing. Raises NotADate."""
        value = self.raw(row)
        if isinstance(value, date):
            return value
        text = self.text(row)
        if self.says_nothing(text) or self.undisclosed(text):
            return None
        if text in self.odd_dates or self.cell.style is None:
            raise NotADate(UNLIKE_COLUMN, text=text[:40])
        return parse_date(text, self.cell.style, last_day=self.cell.last_day)

    def yes_no(self, row: Row) -> bool | None:
        value = self.raw(row)
        text = self.text(row)
        if isinstance(value, bool) or self.says_nothing(text):
            return value if isinstance(value, bool) else None
        if matches_any(text, YES) or matches_any(text, NO):
            return matches_any(text, YES)
        raise CellRefused(NOT_YES_NO, text=text[:40])


UNLIKE_COLUMN = gettext_noop("“%(text)s” is not a date written like the rest of its column. Write 2026-07-31, 31/07/2026 or 31 July 2026.")


def column(table: Table, cell: Cell, form: FileForm) -> Column:
    """Find the column of a cell by its heading. Raises MappingRefused when there is none, or more than one."""
    if cell.column is None:
        return Column(cell, form, "", None)
    found = [index for index, heading in enumerate(table.headings) if matches_any(heading, [cell.column])]
    if not found:
        raise MappingRefused(NO_COLUMN, column=cell.column, key=cell.key, headings=", ".join(table.headings)[:400])
    if len(found) > 1:
        raise MappingRefused(SEVERAL, column=cell.column, key=cell.key, headings=", ".join(table.headings[index] for index in found)[:400])
    return Column(cell, form, table.headings[found[0]], found[0])


def money_column(table: Table, cell: Cell, form: FileForm) -> Column:
    """A column of amounts: the decimal mark is the declared one, else the one its own cells prove."""
    plain = column(table, cell, form)
    if cell.mark is not None or plain.index is None:
        return plain
    try:
        mark = infer_mark(_texts(table, plain))
    except AmbiguousAmount as refusal:
        raise MappingRefused(IN_COLUMN, column=plain.heading, why=str(refusal)) from None
    return replace(plain, cell=replace(cell, mark=mark))


IN_COLUMN = gettext_noop("Column “%(column)s”: %(why)s")


def date_column(table: Table, cell: Cell, form: FileForm) -> Column:
    """A column of dates: the declared style, else the one its cells prove; the few that do not fit are refused with their rows."""
    plain = column(table, cell, form)
    if plain.index is None:
        return replace(plain, cell=replace(cell, style=DateStyle.ISO))
    if cell.style is not None:
        return plain
    texts = [text for text in _texts(table, plain) if not (plain.says_nothing(text) or plain.undisclosed(text))]
    style, odd = _style_of(texts, plain.heading)
    return replace(plain, cell=replace(cell, style=style), odd_dates=frozenset(odd))


def _style_of(texts: list[str], heading: str) -> tuple[DateStyle | None, set[str]]:
    odd: set[str] = set()
    for _ in range(MOST_ODD_DATES):
        try:
            return infer_style(text for text in texts if text not in odd), odd
        except NotADate as refusal:
            culprit = next((text for text in texts if text not in odd and text.strip()[:40] == refusal.facts["text"]), None)
            if culprit is None:
                break
            odd.add(culprit)
        except Refusal as refusal:
            raise MappingRefused(IN_COLUMN, column=heading, why=str(refusal)) from None
    raise MappingRefused(IN_COLUMN, column=heading, why=str(UNLIKE_COLUMN % {"text": next(iter(odd), "")[:40]}))


def _texts(table: Table, plain: Column) -> Iterable[str]:
    if plain.index is None:
        return
    for row in table.rows:
        value = row.cells[plain.index]
        if isinstance(value, str):
            yield value.strip()


def _without_gaps(text: str) -> str:
    """`Amber/ Red` and `Amber / Red` are `Amber/Red`."""
    return re.sub(r"\s*/\s*", "/", text)


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")

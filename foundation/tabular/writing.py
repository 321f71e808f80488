"""Rows out: CSV that streams and XLSX, in which text stays text and numbers stay numbers.

CSV opens by double click in the spreadsheet of its reader: UTF-8 with its mark; in French `;` and a decimal comma, in
English `,` and a point, because a spreadsheet takes both from the language of the computer. Dates are ISO, read alike
everywhere. A text that a spreadsheet would run as a formula gets an apostrophe, which `read_table` takes away again.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

GUARD = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
MARK = "\ufeff"
LONGEST_CELL = 32_767
SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook: a name, headings and rows of text, numbers, dates, yes/no or None; widths in characters."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[object]]
    widths: Sequence[int] = ()


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[object]], *, language: str) -> Iterator[str]:
    """Yield a CSV file line by line, its encoding mark first (encode as UTF-8)."""
    french = language.startswith("fr")
    writer = csv.writer(_Echo(), delimiter=";" if french else ",")
    yield MARK + writer.writerow([guarded(heading) for heading in headings])
    for row in rows:
        yield writer.writerow([_written(value, comma=french) for value in row])


def guarded(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{text}" if GUARD.match(text) else text


def xlsx_bytes(sheets: Iterable[Sheet]) -> bytes:
    """Return a workbook; only numbers are numbers, only dates are dates, nothing is a formula or a link."""
    import xlsxwriter

    buffer = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        bold, day = book.add_format({"bold": True, "text_wrap": True, "valign": "top"}), book.add_format({"num_format": "yyyy-mm-dd"})
        for sheet in sheets:
            _write_sheet(book.add_worksheet(SHEET_NAME.sub(" ", sheet.name)[:31]), sheet, bold, day)
    return buffer.getvalue()


def _write_sheet(page: object, sheet: Sheet, bold: object, day: object) -> None:
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)  # type: ignore[attr-defined]
    page.freeze_panes(1, 0)  # type: ignore[attr-defined]
    for column, heading in enumerate(sheet.headings):
        page.write_string(0, column, heading, bold)  # type: ignore[attr-defined]
    for number, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            _write_cell(page, number, column, value, day)


def _write_cell(page: object, row: int, column: int, value: object, day: object) -> None:
    match value:
        case None | "":
            return
        case bool():
            page.write_boolean(row, column, value)  # type: ignore[attr-defined]
        case int() | float() | Decimal() if abs(value) < 1e300:
            page.write_number(row, column, value)  # type: ignore[attr-defined]
        case datetime():
            page.write_datetime(row, column, value.replace(tzinfo=None), day)  # type: ignore[attr-defined]
        case date():
            page.write_datetime(row, column, value, day)  # type: ignore[attr-defined]
        case _:
            page.write_string(row, column, shortened(str(value)))  # type: ignore[attr-defined]


def shortened(text: str) -> str:
    """Return a text that fits a spreadsheet's cell, an ellipsis telling that it was cut."""
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def _written(value: object, *, comma: bool) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(int(value))
        case int() | float() | Decimal():
            digits = format(value, "f") if isinstance(value, Decimal) else repr(value)
            return digits.replace(".", ",") if comma else digits
        case date():
            return value.isoformat()
        case _:
            return guarded(str(value))


class _Echo:
    """A file that gives back what it is asked to write."""

    def write(self, line: str) -> str:
        return line

"""Text files with separators: which separator, which quotes, and the records, in bounded pieces."""

import csv
import re
from collections.abc import Iterator
from io import StringIO

from foundation.refusals import gettext_noop
from foundation.tabular.table import TableRefused, Value, Watch

SEPARATORS = (",", ";", "\t", "|")
NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
SAMPLE = 65_536
SAMPLE_RECORDS = 100
CONTROLS = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f]")
GUARDED = re.compile(r"'('*[=+\-@\t\r\n＝＋－＠])")
LONG_LINE = gettext_noop("Row %(row)s is longer than %(limit)s characters: line ends are missing. Save it again as CSV UTF-8.")
BAD_QUOTES = gettext_noop("Row %(row)s: text follows a closing quotation mark. Double the quotation marks that stand inside a cell.")
OPEN_QUOTES = gettext_noop("Row %(row)s: a quotation mark is opened and never closed. Close it, or double it if it belongs to the text.")
BAD_SEPARATOR = gettext_noop("“%(name)s” is no separator. Write one character, for example ; or a comma.")


def separator_of(text: str, declared: str | None = None) -> str:
    """Return the declared separator, or the one with which the first records agree best on a number of cells."""
    if declared is not None:
        if len(declared) != 1 or declared in '"\r\n':
            raise TableRefused(BAD_SEPARATOR, name=declared[:20])
        return declared
    sample = text[:SAMPLE]
    return max(SEPARATORS, key=lambda separator: _agreement(sample, separator, cut=len(text) > SAMPLE))


def records(text: str, *, separator: str, quote: str, watch: Watch) -> Iterator[tuple[int, list[Value]]]:
    """Yield numbered records, numbered as a spreadsheet numbers its rows: line ends inside quotes do not count."""
    lines = _Lines(text, watch)
    reader = csv.reader(lines, delimiter=separator, quotechar=quote, strict=True)
    number = 0
    while True:
        number += 1
        try:
            record = next(reader, None)
        except csv.Error as error:
            raise _refusal(error, number, watch) from None
        if record is None:
            return
        watch.count(number, len(record))
        yield number, [_clean(cell, number, position, watch) for position, cell in enumerate(record)]


def quote_of(text: str, separator: str) -> str:
    """Return the quotation mark: `'` only where it stands around every heading."""
    headings = text.lstrip("\r\n").partition("\n")[0].rstrip("\r").split(separator)
    single = all(len(heading) > 1 and heading[0] == heading[-1] == "'" for heading in headings)
    return "'" if single else '"'


class _Lines:
    """Physical lines, refused when one is too long, before the parser sees it."""

    def __init__(self, text: str, watch: Watch) -> None:
        self.stream, self.watch, self.number = StringIO(text, newline=""), watch, 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        limit = self.watch.limits.line_characters
        line = self.stream.readline(limit + 1)
        self.number += 1
        if not line:
            raise StopIteration
        if len(line) > limit:
            raise TableRefused(LONG_LINE, row=self.number, limit=limit)
        if self.number % 1024 == 0:
            self.watch.tick(self.number)
        return line


def _agreement(sample: str, separator: str, *, cut: bool) -> tuple[float, int]:
    widths = []
    reader = csv.reader(StringIO(sample, newline=""), delimiter=separator, quotechar=quote_of(sample, separator))
    try:
        for record in reader:
            if record:
                widths.append(len(record))
            if len(widths) > SAMPLE_RECORDS:
                break
    except csv.Error:
        return (0.0, 0)
    if cut and len(widths) > 1:
        widths.pop()  # the sample may end inside a record
    if not widths or widths[0] == 1:
        return (0.0, 0)
    return (sum(width == widths[0] for width in widths) / len(widths), widths[0])


def _refusal(error: csv.Error, row: int, watch: Watch) -> TableRefused:
    words = str(error)
    if "field larger" in words or "unexpected end" in words:
        return TableRefused(OPEN_QUOTES, row=row)
    return TableRefused(BAD_QUOTES, row=row)


def _clean(cell: str, row: int, position: int, watch: Watch) -> str:
    """Bound the cell, take the guard of our own exports away, and turn control characters into spaces."""
    if len(cell) > watch.limits.cell_characters:
        watch.check_cell(row, position, cell)
    if cell[:1] == "'" and GUARDED.match(cell):
        return cell[1:]
    return CONTROLS.sub(" ", cell) if not cell.isprintable() else cell

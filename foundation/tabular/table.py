"""The table all readers make: headings, rows that know where they stood, and what was noticed on the way."""

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from foundation.refusals import Refusal, gettext_noop

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may hold; each is checked before or while it is read, never after."""

    file_bytes: int = 25 * MIB
    unpacked_bytes: int = 64 * MIB
    entries: int = 1_000
    line_characters: int = 2_000_000
    cell_characters: int = 100_000
    columns: int = 1_000
    rows: int = 100_000
    cells: int = 1_200_000
    seconds: float = 3.0


DEFAULT_LIMITS = Limits()


class TableRefused(Refusal):
    """The file cannot be read as a table; the sentence names the place and what to do."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell without a usable value (an error, a formula never computed); `sentence` says why, for a refusal if the cell is needed."""

    text: str
    sentence: str


Value = str | Decimal | date | bool | Unreadable | None


@dataclass(frozen=True, slots=True)
class Row:
    """One record. `number` is its line in the spreadsheet (its column, counted from 1, in a transposed file)."""

    number: int
    cells: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to tell about one place of the file: `sentence` has named gaps filled by `facts`; `place` is like `D9`."""

    row: int | None
    place: str
    sentence: str
    facts: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence % self.facts


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and rows. `problems` make a row unusable, `notes` only deserve a look; `form` says how the file was read."""

    headings: tuple[str, ...]
    positions: tuple[int, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    form: dict[str, str]
    transposed: bool = False

    def place(self, row: int, column: int) -> str:
        """Return the spreadsheet coordinates of a cell: row number and index of the heading."""
        return place(row, self.positions[column], transposed=self.transposed)


def column_letter(position: int) -> str:
    """Return the letters of a column counted from 0: A, B … Z, AA …"""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def place(row: int, position: int, *, transposed: bool = False) -> str:
    """Return spreadsheet coordinates; in a transposed file rows and columns have changed places."""
    return f"{column_letter(row - 1)}{position + 1}" if transposed else f"{column_letter(position)}{row}"


class Watch:
    """Counts time, rows and cells while a file is read, and refuses the file that asks for too much."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.cells, self.rows = limits, 0, 0
        self.deadline = time.thread_time() + limits.seconds

    def tick(self, row: int) -> None:
        if time.thread_time() > self.deadline:
            raise TableRefused(TOO_LONG, row=row)

    def count(self, row: int, cells: int) -> None:
        self.cells, self.rows = self.cells + cells, self.rows + 1
        if cells > self.limits.columns:
            raise TableRefused(TOO_WIDE, row=row, columns=cells, limit=self.limits.columns)
        if self.rows > self.limits.rows:
            raise TableRefused(TOO_MANY_ROWS, row=row, limit=self.limits.rows)
        if self.cells > self.limits.cells:
            raise TableRefused(TOO_MANY_CELLS, row=row, limit=self.limits.cells)
        if self.rows % 256 == 0:
            self.tick(row)

    def check_cell(self, row: int, position: int, text: str) -> None:
        if len(text) > self.limits.cell_characters:
            raise TableRefused(LONG_CELL, place=place(row, position), limit=self.limits.cell_characters, row=row)


TOO_LONG = gettext_noop("Reading stopped at row %(row)s: the file takes too long. Split it, or save it again as CSV UTF-8.")
TOO_WIDE = gettext_noop("Row %(row)s has %(columns)s cells, more than %(limit)s. Check the separator of the file.")
TOO_MANY_ROWS = gettext_noop("The file has more than %(limit)s rows (row %(row)s). Split it into smaller files.")
TOO_MANY_CELLS = gettext_noop("The file has more than %(limit)s cells (row %(row)s). Remove columns you do not need, or split it.")
LONG_CELL = gettext_noop("Cell %(place)s holds more than %(limit)s characters. Shorten it, or close its quotation mark.")
NO_ROWS = gettext_noop("The file holds no row. Put the headings in its first row and one project per row below.")
ONLY_HEADINGS = gettext_noop("The file holds headings (row %(row)s) and nothing below. Add one row per project.")
SAME_HEADING = gettext_noop("Cells %(first)s and %(second)s have the same heading “%(heading)s”. Rename one of them.")
NAMELESS = gettext_noop("Column %(place)s has no heading but holds values (first in %(cell)s). Give it a heading or empty it.")
EMPTY_COLUMNS = gettext_noop("%(count)s columns without heading and without values were left out (%(first)s to %(last)s).")
BLANK_ROWS = gettext_noop("%(count)s blank rows were left out (%(first)s to %(last)s).")
TOO_MANY_VALUES = gettext_noop(
    "Row %(row)s has values beyond the last heading (%(place)s). Put quotes around cells that contain the separator."
)
BROKEN_ACCENTS = gettext_noop("Cell %(place)s holds “%(text)s”: its accents were damaged earlier. Correct it at its source.")
FORMULA_TEXT = gettext_noop("Cell %(place)s begins like a formula; it is kept as plain text.")
MOJIBAKE = re.compile("[ÂÃ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ€]|â€[\u0080-\u00bf“”˜™œ¦¢\x9d]|ï¿½|\ufffd")

Grid = Iterable[tuple[int, Sequence[Value]]]
Body = Sequence[tuple[int, Sequence[Value]]]


def build_table(grid: Grid, *, form: dict[str, str], transposed: bool = False, heading_row: int | None = None) -> Table:
    """Make a table of numbered rows: headings are the first row that is not blank, or row `heading_row`."""
    rows = _transpose(grid) if transposed else iter(grid)
    heading_number, raw_headings, blanks = _find_headings(rows, heading_row)
    width = max((index + 1 for index, value in enumerate(raw_headings) if not _is_blank(value)), default=0)
    body, problems = [], []
    for number, cells in rows:
        if all(_is_blank(value) for value in cells):
            blanks.append(number)
            continue
        body.append((number, cells))
    if not body:
        raise TableRefused(ONLY_HEADINGS, row=heading_number)
    headings = [_heading(value) for value in raw_headings[:width]]
    problems += _beyond(body, width, transposed=transposed)
    kept, empty = _named_columns(headings, body, heading_number, transposed=transposed)
    empty += range(width, len(raw_headings))
    kept_rows = tuple(Row(number, tuple(cells[position] if position < len(cells) else None for position in kept)) for number, cells in body)
    table = Table(
        headings=tuple(headings[position] for position in kept),
        positions=tuple(kept),
        rows=kept_rows,
        problems=tuple(problems),
        notes=tuple(_notes_on_gaps(empty, blanks, transposed=transposed)),
        form=form,
        transposed=transposed,
    )
    return _with_notes_on_cells(table)


def _transpose(grid: Grid) -> Iterator[tuple[int, Sequence[Value]]]:
    """Exchange rows and columns; the record number becomes the column, the position the line of the file."""
    lines = dict(grid)
    height, width = max(lines, default=0), max((len(cells) for cells in lines.values()), default=0)
    for column in range(width):
        yield column + 1, [lines[line][column] if line in lines and column < len(lines[line]) else None for line in range(1, height + 1)]


def _find_headings(rows: Iterator[tuple[int, Sequence[Value]]], heading_row: int | None) -> tuple[int, Sequence[Value], list[int]]:
    blanks: list[int] = []
    for number, cells in rows:
        if heading_row is not None and number < heading_row:
            continue
        if not all(_is_blank(value) for value in cells):
            return number, cells, blanks
        blanks.append(number)
    raise TableRefused(NO_ROWS)


def _is_blank(value: Value) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _heading(value: Value) -> str:
    text = value.text if isinstance(value, Unreadable) else "" if value is None else str(value)
    return re.sub(r"\s+", " ", text).strip()


def _beyond(body: Body, width: int, *, transposed: bool) -> Iterator[Problem]:
    for number, cells in body:
        beyond = next((position for position in range(width, len(cells)) if not _is_blank(cells[position])), None)
        if beyond is not None:
            where = place(number, beyond, transposed=transposed)
            yield Problem(number, where, TOO_MANY_VALUES, {"row": number, "place": where})


def _named_columns(headings: list[str], body: Body, row: int, *, transposed: bool) -> tuple[list[int], list[int]]:
    """Return the columns to keep and the empty ones without a name; refuse two of the same name and values without a name."""
    seen: dict[str, int] = {}
    kept, empty = [], []
    for position, heading in enumerate(headings):
        if not heading:
            first = next((number for number, cells in body if position < len(cells) and not _is_blank(cells[position])), None)
            if first is not None:
                where = place(row, position, transposed=transposed)
                raise TableRefused(NAMELESS, place=where, cell=place(first, position, transposed=transposed))
            empty.append(position)
            continue
        if (other := seen.setdefault(heading.casefold(), position)) != position:
            first_place, second_place = (place(row, where, transposed=transposed) for where in (other, position))
            raise TableRefused(SAME_HEADING, first=first_place, second=second_place, heading=heading[:80])
        kept.append(position)
    return kept, empty


def _notes_on_gaps(empty: list[int], blanks: list[int], *, transposed: bool) -> Iterator[Problem]:
    if empty:
        names = [str(position + 1) if transposed else column_letter(position) for position in (min(empty), max(empty))]
        yield Problem(None, names[0], EMPTY_COLUMNS, {"count": len(empty), "first": names[0], "last": names[1]})
    if blanks:
        names = [column_letter(number - 1) if transposed else str(number) for number in (min(blanks), max(blanks))]
        yield Problem(None, names[0], BLANK_ROWS, {"count": len(blanks), "first": names[0], "last": names[1]})


def _with_notes_on_cells(table: Table) -> Table:
    notes = list(table.notes)
    for row in table.rows:
        for column, value in enumerate(row.cells):
            if isinstance(value, str) and value and (note := _note_on_text(table, row.number, column, value)):
                notes.append(note)
    return Table(table.headings, table.positions, table.rows, table.problems, tuple(notes), table.form, table.transposed)


def _note_on_text(table: Table, row: int, column: int, text: str) -> Problem | None:
    if text[0] == "=":
        where = table.place(row, column)
        return Problem(row, where, FORMULA_TEXT, {"place": where})
    damage = None if text.isascii() else MOJIBAKE.search(text)
    if damage is None:
        return None
    where = table.place(row, column)
    return Problem(row, where, BROKEN_ACCENTS, {"place": where, "text": text[max(0, damage.start() - 10) : damage.end() + 10]})

"""XLSX in: the visible values of one sheet, read in bounded pieces. Formulas are never computed, links never followed."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from foundation.dates import NotADate, from_serial
from foundation.refusals import gettext_noop
from foundation.tabular.archive import Archive, unescape
from foundation.tabular.delimited import CONTROLS
from foundation.tabular.table import Grid, TableRefused, Unreadable, Value, Watch, place

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)
DATE_FORMATS = frozenset([*range(14, 18), 22, *range(27, 37), *range(50, 59)])
NOT_PART_OF_DATE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
TEXT_TAGS, VALUE_TAGS = frozenset(["t"]), frozenset(["v", "t"])

NO_SHEET = gettext_noop("The workbook has no sheet “%(name)s”. Its sheets: %(names)s.")
EMPTY_BOOK = gettext_noop("The workbook has no visible sheet with cells. Put the table on the first sheet.")
BAD_PLACE = gettext_noop("The workbook names an impossible cell (%(name)s). Open it in a spreadsheet and save it again.")
NUL_CELL = gettext_noop("Cell %(place)s holds a NUL character. Type its text again.")
NO_RESULT = gettext_noop("it holds a formula without its result. Open the file in a spreadsheet and save it, or paste the values")
ERROR_VALUE = gettext_noop("it holds the spreadsheet error %(text)s. Correct its formula or empty it")
BAD_NUMBER = gettext_noop("it holds “%(text)s” where the workbook announces a number. Type the value again")


def grid(data: bytes, *, sheet: str | None, watch: Watch) -> tuple[Grid, dict[str, str]]:
    """Return the numbered rows of the named sheet, or of the first visible one that has cells."""
    archive = Archive(data, watch)
    book = _Book(archive)
    chosen = book.choose(sheet)
    return book.rows(chosen), {"kind": "XLSX", "sheet": chosen}


class _Book:
    """The workbook part: sheets in order, shared strings, which styles are dates."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        home = next((path for kind, path in archive.relations("").values() if kind == "officeDocument"), "xl/workbook.xml")
        relations = archive.relations(home)
        outline = _Outline()
        _read(archive, home, outline)
        self.epoch_1904 = outline.epoch_1904
        self.sheets = {name: relations[link][1] for name, link in outline.sheets if relations.get(link, ("",))[0] == "worksheet"}
        paths = dict(relations.values())
        self.strings = _Strings(archive.watch)
        if "sharedStrings" in paths:
            _read(archive, paths["sharedStrings"], self.strings)
        styles = _Styles()
        if "styles" in paths:
            _read(archive, paths["styles"], styles)
        self.dates = styles.dates()

    def choose(self, name: str | None) -> str:
        if name is not None:
            if name not in self.sheets:
                raise TableRefused(NO_SHEET, name=name[:40], names=", ".join(self.sheets)[:200])
            return name
        if not self.sheets:
            raise TableRefused(EMPTY_BOOK)
        return next(iter(self.sheets))

    def rows(self, sheet: str) -> Iterator[tuple[int, list[Value]]]:
        target = _Cells(self, self.archive.watch)
        yield from self.archive.parse(self.sheets[sheet], target, after=target.finished)  # type: ignore[misc]


class _Target:
    """What the parser calls; each collector overrides what it needs."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...

    def data(self, text: str) -> None: ...

    def close(self) -> None: ...


class _Outline(_Target):
    """Visible sheets in their order, and the epoch of dates."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.epoch_1904 = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.endswith("}sheet") and attributes.get("state", "visible") == "visible":
            link = next((value for name, value in attributes.items() if name.endswith("}id")), "")
            self.sheets.append((attributes.get("name", ""), link))
        elif tag.endswith("}workbookPr"):
            self.epoch_1904 = attributes.get("date1904") in ("1", "true")


class _Strings(_Target):
    """The shared strings, without the reading aids of Asian scripts; a text is cut just above the limit and refused where it is used."""

    def __init__(self, watch: Watch) -> None:
        self.texts: list[str] = []
        self.limit, self.most = watch.limits.cell_characters, watch.limits.cells
        self.pieces: list[str] = []
        self.length, self.wanted, self.aside = 0, False, False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name == "si":
            self.pieces, self.length = [], 0
        elif name == "rPh":
            self.aside = True
        self.wanted = name == "t" and not self.aside

    def data(self, text: str) -> None:
        if self.wanted and self.length <= self.limit:
            self.pieces.append(text)
            self.length += len(text)

    def end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        self.wanted = False
        if name == "rPh":
            self.aside = False
        elif name == "si" and len(self.texts) < self.most:
            self.texts.append(unescape("".join(self.pieces)))


class _Styles(_Target):
    """Number formats, to tell dates from numbers."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.formats: list[str] = []
        self.inside = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name == "numFmt":
            self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[:200]
        elif name == "cellXfs":
            self.inside = True
        elif name == "xf" and self.inside and len(self.formats) < LAST_COLUMN * 4:
            self.formats.append(attributes.get("numFmtId", "0"))

    def end(self, tag: str) -> None:
        if tag.endswith("}cellXfs"):
            self.inside = False

    def dates(self) -> frozenset[str]:
        return frozenset(str(index) for index, number in enumerate(self.formats) if self._is_date(number))

    def _is_date(self, number: str) -> bool:
        if number not in self.codes:
            return number.isdigit() and len(number) < 4 and int(number) in DATE_FORMATS
        bare = NOT_PART_OF_DATE.sub("", self.codes[number]).lower()
        return any(letter in bare for letter in ("y", "d", "mmm", "j", "a")) and "general" not in bare


class _Cells(_Target):
    """Turns the cells of a sheet into rows; rows without a value are not made."""

    def __init__(self, book: _Book, watch: Watch) -> None:
        self.book, self.watch, self.limit = book, watch, watch.limits.cell_characters
        self.row, self.column, self.ready = 0, -1, list[tuple[int, list[Value]]]()
        self.cells: list[Value] = []
        self.kind, self.style, self.formula = "", "", False
        self.pieces: list[str] | None = None
        self.length, self.inside, self.aside, self.seen = 0, False, False, 0

    def finished(self) -> Iterator[tuple[int, list[Value]]]:
        ready, self.ready = self.ready, []
        yield from ready

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name == "c":
            self._open_cell(attributes)
        elif name == "row":
            self._open_row(attributes.get("r"))
        elif name == "f":
            self.formula = True
        elif name == "rPh":
            self.aside = True
        self.inside = name in VALUE_TAGS and self.pieces is not None and not self.aside

    def data(self, text: str) -> None:
        if self.inside and self.pieces is not None and self.length <= self.limit:
            self.pieces.append(text)
            self.length += len(text)

    def end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        self.inside = False
        if name == "c":
            self._close_cell()
        elif name == "row":
            self._close_row()
        elif name == "rPh":
            self.aside = False

    def _open_row(self, name: str | None) -> None:
        number = self.row + 1 if name is None else int(name) if name.isdigit() and len(name) < 8 else 0
        if not self.row < number <= LAST_ROW:
            raise TableRefused(BAD_PLACE, name=str(name)[:20])
        self.row, self.column, self.cells = number, -1, []

    def _open_cell(self, attributes: dict[str, str]) -> None:
        name = attributes.get("r")
        column = self.column + 1 if name is None else self._column(name)
        if not self.column < column < LAST_COLUMN or not self.row:
            raise TableRefused(BAD_PLACE, name=str(name)[:20])
        self.column, self.kind, self.style = column, attributes.get("t", "n"), attributes.get("s", "0")
        self.pieces, self.length, self.formula = [], 0, False

    def _column(self, name: str) -> int:
        found = CELL.fullmatch(name)
        if found is None or int(found[2]) != self.row:
            raise TableRefused(BAD_PLACE, name=name[:20])
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - 64
        return column - 1

    def _close_cell(self) -> None:
        if self.pieces is None:
            return
        text, self.pieces, self.seen = "".join(self.pieces), None, self.seen + 1
        value = self._value(text)
        if value is None or value == "":
            return
        if self.column >= self.watch.limits.columns:
            self.watch.count(self.row, self.column + 1)
        self.cells.extend([None] * (self.column - len(self.cells)))
        self.cells.append(value)

    def _close_row(self) -> None:
        if self.cells:
            self.watch.count(self.row, len(self.cells))
            self.ready.append((self.row, self.cells))
            self.cells = []

    def _value(self, text: str) -> Value:
        if self.kind == "s":
            return self._text(self._shared(text))
        if self.kind in ("str", "inlineStr"):
            return self._text(unescape(text))
        if self.kind == "e":
            return Unreadable(text[:20], ERROR_VALUE)
        if not text.strip():
            return Unreadable("", NO_RESULT) if self.formula else None
        if self.kind == "b":
            return text.strip() in ("1", "true")
        return self._iso_date(text) if self.kind == "d" else self._number(text)

    def _shared(self, text: str) -> str:
        texts = self.book.strings.texts
        index = int(text) if text.isdigit() and len(text) < 9 else -1
        if not 0 <= index < len(texts):
            raise TableRefused(BAD_PLACE, name=place(self.row, self.column))
        return texts[index]

    def _text(self, text: str) -> str:
        self.watch.check_cell(self.row, self.column, text)
        if "\x00" in text:
            raise TableRefused(NUL_CELL, place=place(self.row, self.column))
        return text if text.isprintable() else CONTROLS.sub(" ", text)

    def _number(self, text: str) -> Value:
        try:
            number = float(text)
        except ValueError:
            return Unreadable(text[:20], BAD_NUMBER)
        if number != number or abs(number) > 1e100:  # noqa: PLR0124  not a number is the only value unlike itself
            return Unreadable(text[:20], BAD_NUMBER)
        if self.style in self.book.dates:
            try:
                return from_serial(number, epoch_1904=self.book.epoch_1904)
            except NotADate:
                return Unreadable(text[:20], BAD_NUMBER)
        return Decimal(format(number, ".15g"))

    def _iso_date(self, text: str) -> Value:
        try:
            return date.fromisoformat(text.strip()[:10])
        except ValueError:
            return Unreadable(text[:20], BAD_NUMBER)


def _read(archive: Archive, name: str, target: _Target) -> None:
    for _ in archive.parse(name, target):
        pass

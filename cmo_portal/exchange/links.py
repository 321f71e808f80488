"""Several objectives in one cell: split, named by their code, cut cells found out."""

import re
from decimal import Decimal

from cmo_portal.exchange.columns import CellRefused, Column
from cmo_portal.exchange.mapping import Links
from cmo_portal.exchange.reading import Cells, Reading
from foundation.quantities import fold
from foundation.refusals import gettext_noop
from foundation.tabular import Problem, Row
from strategy.actions.imports import ImportedObjective

LONGEST_CODE, LONGEST_TITLE = 40, 300
NOT_A_LINK = gettext_noop("“%(text)s” names no objective the way the mapping describes. Correct it, or the pattern “links.part”.")
LONG_OBJECTIVE = gettext_noop("The objective code “%(text)s” has more than %(limit)s characters. Shorten it.")
UNKNOWN_OBJECTIVE = gettext_noop(
    "“%(text)s” is no objective of the plan nor of the sheet of objectives. Add it there, or correct the cell."
)
UNKNOWN_LEVEL = gettext_noop("“%(text)s” is no level. Write weak, partial, strong or full.")
CUT_CELL = gettext_noop("The cell is cut at %(limit)s characters: its last objective (%(code)s) may lack its end.")
SEVERAL_TITLES = gettext_noop("Objective %(code)s has %(count)s different titles; the longest is kept: “%(title)s”.")


class LinkReader:
    """Reads the links of each row and remembers every title an objective was given."""

    def __init__(self, links: Links, column: Column, cells: Cells) -> None:
        self.links, self.column, self.cells = links, column, cells
        self.titles: dict[str, set[str]] = {}

    @property
    def columns(self) -> list[Column]:
        return [self.column]

    def read(self, row: Row) -> dict[str, Decimal]:
        """Return {objective code: level} of one row."""
        text = self.cells.text(row, self.column)
        if self.column.says_nothing(text):
            return {}
        codes = [self._objective(part.strip(), row) for part in self.links.split.split(text) if part and part.strip()]
        found = {code: self.links.level for code in codes if code is not None}
        if self.links.cut_at and len(str(self.column.raw(row))) >= self.links.cut_at:
            self.cells.note(row, self.column, CUT_CELL, limit=self.links.cut_at, code=codes[-1] or "?")
        return found

    def objectives(self) -> dict[str, ImportedObjective]:
        """Return the objectives named, each by its longest title: shorter ones come from cells that were cut."""
        return {code: ImportedObjective(code, longest(titles) or code, self.links.horizon) for code, titles in sorted(self.titles.items())}

    def tell_titles(self, reading: Reading) -> None:
        """Note the objectives that were given several titles."""
        for code, titles in sorted(self.titles.items()):
            if len(titles) > 1:
                facts = {"code": code, "count": len(titles), "title": longest(titles), "column": self.column.heading}
                reading.notes.append(Problem(None, code, SEVERAL_TITLES, facts))

    def _objective(self, part: str, row: Row) -> str | None:
        found = self.links.part.fullmatch(part)
        code = found["code"].strip() if found else ""
        if found is None or not code:
            self.cells.refuse(row, self.column, CellRefused(NOT_A_LINK, text=part[:80]))
            return None
        if len(code) > LONGEST_CODE:
            self.cells.refuse(row, self.column, CellRefused(LONG_OBJECTIVE, text=code[:50], limit=LONGEST_CODE))
            return None
        if code in self.links.skip:
            return None
        title = re.sub(r"\s+", " ", found.groupdict().get("name") or "").strip()
        self.titles.setdefault(code, set()).add(title[:LONGEST_TITLE])
        return code


class PairReader:
    """Reads objectives and levels that stand in columns of their own, as in the portal's own template.

    An objective is named by its code or its name: one of the plan, one of the sheet of objectives or, where there is no
    such sheet, a new one.
    """

    def __init__(self, links: Links, pairs: list[tuple[Column, Column | None]], cells: Cells, listed: dict[str, ImportedObjective]) -> None:
        self.links, self.pairs, self.cells, self.listed = links, pairs, cells, listed
        self.found = dict(listed)
        self.codes = {fold(words): code for code, one in listed.items() for words in (code, one.name)}

    @property
    def columns(self) -> list[Column]:
        return [one for pair in self.pairs for one in pair if one is not None]

    def read(self, row: Row) -> dict[str, Decimal]:
        """Return {objective code: level} of one row; the higher level counts when an objective is named twice."""
        found: dict[str, Decimal] = {}
        for objective, level in self.pairs:
            text = re.sub(r"\s+", " ", self.cells.text(row, objective))
            if objective.says_nothing(text):
                continue
            code, worth = self._code(text, row, objective), self._level(row, level)
            if code is not None and worth:
                found[code] = max(worth, found.get(code, worth))
        return found

    def objectives(self) -> dict[str, ImportedObjective]:
        return self.found

    def tell_titles(self, reading: Reading) -> None:
        """Nothing to tell: an objective has one name here."""

    def _code(self, text: str, row: Row, column: Column) -> str | None:
        code = self.codes.get(fold(text)) or self.codes.get(fold(text.partition(" - ")[0]))
        if code is not None:
            return code
        if self.listed:
            self.cells.refuse(row, column, CellRefused(UNKNOWN_OBJECTIVE, text=text[:60]))
            return None
        code = f"O{next(number for number in range(1, 10_000) if f'O{number}' not in self.found)}"
        self.found[code] = ImportedObjective(code, text[:LONGEST_TITLE], self.links.horizon)
        self.codes[fold(text)] = code
        return code

    def _level(self, row: Row, column: Column | None) -> Decimal | None:
        text = self.cells.text(row, column) if column else ""
        if column is None or column.says_nothing(text):
            return self.links.level
        level = self.links.levels.get(fold(text.rstrip(" %")))
        if level is None:
            self.cells.refuse(row, column, CellRefused(UNKNOWN_LEVEL, text=text[:40]))
        return level


def longest(titles: set[str]) -> str:
    """Return the longest title; among equals the first in the alphabet."""
    return min(titles, key=lambda title: (-len(title), title), default="")

"""Read the rows of a table into projects, as the mapping says."""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Dictionary
from datetime import date, timedelta
from typing import Any

from cmo_portal.exchange.attributes import AttributeReader
from cmo_portal.exchange.columns import CellRefused, Column, column, date_column, money_column
from cmo_portal.exchange.links import LinkReader, PairReader
from cmo_portal.exchange.mapping import CHOICE_FIELDS, Budget, Cell, Links, Mapping
from cmo_portal.exchange.reading import SKIPPED, Cells, Reading
from foundation.dates import is_plausible
from foundation.quantities import Undisclosed, fold
from foundation.refusals import gettext_noop
from foundation.search import fold as fold_accents
from foundation.tabular import Row, Table
from portfolio.imported import ImportedMoney, ImportedProject, ImportedReport
from strategy.actions.imports import ImportedObjective

LONGEST_NAME, LONGEST_SUMMARY, LONGEST_NOTE, LONGEST_CODE, LONGEST_WORDS = 300, 20_000, 5_000, 40, 300
DAYS_IN_A_YEAR, MOST_YEARS = 365, 200
NO_NAME = gettext_noop("The project has no name. Write one.")
NO_IDENTITY = gettext_noop("The column that identifies projects is empty. Fill it.")
TWICE = gettext_noop("%(first)s already names this project (“%(identity)s”). Keep one of the two rows.")
TOO_LONG = gettext_noop("“%(text)s” has more than %(limit)s characters. Shorten it.")
ENDS_FIRST = gettext_noop("The project ends on %(ends)s, before it starts on %(starts)s. Correct one of the two dates.")
ODD_YEAR = gettext_noop("The year of %(day)s is outside 1970–2099: taken as it stands, have a look.")
OLDER = gettext_noop("Left out: a later row of the same project, of %(day)s, counts.")
NO_RATING = gettext_noop("No rating: “%(text)s”.")


def read(table: Table, mapping: Mapping, *, on: date, listed: Dictionary[str, ImportedObjective] | None = None) -> Reading:
    """Read every row; all faults of a row are named. `on` is the day of ratings without a date.

    `listed`: the objectives that columns of their own may name.

    Raises MappingRefused when a column is missing or proves two ways of writing.
    """
    reading = Reading(table, mapping, notes=list(table.notes), refused=list(table.problems))
    reader = _RowReader(reading, on, listed)
    for number, row in enumerate(reader.rows(), start=1):
        reader.read_row(number, row)
    if reader.links:
        reading.objectives = reader.links.objectives()
        reader.links.tell_titles(reading)
    return reading


class _RowReader:
    """The columns of one file, found once, and the rows read with them."""

    def __init__(self, reading: Reading, on: date, listed: Dictionary[str, ImportedObjective] | None) -> None:
        self.reading, self.mapping, self.on, self.cells = reading, reading.mapping, on, Cells(reading)
        mapping, fields = reading.mapping, reading.mapping.fields
        self.fields = {name: self._find(cell) for name, cell in fields.items() if name not in ("starts_on", "ends_on")}
        self.starts = self._dates(fields.get("starts_on"))
        self.ends = self._dates(fields.get("ends_on"))
        self.identity = [self._find(Cell("project.identity", column=heading)) for heading in mapping.identity]
        self.latest_by = self._dates(mapping.latest_by)
        self.code, self.unit_code, self.unit_name = (self._maybe(cell) for cell in (mapping.code, mapping.unit_code, mapping.unit_name))
        self.money = [(line, {name: self._find(cell, money_column) for name, cell in line.amounts.items()}) for line in mapping.budget]
        self.health = {name: self._find(cell, date_column if name == "reported_on" else column) for name, cell in mapping.health.items()}
        self.links = self._link_reader(mapping.links, listed or {}) if mapping.links else None
        self.attributes = AttributeReader(self.cells, used={one.index for one in self._columns()})
        self.seen: dict[str, int] = {}
        self.unusable = {problem.row for problem in reading.table.problems}

    def rows(self) -> Sequence[Row]:
        """The rows to read: all of them or, of a file that reports several times, the latest of each project."""
        table = self.reading.table
        if self.latest_by is None:
            return table.rows
        latest: dict[str, tuple[date, Row]] = {}
        for row in table.rows:
            day = self._day(row, self.latest_by) or date.min
            key = self._folded_identity(row)
            if key not in latest or day > latest[key][0]:
                latest[key] = (day, row)
        kept = {row.number for _, row in latest.values()}
        for row in table.rows:
            if row.number not in kept:
                self.cells.note(row, self.latest_by, OLDER, day=latest[self._folded_identity(row)][0])
        return [row for row in table.rows if row.number in kept]

    def read_row(self, number: int, row: Row) -> None:
        """Add the project of the row to the reading, or its faults."""
        known = len(self.reading.refused)
        project = ImportedProject(
            row=row.number,
            external_id=self._identity(row),
            code=self._code(number, row),
            facts=self._texts(row) | self._choices(row) | self._days(row),
            unit=self._unit(row),
            attributes=self.attributes.read(row),
            money=tuple(self._line(row, line, columns) for line, columns in self.money),
            links=self.links.read(row) if self.links else None,
            report=self._report(row) if self.health else None,
        )
        if len(self.reading.refused) == known and row.number not in self.unusable:
            self.reading.projects.append(project)

    def _link_reader(self, links: Links, listed: Dictionary[str, ImportedObjective]) -> LinkReader | PairReader:
        def find(heading: str) -> Column:
            return self._find(Cell("links.column", heading))

        if not links.pairs:
            return LinkReader(links, find(links.column), self.cells)
        pairs = [(find(objective), find(level) if level else None) for objective, level in links.pairs]
        return PairReader(links, pairs, self.cells, dict(listed))

    def _find(self, cell: Cell, how: Any = column) -> Column:
        return how(self.reading.table, cell, self.mapping.file)  # type: ignore[no-any-return]

    def _maybe(self, cell: Cell | None) -> Column | None:
        return self._find(cell) if cell else None

    def _dates(self, cell: Cell | None) -> Column | None:
        return self._find(cell, money_column if cell.years_after_start else date_column) if cell else None

    def _columns(self) -> Iterable[Column]:
        yield from self.fields.values()
        yield from (one for one in (self.starts, self.ends, self.code, self.unit_code, self.unit_name, self.latest_by) if one)
        yield from self.identity
        for _, columns in self.money:
            yield from columns.values()
        yield from self.health.values()
        if self.links:
            yield from self.links.columns

    def _identity(self, row: Row) -> str:
        """Compose the identity: the edition, then the identifying columns whatever their case and accents."""
        folded = self._folded_identity(row)
        if not folded:
            self.cells.refuse(row, self.identity[0], CellRefused(NO_IDENTITY))
            return ""
        identity = f"{self.mapping.edition}:{folded}".lstrip(":")[:LONGEST_NAME]
        first = self.seen.setdefault(identity, row.number)
        if first != row.number:
            where = self.reading.table.place(first, self.identity[0].index or 0)
            self.cells.refuse(row, self.identity[0], CellRefused(TWICE, first=where, identity=identity[:80]))
        return identity

    def _folded_identity(self, row: Row) -> str:
        parts = (self.cells.text(row, one) for one in self.identity)
        return " · ".join(fold(fold_accents(part)) for part in parts if part)

    def _code(self, number: int, row: Row) -> str:
        numbered = f"{self.mapping.portfolio['code'][:34]}-{number:03}"
        return (self._short(row, self.code, LONGEST_CODE) if self.code else "") or numbered

    def _short(self, row: Row, one: Column, limit: int, prefix: str = "") -> str:
        """A text of one line that has a longest length; longer ones are refused, never cut."""
        text = re.sub(r"\s+", " ", self.cells.text(row, one))
        if len(prefix + text) > limit:
            self.cells.refuse(row, one, CellRefused(TOO_LONG, text=text[:40] + "…", limit=limit))
        return prefix + text if text else ""

    def _texts(self, row: Row) -> dict[str, str]:
        """Names and summaries; what is given in one language serves both."""
        given = {name: self._words(row, name, one) for name, one in self.fields.items() if name not in CHOICE_FIELDS}
        facts = {}
        for base in ("name", "summary"):
            fr, en = (given.get(f"{base}_{language}") or given.get(base, "") for language in ("fr", "en"))
            facts |= {f"{base}_fr": fr or en, f"{base}_en": en or fr}
        if not facts["name_fr"]:
            self.cells.refuse(row, next(one for name, one in self.fields.items() if name.startswith("name")), CellRefused(NO_NAME))
        return facts

    def _words(self, row: Row, name: str, one: Column) -> str:
        if name.startswith("name"):
            return self._short(row, one, LONGEST_NAME)
        text = self.cells.text(row, one)
        if words := one.undisclosed(text):
            self.cells.not_disclosed(row, one, words)
        return self.cells.cut(row, one, text, LONGEST_SUMMARY)

    def _choices(self, row: Row) -> dict[str, str]:
        found = {name: self.cells.read(row, one, one.choice) for name, one in self.fields.items() if name in CHOICE_FIELDS}
        return {name: value for name, value in found.items() if value is not None}

    def _days(self, row: Row) -> dict[str, date | None]:
        facts = {"starts_on": self._day(row, self.starts)} if self.starts else {}
        if self.ends is None:
            return facts
        starts = facts.get("starts_on")
        ends = self._after(row, self.ends, starts) if self.ends.cell.years_after_start else self._day(row, self.ends)
        if starts and ends and ends < starts:
            refusal = CellRefused(ENDS_FIRST, starts=starts, ends=ends)
            ends = None
            if self.ends.cell.lenient:
                self.cells.note(row, self.ends, SKIPPED, why=str(refusal))
            else:
                self.cells.refuse(row, self.ends, refusal)
        return facts | {"ends_on": ends}

    def _after(self, row: Row, one: Column, starts: date | None) -> date | None:
        """The end that a number of years after the start makes."""
        if words := one.undisclosed(self.cells.text(row, one)):
            self.cells.not_disclosed(row, one, words)
            return None
        years = self.cells.read(row, one, one.number)
        return starts + timedelta(days=round(years * DAYS_IN_A_YEAR)) if starts and years and 0 < years < MOST_YEARS else None

    def _day(self, row: Row, one: Column) -> date | None:
        day: date | None = self.cells.read(row, one, one.date)
        if day is not None and not is_plausible(day):
            self.cells.note(row, one, ODD_YEAR, day=day)
        if day is None and (words := one.undisclosed(self.cells.text(row, one))):
            self.cells.not_disclosed(row, one, words)
        return day

    def _unit(self, row: Row) -> str | None:
        if self.unit_code is None:
            return None
        code = self._short(row, self.unit_code, LONGEST_CODE, prefix=self.mapping.unit_prefix).upper()
        if not code:
            return None
        name = self._short(row, self.unit_name or self.unit_code, LONGEST_NAME)
        self.reading.units.setdefault(code, name or code)
        return code

    def _line(self, row: Row, line: Budget, columns: Dictionary[str, Column]) -> ImportedMoney:
        currency, amounts, undisclosed = self.mapping.portfolio["currency"], {}, ""
        for name, one in columns.items():
            amount = self.cells.read(row, one, lambda where, one=one: one.amount(where, currency=currency))
            if isinstance(amount, Undisclosed):
                self.cells.not_disclosed(row, one, amount.words)
                undisclosed = undisclosed or amount.words[:LONGEST_WORDS]
            else:
                amounts[name] = amount
        return ImportedMoney(line.year, line.nature, line.label, currency, undisclosed=undisclosed, **amounts)

    def _report(self, row: Row) -> ImportedReport | None:
        rating = self.health["health"]
        text = self.cells.text(row, rating)
        if words := rating.undisclosed(text):
            self.cells.not_disclosed(row, rating, words)
            return None
        health = self.cells.read(row, rating, rating.choice)
        if health is None:
            if text:
                self.cells.note(row, rating, NO_RATING, text=text[:80])
            return None
        day = self._day(row, self.health["reported_on"]) if "reported_on" in self.health else None
        note = self.health.get("note")
        words = self.cells.cut(row, note, self.cells.text(row, note), LONGEST_NOTE) if note else ""
        return ImportedReport(day or self.on, health, self.mapping.health_scale, words)

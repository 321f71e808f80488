"""Measurements out of a file: a column for the indicator, one for the period, one for the value; each fault with its cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from foundation.refusals import Refusal
from foundation.refusals import gettext_noop as _
from foundation.tabular import Row, Table, Unreadable
from kpis import entry, rhythm
from kpis.models import Indicator
from kpis.refusals import KpiRefusal

COLUMNS = {
    "code": ("indicator", "indicateur", "code", "kpi"),
    "period": ("period", "période", "periode", "date", "month", "mois", "quarter", "trimestre", "year", "année", "annee"),
    "value": ("value", "valeur", "mesure", "measure"),
    "unit": ("unit", "unité", "unite"),
    "slice": ("slice", "part", "tranche", "découpage", "site", "entité", "segment", "channel", "canal", "region", "région"),
    "note": ("note", "comment", "commentaire"),
}
Slices = Mapping[int, Mapping[str, int]]  # the parts of indicators by folded label
NEEDED = ("code", "period", "value")
MOST_ROWS = 20_000
UNKNOWN_PART = _("“%(part)s” is no part of %(code)s that is measured: check it, or have it added to the definition.")
SHOWN_PROBLEMS = 200


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell: `place` is like D9, the sentence has named gaps."""

    place: str
    sentence: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Read:
    """The lines that can be recorded as [line, code, first day, last day, value, note, slice], and what is wrong with the others."""

    rows: list[list[Any]]
    problems: list[Problem]


def read_rows(table: Table, indicators: Mapping[str, Indicator], slices: Slices, *, today: date, comma_is_decimal: bool) -> Read:
    """Read each line on its own. `indicators` are those that may be measured, by folded code; `slices` their parts, by folded label.

    Raises KpiRefusal when a needed column is missing or the file is too long.
    """
    places = _places(table.headings)
    if len(table.rows) > MOST_ROWS:
        raise KpiRefusal(_("The file has %(count)s lines, more than %(limit)s: split it."), count=len(table.rows), limit=MOST_ROWS)
    rows: list[list[Any]] = []
    problems = [Problem(one.place, one.sentence, dict(one.facts)) for one in table.problems]
    seen: dict[tuple[str, str, int | None], int] = {}
    for row in table.rows:
        reader = _Reader(table, row, places, problems, slices)
        line = reader.line(indicators, today, comma_is_decimal)
        if line is None:
            continue
        place = (line[1], line[3], line[6])
        if place in seen:
            reader.fault(
                "period", _("This period of %(code)s already stands in line %(line)s: keep one of them."), code=line[1], line=seen[place]
            )
            continue
        seen[place] = row.number
        rows.append(line)
    return Read(rows, problems)


def _places(headings: Sequence[str]) -> dict[str, int]:
    folded = [heading.strip().casefold() for heading in headings]
    found = {name: next((folded.index(word) for word in words if word in folded), -1) for name, words in COLUMNS.items()}
    missing = [COLUMNS[name][0] for name in NEEDED if found[name] < 0]
    if missing:
        raise KpiRefusal(
            _("The file lacks the column %(missing)s: give it the headings indicator, period and value."), missing=", ".join(missing)
        )
    return {name: place for name, place in found.items() if place >= 0}


class _Reader:
    """One line of the file."""

    def __init__(
        self, table: Table, row: Row, places: dict[str, int], problems: list[Problem], slices: Mapping[int, Mapping[str, int]]
    ) -> None:
        self.slices = slices
        self.table, self.row, self.places, self.problems = table, row, places, problems

    def fault(self, column: str, sentence: str, **facts: Any) -> None:
        place = self.table.place(self.row.number, self.places.get(column, self.places["value"]))
        self.problems.append(Problem(place, sentence, facts))

    def cell(self, column: str) -> Any:
        place = self.places.get(column, -1)
        return self.row.cells[place] if 0 <= place < len(self.row.cells) else None

    def line(self, indicators: Mapping[str, Indicator], today: date, comma_is_decimal: bool) -> list[Any] | None:
        cells = {name: self.cell(name) for name in COLUMNS}
        if all(cells[name] in (None, "") for name in NEEDED) or cells["value"] in (None, ""):
            return None  # a period without a value is no measurement
        broken = next((name for name, cell in cells.items() if isinstance(cell, Unreadable)), None)
        if broken:
            self.fault(broken, cells[broken].sentence)
            return None
        indicator = indicators.get(str(cells["code"] or "").strip().casefold())
        if indicator is None:
            self.fault("code", _("“%(code)s” is no indicator that you may measure: check the code."), code=str(cells["code"] or "")[:40])
            return None
        return self._read(indicator, cells, today, comma_is_decimal)

    def _read(self, indicator: Indicator, cells: dict[str, Any], today: date, comma_is_decimal: bool) -> list[Any] | None:
        try:
            start, end = rhythm.read_period(_text(cells["period"]), indicator.cadence)
            entry.check_period(start, end, today=today)
        except Refusal as refusal:
            self.fault("period", refusal.sentence, **refusal.facts)
            return None
        try:
            if cells["unit"]:
                entry.check_unit(str(cells["unit"]), indicator.unit)
            value = entry.read_value(_text(cells["value"]), unit=indicator.unit, comma_is_decimal=comma_is_decimal)
        except Refusal as refusal:
            self.fault("unit" if cells["unit"] and "unit" in refusal.facts else "value", refusal.sentence, **refusal.facts)
            return None
        part = None
        if cells["slice"]:
            part = self.slices.get(indicator.pk, {}).get(_text(cells["slice"]).strip().casefold())
            if part is None:
                self.fault("slice", UNKNOWN_PART, part=_text(cells["slice"])[:40], code=indicator.code)
                return None
        note = str(cells["note"] or "")[:2_000]
        return [self.row.number, indicator.code, start.isoformat(), end.isoformat(), value, note, part]


def _text(cell: Any) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell if cell is not None else "")

"""The columns that are kept as typed attributes of projects, and those that are left out and listed."""

from typing import Any

from cmo_portal.exchange.columns import Column, column, date_column, money_column
from cmo_portal.exchange.mapping import Attribute, Cell
from cmo_portal.exchange.mapping_file import attribute_key
from cmo_portal.exchange.reading import Cells
from foundation.quantities import matches_any
from foundation.tabular import Row

LONGEST = 2_000
FINDERS = {"number": money_column, "date": date_column}


class AttributeReader:
    """The attributes the mapping declares and, when it says so, all columns that nothing else uses."""

    def __init__(self, cells: Cells, *, used: set[int | None]) -> None:
        self.cells, reading = cells, cells.reading
        mapping, table = reading.mapping, reading.table
        self.kept = [(one, self._find(one)) for one in mapping.attributes]
        used = used | {one.index for _, one in self.kept}
        rest = [heading for index, heading in enumerate(table.headings) if index not in used]
        if mapping.keep_rest:
            wanted = [heading for heading in rest if not matches_any(heading, mapping.ignore)]
            self.kept += [(one, self._find(one)) for one in map(plain_attribute, wanted)]
            rest = [heading for heading in rest if heading not in wanted]
        reading.ignored_columns = rest
        reading.attributes = [{"key": a.key, "label_fr": a.label_fr, "label_en": a.label_en, "kind": a.kind} for a, _ in self.kept]

    def read(self, row: Row) -> dict[str, Any]:
        """Return {key: value as JSON}; a cell that says nothing has no entry."""
        values = {attribute.key: self._value(row, attribute, one) for attribute, one in self.kept}
        return {key: value for key, value in values.items() if value not in (None, "")}

    def _find(self, attribute: Attribute) -> Column:
        reading = self.cells.reading
        return FINDERS.get(attribute.kind, column)(reading.table, attribute.cell, reading.mapping.file)

    def _value(self, row: Row, attribute: Attribute, one: Column) -> Any:
        if attribute.kind == "boolean":
            return self.cells.read(row, one, one.yes_no)
        if attribute.kind == "date":
            day = self.cells.read(row, one, one.date)
            return day.isoformat() if day else None
        if attribute.kind == "number":
            number = self.cells.read(row, one, one.number)
            return None if number is None else int(number) if number == number.to_integral_value() else float(number)
        text = self.cells.text(row, one)
        return None if one.says_nothing(text) else self.cells.cut(row, one, text, LONGEST)


def plain_attribute(heading: str) -> Attribute:
    """A column kept as text under its own heading."""
    return Attribute(heading, attribute_key(heading), "text", heading[:120], heading[:120], Cell(f"attributes.{heading}", heading))

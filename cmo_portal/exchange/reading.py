"""What a file says, as values: projects, and lists of places with a sentence each."""

from dataclasses import dataclass, field
from typing import Any

from cmo_portal.exchange.columns import Column
from cmo_portal.exchange.mapping import Mapping
from foundation.refusals import Refusal, gettext_noop
from foundation.tabular import Problem, Row, Table
from portfolio.imported import ImportedProject
from strategy.actions.imports import ImportedObjective

CUT = gettext_noop("The text was cut at %(limit)s characters.")
SKIPPED = gettext_noop("Left out: %(why)s")


@dataclass(slots=True)
class Reading:
    """A file read by a mapping. A row with a refused cell is left out whole; `notes` only deserve a look."""

    table: Table
    mapping: Mapping
    projects: list[ImportedProject] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    undisclosed: list[Problem] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)
    attributes: list[dict[str, str]] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)
    objectives: dict[str, ImportedObjective] = field(default_factory=dict)

    @property
    def refused_rows(self) -> set[int]:
        """The numbers of the rows that cannot be imported."""
        return {problem.row for problem in self.refused if problem.row is not None}


class Cells:
    """Reads cells and puts what is wrong with them on the lists of the reading."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def read(self, row: Row, one: Column, how: Any) -> Any:
        """Read a cell with `how`; a refusal costs the row, or only the cell where the mapping is lenient."""
        try:
            return how(row)
        except Refusal as refusal:
            if one.cell.lenient:
                self.note(row, one, SKIPPED, why=str(refusal))
            else:
                self.refuse(row, one, refusal)
            return None

    def text(self, row: Row, one: Column) -> str:
        return self.read(row, one, one.text) or ""

    def cut(self, row: Row, one: Column, text: str, limit: int) -> str:
        """The text, cut and noted where it is too long for its place."""
        if len(text) > limit:
            self.note(row, one, CUT, limit=limit)
        return text[:limit]

    def refuse(self, row: Row, one: Column, refusal: Refusal) -> None:
        problem = self._problem(row, one, refusal.sentence, refusal.facts)
        if problem not in self.reading.refused[-20:]:
            self.reading.refused.append(problem)

    def note(self, row: Row, one: Column, sentence: str, **facts: object) -> None:
        problem = self._problem(row, one, sentence, facts)
        if problem not in self.reading.notes[-20:]:
            self.reading.notes.append(problem)

    def not_disclosed(self, row: Row, one: Column, words: str) -> None:
        self.reading.undisclosed.append(self._problem(row, one, "%(words)s", {"words": words}))

    def _problem(self, row: Row, one: Column, sentence: str, facts: dict[str, object]) -> Problem:
        where = str(row.number) if one.index is None else self.reading.table.place(row.number, one.index)
        return Problem(row.number, where, sentence, {"column": one.heading, **facts})

"""An import before it is written: the file read, compared with what is recorded, and counted."""

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from cmo_portal.exchange.mapping import Mapping
from cmo_portal.exchange.models import ImportedRows
from cmo_portal.exchange.reading import Reading
from cmo_portal.exchange.rows import read
from foundation.accounts.models import User
from foundation.refusals import gettext_noop
from foundation.tabular import DEFAULT_LIMITS, Limits, Problem, read_table
from portfolio.differences import differences, out_of_sight
from portfolio.imported import Difference
from strategy.actions.imports import ImportedObjective
from strategy.models import StrategicPlan

TAKEN = gettext_noop("The code “%(code)s” is taken and this import cannot change what it names. Choose another code.")


@dataclass(frozen=True)
class ImportPlan:
    """What importing a file would do. Nothing is written until `carry_out` is given this plan."""

    file_name: str
    file_hash: str
    mapping_hash: str
    mapping: Mapping
    reading: Reading
    differences: list[Difference]
    new_objectives: list[str]

    @cached_property
    def new(self) -> list[Difference]:
        return [one for one in self.differences if one.is_new]

    @cached_property
    def changed(self) -> list[Difference]:
        return [one for one in self.differences if one.is_changed]

    @property
    def unchanged(self) -> int:
        return len(self.differences) - len(self.new) - len(self.changed)

    @property
    def changes_nothing(self) -> bool:
        return not (self.new or self.changed or self.new_objectives)

    def counts(self) -> dict[str, int]:
        """Return the figures of the file for the ledger and the summary."""
        projects = [one.wanted for one in self.differences]
        return {
            "rows": len(self.reading.table.rows),
            "projects": len(projects),
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "refused": len(self.reading.refused_rows),
            "links": sum(len(project.links or {}) for project in projects),
            "objectives": len(self.reading.objectives),
            "new_objectives": len(self.new_objectives),
            "units": len(self.reading.units),
            "reports": sum(project.report is not None for project in projects),
            "not_disclosed": len(self.reading.undisclosed),
        }

    def health(self) -> Counter[str]:
        """Return how many projects declare each health; those without a rating count under an empty text."""
        return Counter(one.wanted.report.health if one.wanted.report else "" for one in self.differences)


def plan_import(
    source: Path | bytes,
    *,
    file_name: str,
    mapping: Mapping,
    mapping_text: str,
    on: date,
    by: User | None,
    listed: dict[str, ImportedObjective] | None = None,
    by_code: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> ImportPlan:
    """Read and compare a file. Raises TableRefused or MappingRefused; faults of single rows stand in `reading.refused`.

    `listed`: objectives named by columns of their own; `by_code`: projects entered by hand are recognised by their code.
    Rows about projects that `by` does not see are refused; the operator of the server (None) sees all.
    """
    form = mapping.file
    table = read_table(
        source,
        encoding=form.encoding,
        separator=form.separator,
        sheet=form.sheet,
        transposed=form.transposed,
        heading_row=form.heading_row,
        limits=limits,
    )
    reading = read(table, mapping, on=on, listed=listed)
    if by is not None:
        _refuse(out_of_sight(by, source=mapping.source, projects=reading.projects, by_code=by_code), reading)
    return ImportPlan(
        file_name=file_name,
        file_hash=hashlib.sha256(source if isinstance(source, bytes) else source.read_bytes()).hexdigest(),
        mapping_hash=hashlib.sha256(mapping_text.encode()).hexdigest(),
        mapping=mapping,
        reading=reading,
        differences=differences(source=mapping.source, projects=reading.projects, imported=imported_rows(mapping.source), by_code=by_code),
        new_objectives=_new_objectives(reading, plan_of(mapping)),
    )


def _refuse(rows: set[int], reading: Reading) -> None:
    """Refuse rows whose project the importer does not see, with a sentence that would hold for any code that is taken."""
    for one in reading.projects:
        if one.row in rows:
            reading.refused.append(Problem(one.row, str(one.row), TAKEN, {"code": one.code}))
    reading.projects = [one for one in reading.projects if one.row not in rows]


def imported_rows(source: str) -> dict[str, set[int]]:
    """Return the ids of the rows that standing imports of this source created, by model label."""
    found: dict[str, set[int]] = defaultdict(set)
    rows = ImportedRows.objects.filter(batch__source=source, batch__undone_at__isnull=True, change=ImportedRows.Change.CREATED)
    for kind, ids in rows.values_list("kind", "ids"):
        found[kind].update(ids)
    return found


def plan_of(mapping: Mapping) -> StrategicPlan | None:
    """Return the plan the mapping names, else the active one; None where it does not exist yet."""
    named = {"code": mapping.plan["code"]} if mapping.plan else {"status": StrategicPlan.Status.ACTIVE}
    return StrategicPlan.objects.filter(**named).first()


def _new_objectives(reading: Reading, plan: StrategicPlan | None) -> list[str]:
    if reading.mapping.links is None or not reading.mapping.links.create:
        return []
    known = set(plan.objectives.values_list("code", flat=True)) if plan else set()
    return [code for code in reading.objectives if code not in known]

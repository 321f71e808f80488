"""What an import knows of a project, and how it differs from what is recorded. Values only; nothing is written here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from foundation.history import Recorded
from portfolio.models import Project


@dataclass(frozen=True, slots=True)
class ImportedMoney:
    """One budget line in currency units; `undisclosed` says why there is no amount."""

    year: int | None
    nature: str
    label: str
    currency: str
    baseline: Decimal | None = None
    forecast: Decimal | None = None
    actual: Decimal | None = None
    undisclosed: str = ""

    @property
    def place(self) -> tuple[int | None, str, str]:
        """What makes it the same line in two imports."""
        return (self.year, self.nature, self.label)


@dataclass(frozen=True, slots=True)
class ImportedReport:
    """A declared health with its date."""

    reported_on: date
    health: str
    scale: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ImportedProject:
    """One row of a file. `facts` are columns of Project; `unit` and the keys of `links` are codes."""

    row: int
    external_id: str
    code: str
    facts: Mapping[str, Any]
    unit: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    money: tuple[ImportedMoney, ...] = ()
    links: Mapping[str, Decimal] | None = None
    report: ImportedReport | None = None


@dataclass(slots=True)
class Difference:
    """What importing one row would change; `project` is None for a new one. `changes` are told as {what: [before, after]}."""

    wanted: ImportedProject
    project: Project | None
    changes: dict[str, list[Any]] = field(default_factory=dict)
    rows: list[tuple[type[Recorded], Recorded | None, dict[str, Any]]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return self.project is None

    @property
    def is_changed(self) -> bool:
        return self.project is not None and bool(self.changes)

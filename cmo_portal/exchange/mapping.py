"""What a column means: the values a mapping file holds. Its format is shown by the examples in `examples/mappings/`."""

import re
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from foundation.dates import DateStyle
from foundation.quantities import MISSING_WORDS, UNDISCLOSED_WORDS, DecimalMark

CHOICE_FIELDS = ("project_class", "status", "phase")


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a value comes from: a column (its heading, `*` stands for anything) or a constant, and how it is read."""

    key: str
    column: str | None = None
    constant: str | None = None
    values: Dictionary[str, str] = field(default_factory=dict)
    none: tuple[str, ...] = ()
    style: DateStyle | None = None
    last_day: bool = False
    years_after_start: bool = False
    scale: int = 1
    mark: DecimalMark | None = None
    lenient: bool = False


@dataclass(frozen=True, slots=True)
class FileForm:
    """How the file is written; what is not declared is detected."""

    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    transposed: bool = False
    heading_row: int | None = None
    language: str = "en"
    unescape_html: bool = False
    mark: DecimalMark | None = None
    style: DateStyle | None = None
    undisclosed: tuple[str, ...] = UNDISCLOSED_WORDS
    missing: tuple[str, ...] = MISSING_WORDS


@dataclass(frozen=True, slots=True)
class Budget:
    """One line of money a project: its year (None: whole life), nature, label, and the columns of its amounts."""

    year: int | None
    nature: str
    label: str
    amounts: Dictionary[str, Cell]


@dataclass(frozen=True, slots=True)
class Links:
    """How the objectives of a project stand in one cell, and what their links are worth."""

    column: str
    split: re.Pattern[str]
    part: re.Pattern[str]
    level: Decimal
    create: bool
    cut_at: int | None
    skip: frozenset[str]
    horizon: str
    approved_plan: str
    equal_weights: bool
    # Objectives and levels in columns of their own, and what the levels are called.
    pairs: tuple[tuple[str, str | None], ...] = ()
    levels: Dictionary[str, Decimal] = field(default_factory=dict)
    class_weights: bool = False


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column kept as a typed attribute."""

    column: str
    key: str
    kind: str
    label_fr: str
    label_en: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Mapping:
    """A whole mapping. `digest` of its text enters the ledger beside that of the file."""

    source: str
    edition: str
    title: str
    file: FileForm
    portfolio: Dictionary[str, str]
    plan: Dictionary[str, Any] | None
    unit_code: Cell | None
    unit_name: Cell | None
    unit_prefix: str
    identity: tuple[str, ...]
    latest_by: Cell | None
    code: Cell | None
    fields: Dictionary[str, Cell]
    budget: tuple[Budget, ...]
    health: Dictionary[str, Cell]
    health_scale: str
    links: Links | None
    attributes: tuple[Attribute, ...]
    ignore: tuple[str, ...]
    keep_rest: bool

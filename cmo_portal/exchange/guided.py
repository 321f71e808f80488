"""An import guided by a few questions: what each column is, the unit of money, the approved plan. No mapping file."""

import json
import re
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from cmo_portal.exchange.importing import ImportPlan, plan_import
from cmo_portal.exchange.mapping import Attribute, Budget, Cell, FileForm, Links, Mapping
from cmo_portal.exchange.mapping_file import MappingRefused, attribute_key
from cmo_portal.exchange.template import CLASS_WORDS, HEALTH_WORDS, KEYS, LEVELS, STATUS_WORDS, listed_objectives, recognised
from foundation.accounts.models import User
from foundation.dates import DateStyle
from foundation.quantities import SCALES, DecimalMark
from foundation.refusals import gettext_noop
from foundation.tabular import Limits, Table, read_table
from strategy.actions.imports import ImportedObjective
from strategy.models import StrategicPlan

BROWSER_LIMITS = Limits(file_bytes=10 * 1024 * 1024, rows=5_000)
SOURCE = "browser"
IGNORE, KINDS = "ignore", ("text", "number", "date", "boolean")
NO_NAME = gettext_noop("No column holds the names of the projects. Say below which one does.")
TWICE = gettext_noop("Two columns are said to hold the same thing (“%(first)s” and “%(second)s”). Change one of them below.")


@dataclass(frozen=True, slots=True)
class Answers:
    """What the person answered: the meaning of columns by heading, and the questions asked once."""

    portfolio: Dictionary[str, str]
    year: int
    unit: str = ""
    approved_plan: str = ""
    dates: str = ""
    decimal: str = ""
    columns: Dictionary[str, str] = field(default_factory=dict)


def meanings(table: Table, answers: Answers) -> dict[str, str]:
    """Return what each column is: as answered, else recognised by its heading, else kept as text."""
    known = recognised(table.headings)
    found = {heading: answers.columns.get(heading) or known.get(heading, "text") for heading in table.headings}
    return {heading: value if value in KEYS or value in (*KINDS, IGNORE) else "text" for heading, value in found.items()}


def read_for_questions(data: bytes) -> Table:
    """Read the first sheet within the limits of the browser. Raises TableRefused."""
    return read_table(data, limits=BROWSER_LIMITS)


def guided_plan(data: bytes, *, file_name: str, table: Table, answers: Answers, on: date, by: User) -> ImportPlan:
    """Plan the import of a file as answered. Raises TableRefused or MappingRefused with what to change."""
    mapping = mapping_of(table, answers, on)
    text = json.dumps({"columns": meanings(table, answers), "unit": answers.unit, "year": answers.year}, sort_keys=True)
    listed = listed_objectives(data) if data.startswith(b"PK") else {}
    return plan_import(
        data,
        file_name=file_name,
        mapping=mapping,
        mapping_text=text,
        on=on,
        by=by,
        listed=_with_standing(listed),
        by_code=True,
        limits=BROWSER_LIMITS,
    )


def mapping_of(table: Table, answers: Answers, on: date) -> Mapping:
    """Turn the answers into a mapping."""
    meant = meanings(table, answers)
    at = _places(meant)
    form = FileForm(
        mark=DecimalMark[answers.decimal.upper()] if answers.decimal else None,
        style=DateStyle(answers.dates) if answers.dates else None,
    )
    title = f"{answers.portfolio['code']} · {on.isoformat()}"
    return Mapping(
        source=SOURCE,
        edition="",
        title=title,
        file=form,
        portfolio=answers.portfolio,
        plan=None if StrategicPlan.objects.filter(status=StrategicPlan.Status.ACTIVE).exists() else _first_plan(on),
        unit_code=_cell(at, "unit"),
        unit_name=None,
        unit_prefix="",
        identity=(at.get("code") or at["name"],),
        latest_by=None,
        code=_cell(at, "code"),
        fields=_fields(at, form),
        budget=_budget(at, answers, form),
        health=_health(at, form),
        health_scale="five",
        links=_links(at, answers),
        attributes=tuple(_attribute(heading, kind, form) for heading, kind in meant.items() if kind in KINDS),
        ignore=tuple(_literal(heading) for heading, kind in meant.items() if kind == IGNORE),
        keep_rest=False,
    )


def _places(meant: Dictionary[str, str]) -> dict[str, str]:
    """Return the heading of each field; a field named twice, or no name, is refused."""
    at: dict[str, str] = {}
    for heading, key in meant.items():
        if key in KEYS:
            if key in at:
                raise MappingRefused(TWICE, first=at[key], second=heading)
            at[key] = heading
    if "name" not in at:
        raise MappingRefused(NO_NAME)
    return at


def _cell(at: Dictionary[str, str], key: str, form: FileForm | None = None, values: Dictionary[str, str] | None = None) -> Cell | None:
    if key not in at:
        return None
    form = form or FileForm()
    return Cell(key=key, column=_literal(at[key]), values=values or {}, mark=form.mark, style=form.style)


def _literal(heading: str) -> str:
    """A heading as a pattern that means only itself: a star in it would stand for anything."""
    return re.sub(r"\*+", "*", heading)


def _fields(at: Dictionary[str, str], form: FileForm) -> dict[str, Cell]:
    words = {"project_class": CLASS_WORDS, "status": STATUS_WORDS}
    cells = {key: _cell(at, key, form, words.get(key)) for key in ("name", "summary", "starts_on", "ends_on", *words)}
    return {key: cell for key, cell in cells.items() if cell is not None}


def _budget(at: Dictionary[str, str], answers: Answers, form: FileForm) -> tuple[Budget, ...]:
    scale = SCALES.get(answers.unit, 1)
    amounts = {
        name: Cell(key=key, column=_literal(at[key]), scale=scale, mark=form.mark)
        for name, key in (("baseline", "budget"), ("forecast", "forecast"))
        if key in at
    }
    return (Budget(answers.year, "total", "", amounts),) if amounts else ()


def _health(at: Dictionary[str, str], form: FileForm) -> dict[str, Cell]:
    rating = _cell(at, "health", form, HEALTH_WORDS)
    if rating is None:
        return {}
    cells = {"health": rating, "reported_on": _cell(at, "reported_on", form), "note": _cell(at, "note", form)}
    return {key: cell for key, cell in cells.items() if cell is not None}


def _links(at: Dictionary[str, str], answers: Answers) -> Links | None:
    numbers = [number for number in (1, 2, 3) if f"objective_{number}" in at]
    if not numbers:
        return None
    pairs = tuple((at[f"objective_{number}"], at.get(f"level_{number}")) for number in numbers)
    return Links(
        column=pairs[0][0],
        split=re.compile(";"),
        part=re.compile("(?P<code>.+)"),
        level=Decimal("0.5"),
        create=True,
        cut_at=None,
        skip=frozenset(),
        horizon="medium",
        approved_plan=answers.approved_plan,
        equal_weights=False,
        pairs=pairs,
        levels=LEVELS,
        class_weights=True,
    )


def _attribute(heading: str, kind: str, form: FileForm) -> Attribute:
    cell = Cell(key=heading, column=_literal(heading), mark=form.mark, style=form.style, lenient=True)
    return Attribute(heading, attribute_key(heading), kind, heading[:120], heading[:120], cell)


def _first_plan(on: date) -> dict[str, Any]:
    """The plan made for a portal that has none: three years from this one, to be worded later."""
    years = f"{on.year}–{on.year + 2}"
    names = {"name_fr": f"Plan stratégique {years}", "name_en": f"Strategic plan {years}"}
    return {"code": f"PLAN-{on.year}", "starts_on": date(on.year, 1, 1), "ends_on": date(on.year + 2, 12, 31), **names}


def _with_standing(listed: dict[str, Any]) -> dict[str, Any]:
    """The objectives of the sheet, and those of the active plan, which a cell may name as well."""
    plan = StrategicPlan.objects.filter(status=StrategicPlan.Status.ACTIVE).first()
    standing = plan.objectives.filter(retired_on__isnull=True, children__isnull=True) if plan else ()
    known = {one.code: ImportedObjective(one.code, one.name, one.horizon) for one in standing}
    return known | listed

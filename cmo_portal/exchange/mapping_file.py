"""A mapping file (TOML) read into plain values; every fault names its key and what to write instead."""

import re
import tomllib
from collections.abc import Iterable
from collections.abc import Mapping as Dictionary
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.text import slugify

from cmo_portal.exchange.mapping import Attribute, Budget, Cell, FileForm, Links, Mapping
from foundation.dates import DateStyle
from foundation.quantities import MISSING_WORDS, SCALES, UNDISCLOSED_WORDS, DecimalMark
from foundation.refusals import Refusal, gettext_noop


class MappingRefused(Refusal):
    """The mapping does not say what it must; the sentence names the key."""


BAD_TOML = gettext_noop("The mapping is not valid TOML: %(why)s. Correct that line.")
UNKNOWN_KEY = gettext_noop("The mapping does not know “%(key)s”. It knows here: %(known)s.")
MISSING_KEY = gettext_noop("The mapping lacks “%(key)s”. Add it.")
WRONG_VALUE = gettext_noop("“%(key)s” of the mapping cannot be “%(value)s”. Write one of: %(known)s.")
WRONG_TYPE = gettext_noop("“%(key)s” of the mapping must be %(kind)s.")
BAD_PATTERN = gettext_noop("“%(key)s” of the mapping is not a pattern Python reads: %(why)s.")

HEALTH = ("green", "amber_green", "amber", "amber_red", "red")
CHOICES = {
    "project_class": ("strategic", "obligation", "run"),
    "status": ("not_started", "active", "paused", "closed", "cancelled"),
    "phase": ("initiating", "planning", "executing", "closing"),
}
TEXT_FIELDS = ("name", "name_fr", "name_en", "summary", "summary_fr", "summary_en")
DATE_FIELDS = ("starts_on", "ends_on")
KINDS = ("text", "number", "date", "boolean")
SECTIONS = ("file", "source", "portfolio", "plan", "units", "project", "budget", "health", "links", "attributes")


def parse_mapping(text: str) -> Mapping:
    """Read a mapping. Raises MappingRefused naming the first key that is missing, unknown or wrong."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingRefused(BAD_TOML, why=str(error)) from None
    _only(data, "", SECTIONS)
    source, project = _section(data, "source"), _section(data, "project")
    _only(source, "source", ("name", "edition", "title"))
    form = _form(data.get("file", {}))
    fields = _fields(project, form)
    code, name, prefix = _units(data.get("units"))
    attributes, ignore, keep_rest = _attributes(data.get("attributes", {}), form)
    health = data.get("health", {})
    return Mapping(
        source=_text(source, "source", "name"),
        edition=str(source.get("edition", "")),
        title=str(source.get("title", source.get("name"))),
        file=form,
        portfolio=_portfolio(_section(data, "portfolio")),
        plan=_plan(data.get("plan")),
        unit_code=code,
        unit_name=name,
        unit_prefix=prefix,
        identity=_texts(project.get("identity"), "project.identity"),
        latest_by=_cell(project["latest_by"], "project.latest_by", form) if "latest_by" in project else None,
        code=_cell(project["code"], "project.code") if "code" in project else None,
        fields=fields,
        budget=tuple(_budget(line, form) for line in data.get("budget", [])),
        health=_health(health, form),
        health_scale=_one_of(health.get("scale", "three"), "health.scale", ("three", "five")),
        links=_links(data["links"]) if "links" in data else None,
        attributes=attributes,
        ignore=ignore,
        keep_rest=keep_rest,
    )


def _form(data: Dictionary[str, Any]) -> FileForm:
    known = (
        "encoding",
        "separator",
        "sheet",
        "transposed",
        "heading_row",
        "language",
        "unescape_html",
        "decimal",
        "dates",
        "undisclosed",
        "missing",
    )
    _only(data, "file", known)
    plain = {key: data[key] for key in ("encoding", "separator", "sheet", "transposed", "heading_row", "unescape_html") if key in data}
    return FileForm(
        **plain,
        language=_one_of(data.get("language", "en"), "file.language", ("en", "fr")),
        mark=_mark(data.get("decimal"), "file.decimal"),
        style=_style(data.get("dates"), "file.dates"),
        undisclosed=(*UNDISCLOSED_WORDS, *_texts(data.get("undisclosed", []), "file.undisclosed")),
        missing=(*MISSING_WORDS, *_texts(data.get("missing", []), "file.missing")),
    )


def _fields(project: Dictionary[str, Any], form: FileForm) -> dict[str, Cell]:
    names = (*TEXT_FIELDS, *DATE_FIELDS, *CHOICES)
    _only(project, "project", ("identity", "code", "latest_by", *names))
    if not any(key in project for key in ("name", "name_fr", "name_en")):
        raise MappingRefused(MISSING_KEY, key="project.name")
    fields = {key: _cell(project[key], f"project.{key}", form) for key in names if key in project}
    for key, known in CHOICES.items():
        if key in fields:
            _check_values(fields[key], known)
    return fields


def _check_values(cell: Cell, known: tuple[str, ...]) -> None:
    for value in (*cell.values.values(), *([cell.constant] if cell.constant is not None else [])):
        _one_of(value, cell.key, known)


def _cell(data: Any, key: str, form: FileForm = FileForm()) -> Cell:  # noqa: B008  a frozen value
    """Read `"Heading"` or `{ column = "Heading", … }` or `{ constant = "…" }`."""
    if isinstance(data, str):
        return Cell(key=key, column=data, mark=form.mark, style=form.style)
    if not isinstance(data, dict):
        raise MappingRefused(WRONG_TYPE, key=key, kind="a heading or a table { column = … }")
    known = ("column", "constant", "values", "none", "date", "last_day", "years_after_start", "unit", "decimal", "lenient")
    _only(data, key, known)
    if ("column" in data) == ("constant" in data):
        raise MappingRefused(MISSING_KEY, key=f"{key}.column")
    return Cell(
        key=key,
        column=data.get("column"),
        constant=None if "constant" not in data else str(data["constant"]),
        values={str(word): str(value) for word, value in data.get("values", {}).items()},
        none=_texts(data.get("none", []), f"{key}.none"),
        style=_style(data.get("date"), f"{key}.date") or form.style,
        last_day=bool(data.get("last_day")),
        years_after_start=bool(data.get("years_after_start")),
        scale=_scale(data.get("unit"), f"{key}.unit"),
        mark=_mark(data.get("decimal"), f"{key}.decimal") or form.mark,
        lenient=bool(data.get("lenient")),
    )


def _budget(data: Dictionary[str, Any], form: FileForm) -> Budget:
    _only(data, "budget", ("year", "nature", "label", "unit", "baseline", "forecast", "actual"))
    amounts = {}
    for key in ("baseline", "forecast", "actual"):
        if key in data:
            plain = {"column": data[key]} if isinstance(data[key], str) else dict(data[key])
            amounts[key] = _cell({"unit": data["unit"], **plain} if "unit" in data else plain, f"budget.{key}", form)
    if not amounts:
        raise MappingRefused(MISSING_KEY, key="budget.baseline")
    year = data.get("year")
    if year != "whole life" and not (isinstance(year, int) and 1970 <= year <= 2099):
        raise MappingRefused(WRONG_VALUE, key="budget.year", value=year, known="1970 … 2099, whole life")
    return Budget(
        year=None if year == "whole life" else year,
        nature=_one_of(data.get("nature", "total"), "budget.nature", ("total", "capex", "opex")),
        label=str(data.get("label", "")),
        amounts=amounts,
    )


def _health(data: Dictionary[str, Any], form: FileForm) -> dict[str, Cell]:
    if not data:
        return {}
    _only(data, "health", ("column", "values", "none", "lenient", "scale", "reported_on", "note"))
    rating = {key: data[key] for key in ("column", "values", "none", "lenient") if key in data}
    cells = {"health": _cell(rating, "health")}
    _check_values(cells["health"], HEALTH)
    for key in ("reported_on", "note"):
        if key in data:
            cells[key] = _cell({"constant": data[key].isoformat()} if isinstance(data[key], date) else data[key], f"health.{key}", form)
    return cells


def _links(data: Dictionary[str, Any]) -> Links:
    _only(data, "links", ("column", "split", "part", "level", "create", "cut_at", "skip", "horizon", "approved_plan", "weights"))
    level = Decimal(str(data.get("level", "0.5")))
    if level not in (Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), Decimal(1)):
        raise MappingRefused(WRONG_VALUE, key="links.level", value=level, known="0.25, 0.5, 0.75, 1")
    return Links(
        column=_text(data, "links", "column"),
        split=_pattern(data.get("split", r"[,;\n]\s*"), "links.split"),
        part=_pattern(data.get("part", r"(?P<code>\S+)(?:\s+-\s+(?P<name>.+))?"), "links.part", group="code"),
        level=level,
        create=bool(data.get("create", False)),
        cut_at=data.get("cut_at"),
        skip=frozenset(_texts(data.get("skip", []), "links.skip")),
        horizon=_one_of(data.get("horizon", "medium"), "links.horizon", ("short", "medium", "long")),
        approved_plan=str(data.get("approved_plan", "")),
        equal_weights=_one_of(data.get("weights", "none"), "links.weights", ("none", "equal")) == "equal",
    )


def _attributes(data: Dictionary[str, Any], form: FileForm) -> tuple[tuple[Attribute, ...], tuple[str, ...], bool]:
    _only(data, "attributes", ("keep", "ignore", "rest"))
    kept = tuple(_attribute(one, form) for one in data.get("keep", []))
    rest = _one_of(data.get("rest", "ignore"), "attributes.rest", ("ignore", "keep"))
    return kept, _texts(data.get("ignore", []), "attributes.ignore"), rest == "keep"


def _attribute(data: Dictionary[str, Any], form: FileForm) -> Attribute:
    _only(data, "attributes.keep", ("column", "key", "kind", "label_fr", "label_en", "date", "decimal", "lenient"))
    column, kind = _text(data, "attributes.keep", "column"), _one_of(data.get("kind", "text"), "attributes.kind", KINDS)
    cell = _cell(
        {key: value for key, value in data.items() if key in ("column", "date", "decimal", "lenient")}, f"attributes.{column}", form
    )
    label_en, label_fr = data.get("label_en") or data.get("label_fr") or column, data.get("label_fr") or data.get("label_en") or column
    return Attribute(column, data.get("key") or attribute_key(column), kind, label_fr[:120], label_en[:120], cell)


def attribute_key(heading: str) -> str:
    """Return the key of an attribute made from its heading: `Program Code FPI` becomes `program-code-fpi`."""
    return slugify(heading)[:60].strip("-") or "column"


def _units(data: Dictionary[str, Any] | None) -> tuple[Cell | None, Cell | None, str]:
    if data is None:
        return None, None, ""
    _only(data, "units", ("code", "name", "prefix"))
    code = _cell(data["code"], "units.code") if "code" in data else None
    if code is None:
        raise MappingRefused(MISSING_KEY, key="units.code")
    return code, _cell(data["name"], "units.name") if "name" in data else None, str(data.get("prefix", ""))


def _portfolio(data: Dictionary[str, Any]) -> dict[str, str]:
    _only(data, "portfolio", ("code", "name_fr", "name_en", "currency"))
    return {"code": _text(data, "portfolio", "code")[:40], "currency": _text(data, "portfolio", "currency"), **_names(data, "portfolio")}


def _plan(data: Dictionary[str, Any] | None) -> dict[str, Any] | None:
    if data is None:
        return None
    _only(data, "plan", ("code", "name_fr", "name_en", "starts_on", "ends_on"))
    for key in ("starts_on", "ends_on"):
        if not isinstance(data.get(key), date):
            raise MappingRefused(WRONG_TYPE, key=f"plan.{key}", kind="a date like 2026-01-01")
    return {"code": _text(data, "plan", "code")[:40], "starts_on": data["starts_on"], "ends_on": data["ends_on"], **_names(data, "plan")}


def _names(data: Dictionary[str, Any], section: str) -> dict[str, str]:
    name_fr, name_en = str(data.get("name_fr", "")), str(data.get("name_en", ""))
    if not (name_fr or name_en):
        raise MappingRefused(MISSING_KEY, key=f"{section}.name_en")
    return {"name_fr": name_fr or name_en, "name_en": name_en or name_fr}


def _section(data: Dictionary[str, Any], name: str) -> Dictionary[str, Any]:
    if not isinstance(data.get(name), dict):
        raise MappingRefused(MISSING_KEY, key=name)
    return data[name]  # type: ignore[no-any-return]


def _only(data: Dictionary[str, Any], section: str, known: Iterable[str]) -> None:
    if not isinstance(data, dict):
        raise MappingRefused(WRONG_TYPE, key=section, kind="a table")
    unknown = next((key for key in data if key not in known), None)
    if unknown is not None:
        raise MappingRefused(UNKNOWN_KEY, key=f"{section}.{unknown}".lstrip("."), known=", ".join(known))


def _text(data: Dictionary[str, Any], section: str, key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value.strip():
        raise MappingRefused(MISSING_KEY, key=f"{section}.{key}")
    return value


def _texts(data: Any, key: str) -> tuple[str, ...]:
    if not isinstance(data, list) or not all(isinstance(one, str) for one in data):
        raise MappingRefused(WRONG_TYPE, key=key, kind='a list of texts: ["…", "…"]')
    return tuple(data)


def _one_of(value: Any, key: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise MappingRefused(WRONG_VALUE, key=key, value=value, known=", ".join(known))
    return str(value)


def _style(value: Any, key: str) -> DateStyle | None:
    return None if value is None else DateStyle(_one_of(value, key, tuple(style.value for style in DateStyle)))


def _mark(value: Any, key: str) -> DecimalMark | None:
    return None if value is None else DecimalMark[_one_of(value, key, ("point", "comma")).upper()]


def _scale(value: Any, key: str) -> int:
    return 1 if value is None else SCALES[_one_of(str(value).casefold(), key, tuple(SCALES))]


def _pattern(text: Any, key: str, group: str | None = None) -> re.Pattern[str]:
    try:
        pattern = re.compile(text, re.DOTALL)
    except (re.error, TypeError) as error:
        raise MappingRefused(BAD_PATTERN, key=key, why=str(error)) from None
    if group and group not in pattern.groupindex:
        raise MappingRefused(BAD_PATTERN, key=key, why=f"(?P<{group}>…)")
    return pattern

"""Footprints published by companies, in the flat file of Klimatbyrån's garbo: tonnes by scope, category and basis."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from foundation.refusals import gettext_noop as _
from foundation.tabular import Limits, read_table
from rse.emissions import reconciles
from rse.refusals import RseRefusal

LIMITS = Limits(seconds=20.0)
COLUMNS = {
    "scope1": "scope1",
    "scope2_location": "scope2_lb",
    "scope2_market": "scope2_mb",
    "scope3": "scope3_stated",
    "total": "total_stated",
    "biogenic": "biogenic",
    "turnover": "turnover",
    "employees": "employees",
}
CATEGORIES = {f"s3.{number}" if number < 16 else "other": f"s3c{number}" for number in range(1, 17)}


def garbo(data: bytes) -> list[dict[str, Any]]:
    """Rows of ReportedFootprint, one a company and span. Raises RseRefusal, TableRefused."""
    table = read_table(data, limits=LIMITS)
    place = {name: number for number, name in enumerate(table.headings)}
    missing = {"company", "start", "end", *COLUMNS.values()} - place.keys()
    if missing:
        raise RseRefusal(
            _("The file lacks the columns %(columns)s: it is another file, or another edition."), columns=", ".join(sorted(missing))
        )
    return [_reported({name: row.cells[number] for name, number in place.items()}) for row in table.rows]


def base_years(data: bytes) -> dict[str, int]:
    """The base year each company states, by its number; companies without one are left out."""
    return {one["wikidataId"]: one["baseYear"] for one in json.loads(data) if one.get("baseYear")}


def _reported(cells: dict[str, Any]) -> dict[str, Any]:
    facts = {name: _number(cells[column]) for name, column in COLUMNS.items()}
    by_category = {name: _number(cells.get(column)) for name, column in CATEGORIES.items()}
    return facts | {
        "company_id": str(cells.get("wikidata_id") or ""),
        "company": str(cells["company"]),
        "starts_on": _day(cells["start"]),
        "ends_on": _day(cells["end"]),
        "categories": {name: value for name, value in by_category.items() if value is not None},
        "currency": str(cells.get("currency") or "")[:3],
        "report_url": str(cells.get("report_url") or "")[:1_000],
        "reconciles": adds_up(facts),
    }


def adds_up(facts: dict[str, float | None]) -> bool | None:
    """Whether the market- or the location-based sum is the stated total, within 1 %; None where a part is missing."""
    bases: Sequence[float | None] = [facts["scope2_market"], facts["scope2_location"]]
    total = facts["total"]
    if total is None or facts["scope1"] is None or facts["scope3"] is None or all(one is None for one in bases):
        return None
    return any(reconciles(parts=[facts["scope1"], one, facts["scope3"]], stated=total) for one in bases)


def _number(value: Any) -> float | None:
    return None if value is None or value == "" else float(value)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))

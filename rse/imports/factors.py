"""Releases of emission factors: Base Carbone (ADEME) and the UK government's conversion factors (DEFRA)."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from foundation.refusals import gettext_noop as _
from foundation.tabular import Limits, Table, read_table
from foundation.tabular.table import MOJIBAKE
from rse import units
from rse.refusals import RseRefusal

LIMITS = Limits(seconds=20.0, cells=3_000_000)
PREFIX = re.compile(r"^kg ?co2e?/", re.IGNORECASE)


@dataclass(frozen=True)
class Release:
    """What a file says of itself, and its factors as columns of EmissionFactor."""

    code: str
    source: str
    edition: str
    year: int
    licence: str
    sha256: str
    factors: list[dict[str, Any]] = field(default_factory=list)
    repaired: int = 0


def base_carbone(data: bytes, *, edition: str, year: int) -> Release:
    """Read an extract of Base Carbone: one factor a line, whole elements and their parts alike. Raises RseRefusal, TableRefused."""
    table = read_table(data, limits=LIMITS)
    column = _columns(table, "Identifiant de l'élément", "Nom base français", "Unité français", "Total poste non décomposé")
    seen: Counter[str] = Counter()
    factors, repaired = [], 0
    for row in table.rows:
        cells = {name: _text(row.cells[place]) for name, place in column.items()}
        cells = {name: repaired_accents(text) for name, text in cells.items()}
        repaired += any(_text(row.cells[place]) != cells[name] for name, place in column.items())
        seen[cells["Identifiant de l'élément"]] += 1
        factors.append(_base_carbone_factor(cells, seen[cells["Identifiant de l'élément"]]))
    release = Release(f"ADEME-{edition}", "ADEME, Base Carbone", edition, year, "Licence Ouverte", _sha256(data), factors, repaired)
    return _checked(release)


def _base_carbone_factor(cells: dict[str, str], occurrence: int) -> dict[str, Any]:
    parts = ("Nom base", "Nom attribut", "Nom frontière", "Nom poste")
    french = " · ".join(text for part in parts if (text := cells.get(f"{part} français", "")))
    english = " · ".join(text for part in parts if (text := cells.get(f"{part} anglais") or cells.get(f"{part} français", "")))
    number = cells["Identifiant de l'élément"]
    return {
        "code": number if occurrence == 1 else f"{number}#{occurrence}",
        "name_fr": french[:300],
        "name_en": english[:300],
        "category": cells.get("Code de la catégorie", "")[:300],
        "unit": PREFIX.sub("", cells["Unité français"])[:60],
        "kgco2e": _number(cells["Total poste non décomposé"]),
        "biogenic": _number(cells.get("CO2b", "")),
        "year": year_of(cells.get("Date de modification", "") or cells.get("Date de création", "")),
        "place": (cells.get("Sous-localisation géographique français") or cells.get("Localisation géographique", ""))[:120],
        "uncertainty": _number(cells["Incertitude"]) if cells.get("Incertitude") else None,
        "post": _post(cells.get("Code de la catégorie", "")),
    }


def _post(category: str) -> str:
    if "sources mobiles" in category:
        return "s1.2"
    if category.startswith("Combustibles"):
        return "s1.1"
    return "s3.4" if category.startswith("Transport de marchandises") else "s3.6" if category.startswith("Transport de personnes") else ""


def defra(data: bytes, *, year: int) -> Release:
    """Read one year of the flat file of the UK conversion factors: level 1 to 4, column, unit, kg CO2e. Raises RseRefusal."""
    table = read_table(data, limits=LIMITS)
    column = _columns(table, "year", "Scope", "Level 1", "Level 2", "UOM", "factor")
    seen: Counter[str] = Counter()
    factors = []
    for row in table.rows:
        cells = {name: _text(row.cells[place]) for name, place in column.items()}
        if cells["year"] != str(year):
            continue
        names = [cells.get(name, "") for name in ("Level 1", "Level 2", "Level 3", "Level 4", "Column Text") if cells.get(name)]
        code = hashlib.sha256("|".join([cells["Scope"], *names, cells["UOM"]]).encode()).hexdigest()[:16]
        seen[code] += 1
        factors.append(
            {
                "code": code if seen[code] == 1 else f"{code}#{seen[code]}",
                "name_fr": " · ".join(names)[:300],
                "name_en": " · ".join(names)[:300],
                "category": f"{cells['Scope']} · {cells['Level 1']}",
                "unit": cells["UOM"],
                "kgco2e": _number(cells["factor"]),
                "year": year,
                "place": "UK",
                "uncertainty": None,
                "post": _defra_post(cells["Scope"], cells["Level 1"]),
            }
        )
    if not factors:
        raise RseRefusal(_("The file holds no factor of %(year)s: choose a year it holds."), year=year)
    source = "UK Government GHG Conversion Factors"
    return _checked(Release(f"DEFRA-{year}", source, str(year), year, "Open Government Licence v3.0", _sha256(data), factors))


DEFRA_POSTS = {
    "Fuels": "s1.1",
    "Bioenergy": "s1.1",
    "Passenger vehicles": "s1.2",
    "Delivery vehicles": "s1.2",
    "Refrigerant & other": "s1.4",
    "UK electricity": "s2.1",
    "UK electricity for Evs": "s2.1",
    "Heat and steam": "s2.2",
    "Material use": "s3.1",
    "Water supply": "s3.1",
    "Freighting goods": "s3.4",
    "Waste disposal": "s3.5",
    "Business travel- land": "s3.6",
    "Business travel- air": "s3.6",
    "Business travel- sea": "s3.6",
    "Hotel stay": "s3.6",
}


def _defra_post(scope: str, level: str) -> str:
    if level.startswith("WTT") or level == "Transmission and distribution":
        return "s3.3"
    return DEFRA_POSTS.get(level, "")


def _checked(release: Release) -> Release:
    """Refuse a release with a unit that nothing can be computed with: a factor without a unit is worse than none."""
    strange = sorted({one["unit"] for one in release.factors if not units.known(one["unit"])})
    if strange:
        raise RseRefusal(_("Units nobody knows: %(units)s. Correct the file, or leave these lines out."), units=", ".join(strange[:5]))
    return release


def repaired_accents(text: str) -> str:
    """The text with accents that were decoded once too often put right; anything else as it is."""
    if not MOJIBAKE.search(text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def year_of(text: str) -> int | None:
    """The year of a date as the source writes it (17/10/2014, 9/18/18); None where it writes none."""
    found = re.search(r"(\d{4})|(\d{2})$", text.strip())
    if not found:
        return None
    return int(found[1]) if found[1] else 2000 + int(found[2])


def _columns(table: Table, *needed: str) -> dict[str, int]:
    column = {name.replace("’", "'"): place for place, name in enumerate(table.headings)}
    missing = [name for name in needed if name not in column]
    if missing:
        raise RseRefusal(_("The file lacks the columns %(columns)s: it is another file, or another edition."), columns=", ".join(missing))
    return column


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value).strip()


def _number(text: str) -> float:
    if not text:
        return 0.0
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise RseRefusal(_("“%(text)s” is not a number: correct the file."), text=text[:40]) from None


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

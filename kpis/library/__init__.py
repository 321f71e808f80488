"""Ready indicators to pick from: names and definitions in both languages, unit, direction, rhythm, and where they are standardised."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FILE = Path(__file__).parent / "indicators.toml"
THEMES: dict[str, tuple[str | Promise, str]] = {
    "customer": (_("Customers"), "customer-relation"),
    "finance": (_("Finance"), ""),
    "supply_chain": (_("Supply chain"), "supply-chain"),
    "process": (_("Processes"), ""),
    "digital": (_("Digital transformation"), "digital-transformation"),
    "people": (_("People"), "culture-people"),
    "change": (_("Change and adoption"), "culture-people"),
    "public_service": (_("Public service"), "public-service"),
    "rse": (_("Social responsibility"), ""),
}


@dataclass(frozen=True)
class Ready:
    """One indicator of the library; `facts` are the columns of an Indicator."""

    code: str
    theme: str
    tag: str
    facts: dict[str, Any]
    basis: dict[str, str] = field(default_factory=dict)  # the law or rule that asks for it, by language

    def name(self, language: str) -> str:
        return str(self.facts[f"name_{language}"])

    def definition(self, language: str) -> str:
        return str(self.facts[f"definition_{language}"])


@cache
def ready() -> dict[str, Ready]:
    """The whole library by code, in the order of its themes."""
    with FILE.open("rb") as file:
        told = [_ready(one) for one in tomllib.load(file)["indicator"]]
    order = list(THEMES)
    return {one.code: one for one in sorted(told, key=lambda one: order.index(one.theme))}


def _ready(told: dict[str, Any]) -> Ready:
    low, high = told.get("plausible", (None, None))
    facts = {
        "name_fr": told["fr"],
        "name_en": told["en"],
        "definition_fr": told["means"]["fr"],
        "definition_en": told["means"]["en"],
        "formula": told["formula"],
        "unit": told["unit"],
        "quantity_kind": told["kind"],
        "decimals": told.get("decimals", 1),
        "direction": told["direction"],
        "cadence": told["cadence"],
        "source": told.get("reference", ""),
        "is_leading": told.get("leading", False),
        "perspective": told["perspective"],
        "aggregation": told.get("aggregation", "last"),
        "plausible_low": low,
        "plausible_high": high,
        "library_code": told["code"],
    }
    return Ready(told["code"], told["theme"], THEMES[told["theme"]][1], facts, told.get("basis", {}))


def legal_basis(library_code: str, language: str) -> str:
    """The law or rule that asks for the indicator taken from the library; empty without one."""
    found = ready().get(library_code)
    return found.basis.get(language, "") if found else ""

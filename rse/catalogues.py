"""The versioned catalogues that ship with the product, read once: rule sets, themes, categories, posts, factors, potentials."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from foundation.bilingual import language
from rse.equality_index import RuleSet

FOLDER = Path(__file__).parent / "catalogue"


@lru_cache
def catalogue(name: str) -> Any:
    """The catalogue `name`.json."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@lru_cache
def equality_rules(year: int) -> RuleSet | None:
    """The rule set of the index in force in `year`; None where the product knows none."""
    found = next((one for one in catalogue("equality_rules")["rule_sets"] if one["first_year"] <= year <= one["last_year"]), None)
    if found is None:
        return None
    return RuleSet(**{name: value for name, value in found.items() if name not in ("name_fr", "name_en", "source")})


def shipped_lacks() -> list[str]:
    """What the shipped factors do not hold, in the active language."""
    return [one[language()] for one in catalogue("factors")["lacks"]]


@dataclass(frozen=True, slots=True)
class Category:
    """One category of the GHG Protocol with its scope and its usual BEGES post."""

    code: str
    scope: int
    fr: str
    en: str
    beges: str

    @property
    def number(self) -> str:
        """As people write it: 1.1, 2.1, 3.4."""
        return self.code.removeprefix("s")

    @property
    def name(self) -> str:
        """Its name in the active language."""
        return self.en if language() == "en" else self.fr


@lru_cache
def categories() -> dict[str, Category]:
    """All categories by code, in order."""
    return {one["code"]: Category(**one) for one in catalogue("categories")["categories"]}


@dataclass(frozen=True, slots=True)
class Post:
    """One post of the French regulatory report, with the categories of the GHG Protocol it holds."""

    code: str
    fr: str
    en: str
    ghg: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its name in the active language."""
        return self.en if language() == "en" else self.fr


@lru_cache
def posts() -> dict[str, Post]:
    """The 22 posts by code, in order."""
    return {one["code"]: Post(one["code"], one["fr"], one["en"], tuple(one["ghg"])) for one in catalogue("categories")["posts"]}


@lru_cache
def warming_potentials(name: str) -> dict[str, float]:
    """kg CO2e per kg of gas over 100 years, by the named report of the IPCC."""
    return {gas: float(value) for gas, value in catalogue("warming_potentials")["sets"][name]["values"].items()}


@dataclass(frozen=True, slots=True)
class Equivalent:
    """An everyday equivalent: how many of it make the emission."""

    count: float
    words: str


def everyday(kgco2e: float) -> list[Equivalent]:
    """What an emission means in everyday terms."""
    return [Equivalent(kgco2e / one["kg"], one[language()]) for one in catalogue("equivalents")["equivalents"]]


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the VSME standard that partners are asked, with its official label."""

    concept: str
    disclosure: str
    group: str
    kind: str  # count, number, percent or yes_no
    unit: str
    en: str
    fr: str

    @property
    def label(self) -> str:
        """Its official label in the active language."""
        return self.en if language() == "en" else self.fr


@lru_cache
def partner_points() -> dict[str, Point]:
    """The points partners are asked, by concept, in order."""
    return {one["concept"]: Point(**one) for one in catalogue("vsme_points")["points"]}


@lru_cache
def most_employees() -> int:
    """The size up to which partners are asked these points only."""
    return int(catalogue("vsme_points")["most_employees"])

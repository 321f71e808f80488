"""Emissions from activity and factors. Source: rse.md; GHG Protocol; ISO 14064-1. Pure: plain numbers in, plain numbers out.

E = quantity × unit conversion × factor, in kg CO2e. Scope 2 stands twice, location-based and market-based, and the two are never added.
Biogenic CO2, removals, avoided emissions and offsets stay apart, never inside a scope's total.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from foundation.refusals import Refusal, gettext_noop
from rse import uncertainty

ENGINE = "1"
LOCATION, MARKET = "location", "market"
APART = ("biogenic", "removals", "avoided", "offsets")
NEGATIVE = gettext_noop("A consumption cannot be negative: enter what was used; credits and removals have categories of their own.")
NO_YEAR = gettext_noop("This factor states no year, so nobody can tell what it is worth: choose one that does.")


class EmissionRefused(Refusal):
    """A number that no emission can be computed from."""


@dataclass(frozen=True, slots=True)
class Factor:
    """kg CO2e per unit; `gases` in kg of gas per unit where the source gives them (CO2, CH4, N2O…), `biogenic` kg CO2 apart."""

    kgco2e: float
    year: int | None
    gases: Mapping[str, float] = field(default_factory=dict)
    biogenic: float = 0.0
    gsd2: float = 1.0


@dataclass(frozen=True, slots=True)
class Emission:
    """kg CO2e, the biogenic CO2 beside it, and how uncertain it is."""

    kgco2e: float
    biogenic: float
    gsd2: float

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval."""
        return uncertainty.interval(self.kgco2e, self.gsd2)


def emission(*, quantity: float, conversion: float, factor: Factor, gwp: Mapping[str, float], marks: Mapping[str, int]) -> Emission:
    """The emission of one activity; by gas when the factor states gases, so that another GWP set gives another result."""
    if quantity < 0:
        raise EmissionRefused(NEGATIVE)
    if factor.year is None:
        raise EmissionRefused(NO_YEAR)
    used = quantity * conversion
    return Emission(
        kgco2e=used * weighted(factor, gwp),
        biogenic=used * factor.biogenic,
        gsd2=uncertainty.combined(uncertainty.gsd2_of_marks(marks), factor.gsd2),
    )


def weighted(factor: Factor, gwp: Mapping[str, float]) -> float:
    """kg CO2e per unit: each gas by its global warming potential, else what the source states."""
    if not factor.gases or any(gas not in gwp for gas in factor.gases):
        return factor.kgco2e
    return sum(amount * gwp[gas] for gas, amount in factor.gases.items())


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an inventory. `basis`: location or market for scope 2, empty elsewhere; `apart`: what stays out of totals."""

    scope: int
    category: str
    kgco2e: float
    gsd2: float = 1.0
    basis: str = ""
    apart: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """A total that says its basis, with its uncertainty; what stands apart is beside it."""

    basis: str
    kgco2e: float
    gsd2: float
    by_scope: Mapping[int, float]
    by_category: Mapping[str, float]
    apart: Mapping[str, float]

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval."""
        return uncertainty.interval(self.kgco2e, self.gsd2)


def total(lines: Iterable[Line], *, basis: str, scopes: Sequence[int] = (1, 2, 3)) -> Total:
    """Add up some scopes on one basis; the other basis and what stands apart are left out."""
    kept = [line for line in lines if line.scope in scopes and line.basis in ("", basis)]
    counted = [line for line in kept if not line.apart]
    by_scope: dict[int, float] = dict.fromkeys(scopes, 0.0)
    by_category: dict[str, float] = {}
    apart: dict[str, float] = {}
    for line in counted:
        by_scope[line.scope] += line.kgco2e
        by_category[line.category] = by_category.get(line.category, 0.0) + line.kgco2e
    for line in kept:
        if line.apart:
            apart[line.apart] = apart.get(line.apart, 0.0) + line.kgco2e
    gsd2 = uncertainty.total((line.kgco2e, line.gsd2) for line in counted)
    return Total(basis, sum(line.kgco2e for line in counted), gsd2, by_scope, by_category, apart)


def fingerprint(facts: Any) -> str:
    """SHA-256 of plain facts, the same for the same facts on any machine."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def reconciles(*, parts: Sequence[float | None], stated: float, tolerance: float = 0.01) -> bool:
    """Whether the parts add up to the stated total, within a share of it."""
    if any(part is None for part in parts):
        return False
    gap = abs(sum(part for part in parts if part is not None) - stated)
    return gap <= tolerance * abs(stated)

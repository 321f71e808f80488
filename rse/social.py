"""Small social formulas, each naming its base. Sources: rse.md; Code du travail L5212-2; VSME C5–C7. Pure."""

from dataclasses import dataclass
from math import floor

# Numerator and hours of each named base of the accident rate.
ACCIDENT_BASES = {"VSME": 200_000, "ESRS": 1_000_000, "TF": 1_000_000}
OETH_BANDS = ((750, 600), (250, 500), (0, 400))


@dataclass(frozen=True, slots=True)
class Oeth:
    """The duty to employ disabled workers: persons, then money before smoothing."""

    required: int
    missing: int
    gross: float
    net: float


def oeth(
    *, workforce: int, beneficiaries: float, smic: float, ecap: float = 0, subcontracting: float = 0, deductible_spend: float = 0
) -> Oeth:
    """What is due for missing beneficiaries: 6 % of the workforce, a multiple of the hourly minimum wage by size."""
    required = floor(0.06 * workforce + 1e-9)
    missing = max(required - beneficiaries, 0)
    multiple = next(times for size, times in OETH_BANDS if workforce >= size)
    gross = missing * multiple * smic
    net = gross - 17 * smic * ecap - subcontracting - deductible_spend
    return Oeth(required, int(missing), round(gross, 6), max(round(net, 6), 0.0))


def fuel_mwh(*, litres: float, gigajoule_per_cubic_metre: float) -> float:
    """Energy of a fuel: density × net calorific value in GJ/m³, 1 GJ = 0.277778 MWh."""
    return litres / 1000 * gigajoule_per_cubic_metre * 0.277778


def agreement_band(*, covered: int, employees: int | None) -> str:
    """Employees under a collective agreement, in bands of 20 points; `n/a` without employees."""
    if not employees:
        return "n/a"
    low = min(floor(covered / employees * 5), 4) * 20
    return f"{low}-{low + 20}"


def accident_rate(*, accidents: int, hours: float, base: str) -> float | None:
    """Accidents for the hours of a named base; `TF` counts lost-time accidents only. None without hours."""
    return accidents * ACCIDENT_BASES[base] / hours if hours > 0 else None


def accident_severity(*, days_lost: float, hours: float) -> float | None:
    """Days lost to work accidents per thousand hours worked (French TG). None without hours."""
    return days_lost * 1_000 / hours if hours > 0 else None


def pay_gap(*, women: float, men: float) -> float | None:
    """(M − W)/M as a share; None where men's pay is unknown."""
    return (men - women) / men if men > 0 else None


def turnover(*, leavers: int, mean_headcount: float) -> float | None:
    """Leavers as a share of the mean headcount."""
    return leavers / mean_headcount if mean_headcount > 0 else None


def waste_diverted(*, reuse: float, recycling: float, compost: float, total: float) -> float | None:
    """The share of waste that is used again."""
    return (reuse + recycling + compost) / total if total > 0 else None

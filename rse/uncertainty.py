"""How uncertain an emission is: geometric standard deviations squared, from five marks, combined and added up. Source: rse.md. Pure."""

from collections.abc import Iterable, Mapping
from math import exp, log, sqrt

MARKS = ("reliability", "technical", "geographic", "temporal", "completeness")
# ln² adds up; one coefficient a level 1–5, level 1 the least known. Source: Base Carbone method, verified_vectors.json.
COEFFICIENTS: Mapping[str, tuple[float, ...]] = {
    "reliability": (1.5, 1.2, 1.1, 1.05, 1.0),
    "technical": (2.0, 1.5, 1.2, 1.1, 1.0),
    "geographic": (1.1, 1.05, 1.02, 1.01, 1.0),
    "temporal": (1.5, 1.2, 1.1, 1.03, 1.0),
    "completeness": (1.2, 1.1, 1.05, 1.02, 1.0),
}
CLASS_UPPER_BOUNDS = ((5, 1.1199), (4, 1.2621), (3, 1.6361), (2, 2.5163))


def gsd2_of_marks(marks: Mapping[str, int]) -> float:
    """GSD² of five quality marks 1–5; a missing mark counts as level 1, the least known."""
    return exp(sqrt(sum(log(_coefficient(name, marks)) ** 2 for name in MARKS)))


def _coefficient(name: str, marks: Mapping[str, int]) -> float:
    return COEFFICIENTS[name][(marks.get(name) or 1) - 1]


def gsd2_of_percent(percent: float) -> float:
    """GSD² of a symmetric 95 % uncertainty in per cent, as factor bases state it."""
    return 1 + percent / 100


def combined(activity: float, factor: float) -> float:
    """GSD² of activity × factor."""
    return exp(2 * sqrt(log(sqrt(activity)) ** 2 + log(sqrt(factor)) ** 2))


def total(lines: Iterable[tuple[float, float]]) -> float:
    """GSD² of a sum of lines (emission, GSD²); 1 when nothing is emitted."""
    lines = list(lines)
    emitted = sum(emission for emission, _ in lines)
    if not emitted:
        return 1.0
    return exp(sqrt(sum((emission / emitted) ** 2 * log(sqrt(gsd2)) ** 2 for emission, gsd2 in lines))) ** 2


def interval(emission: float, gsd2: float) -> tuple[float, float]:
    """The 95 % interval of an emission."""
    return emission / gsd2, emission * gsd2


def quality_class(gsd2: float) -> int:
    """From 5 (best known) to 1."""
    return next((name for name, bound in CLASS_UPPER_BOUNDS if gsd2 <= bound), 1)

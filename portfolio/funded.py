"""What approved and funded work is expected to cut, each tonne once. Pure. Tonnes are CO2e a year, positive for a cut.

A project inside an initiative that promises tonnes carries a part of them out: its tonnes count in the initiative, and only what
exceeds them counts besides. Expected = promised × confidence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

OUTSIDE, NOT_APPROVED, NOT_FUNDED, WITHIN, COUNTED = "outside", "not_approved", "not_funded", "within", "counted"


@dataclass(frozen=True, slots=True)
class Measure:
    """An initiative or a project with the tonnes it still has to bring; `inside` names the initiatives a project is part of."""

    code: str
    tonnes: float
    confidence: float
    approved: bool = True
    funded: bool = True
    in_scope: bool = True
    budget: float | None = None
    inside: tuple[str, ...] = ()

    @property
    def expected(self) -> float:
        return self.tonnes * self.confidence

    @property
    def barred(self) -> str:
        """Why nothing of it counts; empty when it may."""
        if not self.in_scope:
            return OUTSIDE
        if not self.approved:
            return NOT_APPROVED
        return "" if self.funded else NOT_FUNDED

    @property
    def cost(self) -> float | None:
        """Money for a tonne cut a year; None without money or tonnes."""
        return self.budget / self.tonnes if self.budget and self.tonnes > 0 else None


@dataclass(frozen=True, slots=True)
class Counted:
    """What of a measure counts, what does not, and why; `within` names the initiative that holds the rest."""

    measure: Measure
    counted: float
    reason: str
    within: str = ""

    @property
    def discounted(self) -> float:
        return self.measure.expected - self.counted


def count_once(measures: Iterable[Measure]) -> list[Counted]:
    """Each measure with what counts of it, in the order given; initiatives are those that are inside nothing."""
    measures = list(measures)
    left = {one.code: one.expected for one in measures if not one.inside and not one.barred}
    return [_counted(one, left) for one in measures]


def _counted(one: Measure, left: dict[str, float]) -> Counted:
    if one.barred:
        return Counted(one, 0.0, one.barred)
    holder = next((code for code in one.inside if left.get(code, 0.0) > 0), "")
    if not holder:
        return Counted(one, one.expected, COUNTED)
    shared = min(one.expected, left[holder])
    left[holder] -= shared
    return Counted(one, one.expected - shared, WITHIN, holder)


def by_cost(lines: Sequence[Counted]) -> list[Counted]:
    """The measures of an abatement curve: in scope, with money and tonnes, the cheapest tonne first."""
    shown = [line for line in lines if line.measure.cost is not None and line.measure.in_scope]
    return sorted(shown, key=lambda line: (line.measure.cost or 0.0, line.measure.code))

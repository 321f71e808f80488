"""Where a target stands: allowed, emitted, still required."""

from collections.abc import Sequence
from dataclasses import dataclass

from rse import trajectories
from rse.models import ReductionTarget
from rse.queries.footprint import Year


@dataclass(frozen=True)
class Point:
    """One year: kg allowed, kg emitted with their interval."""

    year: int
    allowed: float | None
    actual: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Standing:
    """A target with its path and what the last known year says."""

    target: ReductionTarget
    points: list[Point]
    last: Point | None
    progress: trajectories.Progress | None
    required_rate: float | None
    planned_rate: float | None
    compensated: trajectories.Compensated | None

    @property
    def gap(self) -> float | None:
        """kg above (positive) or below the path in the last known year."""
        if self.last is None or self.last.actual is None or self.last.allowed is None:
            return None
        return self.last.actual - self.last.allowed

    @property
    def status(self) -> str:
        """on_track, off_track or no_data."""
        if self.progress is None or self.progress.on_track is None:
            return "no_data"
        return "on_track" if self.progress.on_track else "off_track"

    @property
    def left(self) -> float | None:
        """kg still to be cut from the last known year to the target."""
        return None if self.last is None or self.last.actual is None else self.last.actual - self.target.target_kg


def allowed(target: ReductionTarget, year: int) -> float | None:
    """What the path allows in a year: on straight lines between base, steps and target."""
    points = {int(one): float(kg) for one, kg in target.steps.items()}
    return trajectories.piecewise({target.base_year: target.base_kg, **points, target.target_year: target.target_kg}, year)


def standing(target: ReductionTarget, known: Sequence[Year]) -> Standing:
    """Compare the path with the full years known; `known` must be on the target's basis."""
    emitted = {number: year for number, year in _full_years(known).items() if year.total(target.scopes)}
    points = [_point(target, number, emitted.get(number)) for number in range(target.base_year, target.target_year + 1)]
    last = next((point for point in reversed(points) if point.actual is not None), None)
    rate = trajectories.contraction_rate(
        base=target.base_kg, target=target.target_kg, base_year=target.base_year, target_year=target.target_year
    )
    if last is None or last.actual is None:
        return Standing(target, points, None, None, None, rate, None)
    span = {"base_year": target.base_year, "target_year": target.target_year, "year": last.year}
    spent = _emitted_since(target, emitted, last.year)
    return Standing(
        target=target,
        points=points,
        last=last,
        progress=trajectories.progress(base=target.base_kg, target=target.target_kg, current=last.actual, **span),
        required_rate=trajectories.required_rate(
            current=last.actual, target=target.target_kg, year=last.year, target_year=target.target_year
        ),
        planned_rate=rate,
        compensated=None
        if not rate or spent is None
        else trajectories.budget_compensated(base=target.base_kg, rate=rate, emitted=spent, current=last.actual, year=last.year),
    )


def _full_years(known: Sequence[Year]) -> dict[int, Year]:
    """Each calendar year with all its periods together; one of which a part is still being entered says nothing of the path."""
    parts: dict[int, list[Year]] = {}
    for year in known:
        parts.setdefault(year.year, []).append(year)
    return {number: _together(some) for number, some in parts.items() if not any(one.is_open for one in some)}


def _together(parts: Sequence[Year]) -> Year:
    if len(parts) == 1:
        return parts[0]
    whole = Year(parts[-1].period, parts[-1].basis)
    for scope in whole.by_scope:
        whole.by_scope[scope] = sum(part.by_scope[scope] for part in parts)
        whole.spread[scope] = sum(part.spread[scope] for part in parts)
    return whole


def _point(target: ReductionTarget, number: int, year: Year | None) -> Point:
    if year is None:
        return Point(number, allowed(target, number))
    low, high = year.interval(target.scopes)
    return Point(number, allowed(target, number), year.total(target.scopes), low, high)


def _emitted_since(target: ReductionTarget, emitted: dict[int, Year], last: int) -> float:
    """Emitted from the base year to the one before the last known; a year without figures stands on the line between its neighbours."""
    known = {target.base_year: target.base_kg} | {number: year.total(target.scopes) for number, year in emitted.items()}
    return sum(trajectories.piecewise(known, number) or 0.0 for number in range(target.base_year, last))

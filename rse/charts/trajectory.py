"""The trajectory, drawn on the server: bars with their interval, the target's line, the path still required."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from rse.queries.trajectory import Standing

WIDTH, HEIGHT = 760, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 14, 16, 30
TONNE = 1000.0
ON_PATH = 1.001  # what rounding adds is not above the path


@dataclass(frozen=True)
class Bar:
    """One year emitted, in the drawing's own units."""

    x: str
    y: str
    width: str
    height: str
    middle: str
    low: str
    high: str
    tone: str


@dataclass(frozen=True)
class Tick:
    """A mark of an axis with its text."""

    at: str
    text: str | int


@dataclass(frozen=True)
class Drawing:
    """All that the page writes as SVG."""

    width: int
    height: int
    bars: list[Bar]
    path: str
    required: str
    context: str
    years: list[Tick]
    tonnes: list[tuple[str, float]]
    left: int
    right: int
    base: str


def draw(standing: Standing) -> Drawing | None:
    """The drawing of a target; None where no year is known."""
    points = standing.points
    context = context_of(standing)
    highest = max([p.high or p.actual or 0 for p in points] + [p.allowed or 0 for p in points] + list(context.values())) / TONNE
    if not highest:
        return None
    top = _nice(highest)
    step = (WIDTH - LEFT - RIGHT) / len(points)

    def x(place: int) -> float:
        return LEFT + step * (place + 0.5)

    def y(kg: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - min(kg / TONNE, top) / top)

    path = _line([(x(place), y(point.allowed)) for place, point in enumerate(points) if point.allowed is not None])
    bars = []
    for place, point in enumerate(points):
        if point.actual is None:
            continue
        above = point.allowed is not None and point.actual > point.allowed * ON_PATH
        bars.append(
            Bar(
                x=_n(x(place) - step * 0.31),
                y=_n(y(point.actual)),
                width=_n(step * 0.62),
                height=_n(y(0) - y(point.actual)),
                middle=_n(x(place)),
                low=_n(y(point.low or point.actual)),
                high=_n(y(point.high or point.actual)),
                tone="bad" if above else "good",
            )
        )
    required = ""
    if standing.last and standing.last.actual is not None:
        first = next(place for place, point in enumerate(points) if point.year == standing.last.year)
        required = _line([(x(first), y(standing.last.actual)), (x(len(points) - 1), y(standing.target.target_kg))])
    every = 1 if len(points) <= 12 else 2
    return Drawing(
        width=WIDTH,
        height=HEIGHT,
        bars=bars,
        path=path,
        required=required,
        context=_line([(x(place), y(context[point.year])) for place, point in enumerate(points) if point.year in context]),
        years=[Tick(_n(x(place)), point.year) for place, point in enumerate(points) if place % every == 0],
        tonnes=[(_n(y(share * top * TONNE)), share * top) for share in (0, 0.25, 0.5, 0.75, 1)],
        left=LEFT,
        right=WIDTH - RIGHT,
        base=_n(y(0)),
    )


def context_of(standing: Standing) -> dict[int, float]:
    """The context series on the target's scale: as if the world around had emitted in the base year what the company did."""
    series = standing.target.context.by_year if standing.target.context else {}
    base = series.get(standing.target.base_year)
    if not base:
        return {}
    return {point.year: standing.target.base_kg * series[point.year] / base for point in standing.points if point.year in series}


def _nice(value: float) -> float:
    """A round number at or above the value."""
    size = 10 ** floor(log10(value))
    return next(step * size for step in (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if step * size >= value * 1.001) if value else ceil(value)


def _line(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{'L' if place else 'M'}{_n(x)} {_n(y)}" for place, (x, y) in enumerate(points))


def _n(value: float) -> str:
    return f"{round(value, 1):g}"

"""Sparklines drawn on the server as SVG: a list of two hundred rows loads no chart library."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Sparkline:
    """The drawing of a short series in a box: line, end point and target line, in the box's own units, written for SVG in any language."""

    width: int
    height: int
    path: str
    end: tuple[str, str] | None
    target: str | None


def sparkline(values: Sequence[float | None], *, target: float | None = None, width: int = 96, height: int = 28) -> Sparkline:
    """Place `values` (oldest first, None where nothing was measured) in the box; gaps break the line."""
    known = [float(v) for v in values if v is not None]
    scale = [*known, float(target)] if target is not None else known
    if not scale:
        return Sparkline(width, height, "", None, None)
    low, high = min(scale), max(scale)
    pad = 3.0

    def y(value: float) -> float:
        return round(height / 2 if high == low else pad + (high - value) / (high - low) * (height - 2 * pad), 1)

    step = (width - 2 * pad) / max(len(values) - 1, 1)
    points = [(round(pad + i * step, 1), y(float(v))) if v is not None else None for i, v in enumerate(values)]
    path, pen_down = [], False
    for point in points:
        if point:
            path.append(f"{'L' if pen_down else 'M'}{point[0]:g} {point[1]:g}")
        pen_down = point is not None
    ends = [point for point in points if point]
    goal = f"{y(float(target)):g}" if target is not None else None
    return Sparkline(width, height, "".join(path), _written(ends[-1]) if ends else None, goal)


def _written(point: tuple[float, float]) -> tuple[str, str]:
    return f"{point[0]:g}", f"{point[1]:g}"

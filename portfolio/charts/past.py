"""A few series over months, as lines the server draws: the line stretches with the screen, the dots keep their shape. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Series:
    """One line: its path in a field of 100 by 100, and its dots in percent."""

    name: str
    path: str
    dots: list[tuple[str, str]]


@dataclass(frozen=True)
class Past:
    """Lines over the same months, on a scale from 0 to 100."""

    series: list[Series]
    ticks: list[tuple[str, str]]


def past(labels: Sequence[str], **lines: Sequence[float | None]) -> Past:
    """Place the values (0–100, None where nothing is known) of each line; labels are thinned to about six."""
    step = 100 / max(len(labels) - 1, 1)
    every = max(1, -(-len(labels) // 6))
    ticks = [(f"{place * step:.2f}%", label) for place, label in enumerate(labels) if (len(labels) - 1 - place) % every == 0]
    return Past([_series(name, values, step) for name, values in lines.items()], ticks)


def _series(name: str, values: Sequence[float | None], step: float) -> Series:
    path, dots, drawing = [], [], False
    for place, value in enumerate(values):
        if value is not None:
            x, y = place * step, 100 - max(0.0, min(100.0, value))
            path.append(f"{'L' if drawing else 'M'}{x:.2f} {y:.2f}")
            dots.append((f"{x:.2f}%", f"{y:.2f}%"))
        drawing = value is not None
    return Series(name, "".join(path), dots)

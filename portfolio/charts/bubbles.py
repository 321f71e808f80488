"""Bubbles placed on the server: alignment to the right, delivery upwards, money as size. Pure: numbers in, places in percent out."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

# Radii in pixels: the smallest can still be hit by a finger's tip, the largest hides no quarter of the field.
SMALLEST, LARGEST = 7.0, 34.0
NAMED = 9
# A name nearer than this (percent of the width, of the height) to a named bubble is left to the table.
NEAR_X, NEAR_Y = 27.0, 6.0


@dataclass(frozen=True)
class Dot:
    """A project as plain facts: alignment 0–100, delivery 0–1, money in one currency (None: unknown), its health."""

    code: str
    name: str
    href: str
    alignment: float
    delivery: float
    money: float | None
    health: str
    said: str


@dataclass(frozen=True)
class Bubble:
    """A dot with its place: x and y in percent, radius in pixels, the name where there is room for one."""

    dot: Dot
    x: str
    y: str
    r: str
    label: str
    label_dx: str
    anchor: str


def place(dots: Sequence[Dot]) -> list[Bubble]:
    """The bubbles, the largest first so that small ones lie on top and can be pointed at."""
    ordered = sorted(dots, key=lambda dot: (-(dot.money or 0.0), dot.code))
    most = max((dot.money or 0.0 for dot in ordered), default=0.0)
    named = _named(ordered)
    return [_bubble(dot, _radius(dot.money, most), named=dot.code in named) for dot in ordered]


def _radius(money: float | None, most: float) -> float:
    """The area grows with the money, not the width."""
    return SMALLEST if not money or money <= 0 or not most else max(SMALLEST, LARGEST * sqrt(money / most))


def _named(ordered: Sequence[Dot]) -> set[str]:
    """The bubbles that carry their name: the largest that do not stand in each other's way."""
    chosen: list[Dot] = []
    for dot in ordered:
        free = all(abs(dot.alignment - other.alignment) > NEAR_X or abs(100 * (dot.delivery - other.delivery)) > NEAR_Y for other in chosen)
        if free and len(chosen) < NAMED:
            chosen.append(dot)
    return {dot.code for dot in chosen}


def _bubble(dot: Dot, radius: float, *, named: bool) -> Bubble:
    left = dot.alignment > 72
    return Bubble(
        dot=dot,
        x=f"{max(0.0, min(100.0, dot.alignment)):.2f}%",
        y=f"{100 - max(0.0, min(100.0, 100 * dot.delivery)):.2f}%",
        r=f"{radius:.1f}",
        label=(dot.name if len(dot.name) <= 26 else f"{dot.name[:25].rstrip()}…") if named else "",
        label_dx=f"{-(radius + 5) if left else radius + 5:.1f}",
        anchor="end" if left else "start",
    )

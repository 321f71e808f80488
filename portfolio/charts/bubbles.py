"""Bubbles placed on the server: alignment to the right, delivery upwards, money as size. Pure: numbers in, places in percent out."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

# Radii in pixels: the smallest can still be hit by a finger's tip, the largest hides no quarter of the field.
SMALLEST, LARGEST = 7.0, 34.0
NAMED = 9
# The field as it is drawn on a screen of 1280 points, in pixels; names are not drawn on a phone.
WIDTH, HEIGHT = 875.0, 480.0
LETTER, LINE, GAP = 7.2, 16.0, 5.0
LONGEST = 26


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
    spots = [_spot(dot, most) for dot in ordered]
    sides = _named(ordered, spots)
    return [_bubble(dot, spot.radius, sides.get(place)) for place, (dot, spot) in enumerate(zip(ordered, spots, strict=True))]


def _radius(money: float | None, most: float) -> float:
    """The area grows with the money, not the width."""
    return SMALLEST if not money or money <= 0 or not most else max(SMALLEST, LARGEST * sqrt(money / most))


@dataclass(frozen=True)
class Spot:
    """A bubble in pixels of the field."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Words:
    """The box of a name in pixels of the field."""

    left: float
    right: float
    y: float

    def inside(self) -> bool:
        return self.left >= 0 and self.right <= WIDTH

    def touches(self, spot: Spot) -> bool:
        """Whether a bubble lies under the name."""
        return self.left < spot.x + spot.radius and spot.x - spot.radius < self.right and abs(self.y - spot.y) < spot.radius + LINE / 2

    def meets(self, other: "Words") -> bool:
        return self.left < other.right and other.left < self.right and abs(self.y - other.y) < LINE


def _named(ordered: Sequence[Dot], spots: Sequence[Spot]) -> dict[int, str]:
    """{place: side} of the bubbles that carry their name: the largest with room for it, to the right or to the left."""
    sides: dict[int, str] = {}
    taken: list[Words] = []
    for place, (dot, spot) in enumerate(zip(ordered, spots, strict=True)):
        long = LETTER * len(_short(dot.name))
        right = Words(spot.x + spot.radius + GAP, spot.x + spot.radius + GAP + long, spot.y)
        left = Words(spot.x - spot.radius - GAP - long, spot.x - spot.radius - GAP, spot.y)
        for side, words in (("start", right), ("end", left)):
            others = [one for number, one in enumerate(spots) if number != place]
            free = not any(words.touches(one) for one in others) and not any(words.meets(one) for one in taken)
            if free and words.inside() and len(taken) < NAMED:
                sides[place] = side
                taken.append(words)
                break
    return sides


def _spot(dot: Dot, most: float) -> Spot:
    return Spot(WIDTH * _held(dot.alignment) / 100, HEIGHT * (100 - _held(100 * dot.delivery)) / 100, _radius(dot.money, most))


def _held(share: float) -> float:
    """A share inside the field, in percent."""
    return max(0.0, min(100.0, share))


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"


def _bubble(dot: Dot, radius: float, side: str | None) -> Bubble:
    return Bubble(
        dot=dot,
        x=f"{_held(dot.alignment):.2f}%",
        y=f"{100 - _held(100 * dot.delivery):.2f}%",
        r=f"{radius:.1f}",
        label=_short(dot.name) if side else "",
        label_dx=f"{-(radius + GAP) if side == 'end' else radius + GAP:.1f}",
        anchor=side or "start",
    )

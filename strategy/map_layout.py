"""Placing the strategy map: objectives in bands, arrows from cause to effect. Pure: numbers in, places in a field of 1,000 out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

WIDTH = 1000.0
PER_LINE = 5
GAP, MARGIN = 22.0, 16.0
NODE_HEIGHT, BAND_HEAD, BAND_FOOT, LINE_GAP = 84.0, 30.0, 26.0, 34.0
WIDEST = 232.0
# About so wide is a letter of the names, in units of the field.
LETTER = 6.9
LINES = 3

Link = tuple[int, int]


@dataclass(frozen=True)
class Box:
    """Where an objective stands."""

    x: float
    y: float
    width: float
    line: int

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class Band:
    """A band of objectives: where it begins and how high it is."""

    y: float
    height: float


@dataclass(frozen=True)
class Layout:
    """The whole map: its height, its bands in the order given, a box for each objective and a path for each link."""

    height: float
    bands: list[Band]
    boxes: Mapping[int, Box]
    paths: Mapping[Link, str]


def layout(bands: Sequence[Sequence[int]], links: Iterable[Link]) -> Layout:
    """Place the objectives (numbers, band by band from the top) and draw the links (cause, effect) between them."""
    links = list(links)
    placed, boxes, y, line = [], {}, 0.0, 0
    for band in bands:
        lines = [band[start : start + PER_LINE] for start in range(0, len(band), PER_LINE)]
        height = BAND_HEAD + len(lines) * NODE_HEIGHT + max(len(lines) - 1, 0) * LINE_GAP + BAND_FOOT
        for place, row in enumerate(lines):
            boxes |= _line(row, y + BAND_HEAD + place * (NODE_HEIGHT + LINE_GAP), line)
            line += 1
        placed.append(Band(y, height))
        y += height + LINE_GAP
    return Layout(max(y - LINE_GAP, 0.0), placed, boxes, _paths(boxes, links))


def _line(row: Sequence[int], y: float, number: int) -> dict[int, Box]:
    width = min(WIDEST, (WIDTH - 2 * MARGIN - (len(row) - 1) * GAP) / len(row))
    left = (WIDTH - len(row) * width - (len(row) - 1) * GAP) / 2
    return {each: Box(left + place * (width + GAP), y, width, number) for place, each in enumerate(row)}


def _paths(boxes: Mapping[int, Box], links: Sequence[Link]) -> dict[Link, str]:
    known = [(cause, effect) for cause, effect in links if cause in boxes and effect in boxes]
    leaving = _ports(boxes, known, end=0)
    arriving = _ports(boxes, known, end=1)
    return {link: _path(boxes[link[0]], boxes[link[1]], leaving[link], arriving[link]) for link in known}


def _side(here: Box, there: Box) -> str:
    """Arrows leave and arrive at the side that looks at the other end; on one line they bow over the top."""
    return "below" if there.line > here.line else "above"


def _ports(boxes: Mapping[int, Box], links: Sequence[Link], *, end: int) -> dict[Link, float]:
    """Where each link touches its box: the links of a side are spread along it, in the order of their other ends."""
    sides: dict[tuple[int, str], list[tuple[Link, int]]] = {}
    for link in links:
        for place in (0, 1):
            sides.setdefault((link[place], _side(boxes[link[place]], boxes[link[1 - place]])), []).append((link, place))
    found: dict[Link, float] = {}
    for (number, _side_name), touching in sides.items():
        touching.sort(key=lambda one: (boxes[one[0][1 - one[1]]].middle, one[0]))
        box = boxes[number]
        for position, (link, place) in enumerate(touching, 1):
            if place == end:
                found[link] = box.x + box.width * position / (len(touching) + 1)
    return found


def _path(cause: Box, effect: Box, x1: float, x2: float) -> str:
    if cause.line == effect.line:
        top = cause.y - 24
        return f"M{x1:.1f} {cause.y:.1f}C{x1:.1f} {top:.1f} {x2:.1f} {top:.1f} {x2:.1f} {effect.y - 5:.1f}"
    upwards = effect.line < cause.line
    y1 = cause.y if upwards else cause.y + NODE_HEIGHT
    y2 = effect.y + NODE_HEIGHT + 5 if upwards else effect.y - 5
    bend = (y1 + y2) / 2
    return f"M{x1:.1f} {y1:.1f}C{x1:.1f} {bend:.1f} {x2:.1f} {bend:.1f} {x2:.1f} {y2:.1f}"


def wrapped(name: str, width: float) -> list[str]:
    """A name in at most three lines that fit a box; what is left over ends in an ellipsis."""
    room, lines, current = max(int((width - 20) / LETTER), 6), [], ""
    for word in name.split():
        if current and len(current) + 1 + len(word) > room:
            lines.append(current)
            current = word
        else:
            current = f"{current} {word}".strip()
    lines.append(current)
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], f"{lines[LINES - 1][: room - 1].rstrip()}…"]
    return [line if len(line) <= room else f"{line[: room - 1].rstrip()}…" for line in lines]


def chain(links: Iterable[Link], start: int) -> set[int]:
    """What leads to an objective and what follows from it, itself included."""
    links = list(links)
    return reached(links, start) | reached([(effect, cause) for cause, effect in links], start)


def reached(links: Iterable[Link], start: int) -> set[int]:
    """Everything that follows from an objective, itself included."""
    after: dict[int, list[int]] = {}
    for cause, effect in links:
        after.setdefault(cause, []).append(effect)
    found, queue = {start}, [start]
    while queue:
        for each in after.get(queue.pop(), ()):
            if each not in found:
                found.add(each)
                queue.append(each)
    return found

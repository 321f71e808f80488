"""Milestones on a line of time, placed on the server: lanes with marks, in percent of the width, so that any screen can draw them.

Pure: plain dates in, positions as text out (SVG reads points, whatever the language of the page).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from foundation import formatting
from foundation.periods import Period, PeriodKind

# Beyond so many months the line of time shows quarters, beyond so many quarters years.
MONTHS_SHOWN, QUARTERS_SHOWN = 10, 14
# A name stands beside its mark when this much of the width is free; marks nearer than the second number are one heap.
ROOM_FOR_NAME, LONGEST_NAME = 20.0, 34
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True)
class Tick:
    """A line of the calendar: where it stands, and what begins there."""

    x: str
    label: str
    middle: str


@dataclass(frozen=True)
class Axis:
    """A stretch of time and its calendar; `today` is empty when it lies outside."""

    start: date
    end: date
    ticks: list[Tick]
    today: str

    def share(self, day: date) -> float:
        """Where a day stands, in percent, held inside the stretch."""
        return max(0.0, min(100.0, 100.0 * (day - self.start).days / max((self.end - self.start).days, 1)))


@dataclass(frozen=True)
class Moment:
    """A milestone as plain facts: promised, expected now (or reached), and whether it is behind or ahead of today."""

    name: str
    promised: date
    expected: date
    reached: bool
    overdue: bool

    @property
    def slip(self) -> int:
        return (self.expected - self.promised).days

    @property
    def kind(self) -> str:
        """`reached`, `overdue` or `ahead`: each has its own shape."""
        return "reached" if self.reached else "overdue" if self.overdue else "ahead"

    @property
    def tone(self) -> str:
        """`late`, `early` or `kept` against what was promised."""
        return "late" if self.slip > 0 else "early" if self.slip < 0 else "kept"


@dataclass(frozen=True)
class Mark:
    """A moment drawn: where it stands, where it was promised, what is said of it, and the name where there is room for one."""

    moment: Moment
    x: str
    promised_x: str
    said: str
    label: str = ""
    label_x: str = ""
    anchor: str = "start"
    off: str = ""


@dataclass(frozen=True)
class Lane:
    """One line: its name, where that leads, and its marks from the earliest on; a bar where it lasts."""

    label: str
    href: str
    sub: str
    marks: list[Mark]
    bar: tuple[str, str] | None = None


@dataclass(frozen=True)
class Row:
    """What a lane is drawn from."""

    label: str
    href: str
    sub: str
    moments: Sequence[Moment]
    span: tuple[date, date] | None = None
    named: bool = True


@dataclass(frozen=True)
class Roadmap:
    """The drawing: the calendar and its lanes."""

    axis: Axis
    lanes: list[Lane] = field(default_factory=list)


def roadmap(rows: Iterable[Row], *, start: date, end: date, today: date) -> Roadmap:
    """The lanes of `rows` between two days; what lies outside stands at the edge with an arrow."""
    line = axis(start, end, today)
    return Roadmap(line, [_lane(line, row) for row in rows])


def bounds(days: Iterable[date], today: date, *, margin: int = 20) -> tuple[date, date]:
    """The stretch that holds the bulk of the days and today: one date in 2108 flattens nothing, it stands at the edge."""
    known = sorted(day for day in days if EARLIEST <= day <= LATEST)
    if not known:
        return today - timedelta(days=90), today + timedelta(days=180)
    low, high = known[len(known) // 4], known[(3 * len(known)) // 4]
    reach = max(3 * (high - low), timedelta(days=365))
    kept = [day for day in known if low - reach <= day <= high + reach]
    return min(kept[0], today) - timedelta(days=margin), max(kept[-1], today) + timedelta(days=margin)


def axis(start: date, end: date, today: date) -> Axis:
    """The calendar between two days: months, quarters or years, whichever can be read."""
    bare = Axis(start, end, [], "")
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    kind = PeriodKind.MONTH if months <= MONTHS_SHOWN else PeriodKind.QUARTER if months <= 3 * QUARTERS_SHOWN else PeriodKind.YEAR
    period, ticks = Period.containing(start, kind), []
    while period.start <= end:
        left, right = bare.share(max(period.start, start)), bare.share(min(period.end, end))
        ticks.append(Tick(_x(left), _label(period) if right - left > 100 / (2.6 * MONTHS_SHOWN) else "", _x((left + right) / 2)))
        period = period.next
    return Axis(start, end, ticks, _x(bare.share(today)) if start <= today <= end else "")


def _label(period: Period) -> str:
    language = formatting.language()
    if period.kind is not PeriodKind.MONTH:
        return period.label(language)
    short = formatting.short_month(period.start)
    return f"{short} {period.year}" if period.number == 1 else short


def _lane(line: Axis, row: Row) -> Lane:
    moments = sorted(row.moments, key=lambda one: (one.expected, one.promised))
    marks = [_mark(line, moment, moments[place + 1 : place + 2], alone=len(moments) == 1) for place, moment in enumerate(moments)]
    if not row.named:
        marks = [replace(mark, label="") for mark in marks]
    bar = (_x(line.share(row.span[0])), _x(max(line.share(row.span[1]) - line.share(row.span[0]), 0.4))) if row.span else None
    return Lane(row.label, row.href, row.sub, marks, bar)


def _mark(line: Axis, moment: Moment, following: Sequence[Moment], *, alone: bool) -> Mark:
    x, promised = line.share(moment.expected), line.share(moment.promised)
    free_to = min((min(line.share(one.expected), line.share(one.promised)) for one in following), default=100.0)
    right = max(x, promised)
    off = "before" if moment.expected < line.start else "after" if moment.expected > line.end else ""
    mark = Mark(moment, _x(x), _x(promised), _said(moment), off=off)
    if free_to - right >= ROOM_FOR_NAME:
        return _named(mark, right, "start")
    return _named(mark, min(x, promised), "end") if alone and min(x, promised) >= ROOM_FOR_NAME else mark


def _named(mark: Mark, x: float, anchor: str) -> Mark:
    name = mark.moment.name
    short = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"
    return replace(mark, label=short, label_x=_x(x), anchor=anchor)


def _said(moment: Moment) -> str:
    """The mark in words, for who points at it."""
    facts = {"name": moment.name, "expected": formatting.day(moment.expected), "promised": formatting.day(moment.promised)}
    if moment.reached:
        return _("%(name)s: reached on %(expected)s, promised for %(promised)s") % facts
    return _("%(name)s: expected on %(expected)s, promised for %(promised)s") % facts


def _x(share: float) -> str:
    return f"{share:.2f}%"

"""Periods a figure speaks of: a year, a quarter, a month, a week (ISO 8601, from Monday).

They are values: compared by their first day, written `2026`, `2026-Q3`, `2026-07`, `2026-W05`, shown in French or English.
"""

import re
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from enum import Enum
from functools import total_ordering

from foundation.dates import MONTHS
from foundation.refusals import Refusal, gettext_noop


class PeriodKind(Enum):
    """How long a period lasts."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"


class NotAPeriod(Refusal):
    """The text names no period."""


LETTERS = re.ASCII | re.IGNORECASE
SHAPES = {
    PeriodKind.YEAR: re.compile(r"(?P<year>\d{4})", re.ASCII),
    PeriodKind.QUARTER: re.compile(r"(?P<year>\d{4})[- ]?[QT](?P<number>\d)|[QT](?P<number_first>\d)[- ](?P<year_last>\d{4})", LETTERS),
    PeriodKind.MONTH: re.compile(r"(?P<year>\d{4})-(?P<number>\d{2})", re.ASCII),
    PeriodKind.WEEK: re.compile(r"(?P<year>\d{4})[- ]?[WS](?P<number>\d{1,2})", LETTERS),
}
SUFFIXES = {PeriodKind.YEAR: "", PeriodKind.QUARTER: "-Q{}", PeriodKind.MONTH: "-{:02}", PeriodKind.WEEK: "-W{:02}"}
NO_PERIOD = gettext_noop("“%(text)s” is not a period. Write a year (2026), a quarter (2026-Q3), a month (2026-07) or a week (2026-W05).")


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """One period; `number` counts quarters, months or weeks in the year and is 1 for a year."""

    kind: PeriodKind
    year: int
    number: int = 1

    def __post_init__(self) -> None:
        if not (MINYEAR < self.year < MAXYEAR and 1 <= self.number <= _last_number(self.kind, self.year)):
            raise NotAPeriod(NO_PERIOD, text=f"{self.year}-{self.kind.value}-{self.number}")

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read `2026`, `2026-Q3`, `2026-T3`, `T3 2026`, `2026-07`, `2026-W05`; raises NotAPeriod."""
        for kind, shape in SHAPES.items():
            found = shape.fullmatch(text.strip())
            if found:
                facts = found.groupdict()
                year, number = facts["year"] or facts["year_last"], facts.get("number") or facts.get("number_first") or 1
                try:
                    return cls(kind, int(year), int(number))
                except NotAPeriod:
                    break
        raise NotAPeriod(NO_PERIOD, text=text.strip()[:60])

    @classmethod
    def containing(cls, day: date, kind: PeriodKind) -> "Period":
        """Return the period of this kind in which the day lies; a week belongs to the year of its Thursday."""
        if kind is PeriodKind.WEEK:
            year, week, _ = day.isocalendar()
            return cls(kind, year, week)
        return cls(kind, day.year, {PeriodKind.YEAR: 1, PeriodKind.QUARTER: (day.month + 2) // 3, PeriodKind.MONTH: day.month}[kind])

    @property
    def start(self) -> date:
        """The first day."""
        if self.kind is PeriodKind.WEEK:
            return date.fromisocalendar(self.year, self.number, 1)
        return date(self.year, self.number if self.kind is PeriodKind.MONTH else 3 * self.number - 2, 1)

    @property
    def end(self) -> date:
        """The last day."""
        return self.next.start - timedelta(days=1)

    @property
    def next(self) -> "Period":
        """The period that follows."""
        if self.number < _last_number(self.kind, self.year):
            return Period(self.kind, self.year, self.number + 1)
        return Period(self.kind, self.year + 1)

    @property
    def previous(self) -> "Period":
        """The period before."""
        if self.number > 1:
            return Period(self.kind, self.year, self.number - 1)
        return Period(self.kind, self.year - 1, _last_number(self.kind, self.year - 1))

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __lt__(self, other: "Period") -> bool:
        return (self.start, other.end) < (other.start, self.end)

    def __str__(self) -> str:
        """The form `parse` reads and addresses carry."""
        return f"{self.year:04}{SUFFIXES[self.kind].format(self.number)}"

    def label(self, language: str) -> str:
        """The form people read: `T3 2026` or `Q3 2026`, `juillet 2026` or `July 2026`, `semaine 5, 2026` or `week 5, 2026`."""
        french = language.startswith("fr")
        if self.kind is PeriodKind.QUARTER:
            return f"{'T' if french else 'Q'}{self.number} {self.year}"
        if self.kind is PeriodKind.MONTH:
            return f"{MONTHS['fr' if french else 'en'][self.number - 1]} {self.year}"
        if self.kind is PeriodKind.WEEK:
            return f"{'semaine' if french else 'week'} {self.number}, {self.year}"
        return str(self.year)


def _last_number(kind: PeriodKind, year: int) -> int:
    if kind is PeriodKind.WEEK:
        return date(max(year, 1), 12, 28).isocalendar().week  # 28 December always lies in the last week
    return {PeriodKind.YEAR: 1, PeriodKind.QUARTER: 4, PeriodKind.MONTH: 12}[kind]

"""The calendar of the demo: every date stands at a distance from today, so the company is always as old as its story."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
BOOKS_CLOSE_AFTER = 4  # days after a month's end until its figures are known


@dataclass(frozen=True)
class Calendar:
    """Days around `today`; what would be recorded today or later has not happened yet."""

    today: date

    def month_start(self, months: int) -> date:
        """The first day of the month `months` away from this one."""
        number = self.today.year * 12 + self.today.month - 1 + months
        return date(number // 12, number % 12 + 1, 1)

    def month_end(self, months: int) -> date:
        """The last day of the month `months` away from this one."""
        return self.month_start(months + 1) - timedelta(days=1)

    def away(self, days: int) -> date:
        """The day `days` away from today."""
        return self.today + timedelta(days=days)

    def last_close(self) -> date:
        """The last month end whose figures are known."""
        months = -1
        while self.month_end(months) + timedelta(days=BOOKS_CLOSE_AFTER) >= self.today:
            months -= 1
        return self.month_end(months)

    def a_year_ago(self) -> date:
        """The same day last year: what was validated then expires today."""
        day = min(self.today.day, 28) if self.today.month == 2 else self.today.day
        return self.today.replace(year=self.today.year - 1, day=day)

    def past(self, day: date) -> bool:
        """Whether something of that day is known by now: last night's cut-off is the beginning of today."""
        return day < self.today


def instant(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of that day, Paris time."""
    return datetime.combine(day, time(hour, minute), PARIS)


def month_ends(first: date, last: date) -> list[date]:
    """The month ends from `first` to `last`, both included when they are one."""
    ends, day = [], first.replace(day=1)
    while True:
        following = (day + timedelta(days=32)).replace(day=1)
        end = following - timedelta(days=1)
        if end > last:
            return ends
        if end >= first:
            ends.append(end)
        day = following


def dice(*names: object) -> random.Random:
    """A source of variety that gives the same company each time."""
    return random.Random(":".join(map(str, names)))  # noqa: S311 - variety, not secrecy

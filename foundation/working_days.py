"""Working days in France: weekends, public holidays and the company's closures. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

Closure = tuple[date, date]


def easter(year: int) -> date:
    """Easter Sunday of a Gregorian year (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


@cache
def public_holidays(year: int) -> frozenset[date]:
    """The eleven public holidays of metropolitan France (Code du travail, L3133-1)."""
    sunday = easter(year)
    moving = {sunday + timedelta(days=days) for days in (1, 39, 50)}
    fixed = {date(year, month, day) for month, day in ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))}
    return frozenset(moving | fixed)


def is_working_day(day: date, closures: Iterable[Closure] = ()) -> bool:
    """Whether people work on `day`; `closures` are pairs of first and last day."""
    return day.weekday() < 5 and day not in public_holidays(day.year) and not any(first <= day <= last for first, last in closures)


def working_day_from(day: date, closures: Iterable[Closure] = ()) -> date:
    """The first working day on or after `day`."""
    closed = tuple(closures)
    while not is_working_day(day, closed):
        day += timedelta(days=1)
    return day

"""When a project's next status report is due, and when silence makes its colour outdated. Pure.

A report answers for the period in which it is made. Due days: every Monday, every second Monday, or the first
days of each month or quarter, moved to the next working day past weekends, public holidays and closures.
Source: alignment.md (D: silence must not pay), ui.md and screens.md (team lead).
"""

from collections.abc import Iterable
from datetime import date, timedelta

from foundation.working_days import Closure, working_day_from

OPENS_DAYS_BEFORE = 2
GRACE_DAYS = 3  # after this many days without an answer the colour is outdated
SPONSOR_DAYS = 10  # after this many, the sponsor is told
BOARD_DAYS = 20  # after this many, the CMO's board shows it
# A report made up to this many days before a due day answers for it; an earlier one answers for the period before.
EARLY_DAYS = {"weekly": 3, "fortnightly": 5, "monthly": 10, "quarterly": 21}
EPOCH_MONDAY = date(2024, 1, 1)


def first_due_after(day: date, cadence: str, closures: Iterable[Closure] = ()) -> date:
    """The first due day strictly after `day`. ValueError names a cadence that is not one of the four."""
    closed = tuple(closures)
    nominal = _nominal_from(day - timedelta(days=40), cadence)
    while (due := working_day_from(nominal, closed)) <= day:
        nominal = _next_nominal(nominal, cadence)
    return due


def due_after_report(reported_on: date, cadence: str, closures: Iterable[Closure] = ()) -> date:
    """The due day that follows a report: the one it answered for early is passed over."""
    return first_due_after(reported_on + timedelta(days=EARLY_DAYS[cadence]), cadence, closures)


def current_due(*, reported_on: date | None, since: date, cadence: str, closures: Iterable[Closure] = ()) -> date:
    """The due day a project stands before, or has missed: after its last report, else after `since` (start or entry)."""
    if reported_on is None or reported_on < since:
        return first_due_after(since, cadence, closures)
    return due_after_report(reported_on, cadence, closures)


def is_outdated(*, due: date, as_of: date) -> bool:
    """Whether the colour is outdated: three days after a due day without an answer."""
    return as_of > due + timedelta(days=GRACE_DAYS)


def _nominal_from(day: date, cadence: str) -> date:
    """The nominal due day on or before `day`."""
    monday = day - timedelta(days=day.weekday())
    if cadence == "weekly":
        return monday
    if cadence == "fortnightly":
        return monday - timedelta(days=((monday - EPOCH_MONDAY).days // 7 % 2) * 7)
    if cadence == "monthly":
        return day.replace(day=1)
    if cadence == "quarterly":
        return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    raise ValueError(f"{cadence!r} is not a cadence: weekly, fortnightly, monthly or quarterly.")


def _next_nominal(day: date, cadence: str) -> date:
    if cadence in ("weekly", "fortnightly"):
        return day + timedelta(days=7 if cadence == "weekly" else 14)
    months = day.year * 12 + day.month - 1 + (1 if cadence == "monthly" else 3)
    return date(months // 12, months % 12 + 1, 1)

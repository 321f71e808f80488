"""The past nights of the demo: the runs that make trends, bridges and movers exist at first sight."""

from datetime import date, datetime

from cmo_portal.demo.days import Calendar
from portfolio.alignment import nights
from portfolio.models import ScoreRun

EVERY_MONTH_FOR = 14
EVERY_QUARTER_FOR = 22


def past_nights(calendar: Calendar) -> list[date]:
    """Quarter ends in the first year of the plan, month ends since, a week ago, yesterday, and tonight: oldest first."""
    months = {calendar.month_end(-month) for month in range(1, EVERY_MONTH_FOR + 1)}
    quarters = {calendar.month_end(-month) for month in range(EVERY_MONTH_FOR + 3, EVERY_QUARTER_FOR + 1, 3)}
    days = {calendar.away(-day) for day in (0, 1, 7)}
    return sorted(months | quarters | days)


def want_history(*, today: date, at: datetime) -> list[ScoreRun]:
    """Want the past nights, in order, so that each is published after the one before; workers carry them out."""
    return [nights.ensure_run(day=day, at=at) for day in past_nights(Calendar(today))]

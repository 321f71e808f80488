"""Milestones across projects: what they can be narrowed and sorted by, and how many slip."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.bilingual import language
from foundation.periods import NotAPeriod, Period, PeriodKind
from portfolio.models import Milestone, Project
from portfolio.models.milestones import DaysBetween, expected_on
from portfolio.models.projects import ProjectStatus
from portfolio.queries.keyset import Column, Sort

SORTS = {"date": _("Date"), "slip": _("Slip"), "project": _("Project")}
DEFAULT_SORT = "date"
AHEAD_MONTHS = {"next3": 3, "next6": 6, "next12": 12}
DEFAULT_PERIOD, PAST, ALWAYS = "next6", "past3", "all"
STATES = {"ahead": _("Ahead"), "overdue": _("Overdue"), "reached": _("Reached")}
# The calendar begins a little before what is looked at, so that what slipped out of the past is seen.
MONTHS_BEFORE = 2


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see of the milestones."""

    period: str = DEFAULT_PERIOD
    state: str = ""
    slipped: bool = False
    sort: str = DEFAULT_SORT


@dataclass(frozen=True)
class Counts:
    """How many milestones there are, how many have slipped or are overdue, and the widest slip in days."""

    all: int
    slipped: int
    overdue: int
    widest: int


def milestones(projects: QuerySet[Project], asked: Asked, today: date) -> QuerySet[Milestone]:
    """The current milestones of the projects (none of a cancelled one), with `expected_on` and `slipped_by`, in no order yet."""
    rows = Milestone.objects.current().filter(project__in=projects.exclude(status=ProjectStatus.CANCELLED).values("pk"))
    rows = rows.annotate(expected_on=expected_on(), slipped_by=DaysBetween(expected_on(), F("baseline_on")))
    for condition in _conditions(asked, today):
        rows = rows.filter(condition)
    return rows.select_related("project__unit", "project__lead").defer("project__search", "project__attributes")


def _conditions(asked: Asked, today: date) -> list[Q]:
    states = {
        "reached": Q(reached_on__isnull=False),
        "overdue": Q(reached_on=None, forecast_on__lt=today),
        "ahead": Q(reached_on=None, forecast_on__gte=today),
    }
    found = [_in_period(asked.period, today)]
    if asked.state in states:
        found.append(states[asked.state])
    if asked.slipped:
        found.append(Q(slipped_by__gt=0))
    return found


def _in_period(period: str, today: date) -> Q:
    if period == ALWAYS:
        return Q()
    start, end = looked_at(period, today)
    # What should be there by now and is not belongs to what lies ahead, however old it is.
    late = Q(reached_on=None, forecast_on__lt=today) if period in AHEAD_MONTHS else Q()
    inside = Q(expected_on__gte=start, expected_on__lte=end)
    return (inside & Q(reached_on=None)) | late if period in AHEAD_MONTHS else inside


def looked_at(period: str, today: date) -> tuple[date, date]:
    """The first and last day of a period: `next6`, `past3`, `2026-Q4`; what names none is the usual one."""
    if period == PAST:
        return months_away(today, -3), today
    if period in AHEAD_MONTHS:
        return today, months_away(today, AHEAD_MONTHS[period])
    try:
        found = Period.parse(period)
    except NotAPeriod:
        return looked_at(DEFAULT_PERIOD, today)
    return found.start, found.end


def drawn(period: str, today: date) -> tuple[date, date]:
    """The stretch the calendar shows for a period, whole months."""
    start, end = looked_at(period, today)
    before = MONTHS_BEFORE if period in AHEAD_MONTHS else 1
    return months_away(start, -before).replace(day=1), Period.containing(end, PeriodKind.MONTH).end


def quarters(today: date) -> list[Period]:
    """The quarters that can be looked at: a year back, a year and a half ahead."""
    found = [Period.containing(today, PeriodKind.QUARTER)]
    for _n in range(4):
        found.insert(0, found[0].previous)
    for _n in range(6):
        found.append(found[-1].next)
    return found


def months_away(day: date, months: int) -> date:
    """The same day so many months later, the last one where the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = Period(PeriodKind.MONTH, year, month + 1).end
    return min(last, date(year, month + 1, 1) + timedelta(days=day.day - 1))


def counted(rows: QuerySet[Milestone], today: date) -> Counts:
    """How many fit, slip and are overdue, in one query."""
    found: dict[str, Any] = rows.order_by().aggregate(
        all=Count("pk"),
        slipped=Count("pk", filter=Q(slipped_by__gt=0)),
        overdue=Count("pk", filter=Q(reached_on=None, forecast_on__lt=today)),
        widest=Max("slipped_by"),
    )
    return Counts(found["all"], found["slipped"], found["overdue"], max(found["widest"] or 0, 0))


def widest(rows: QuerySet[Milestone]) -> Milestone | None:
    """The milestone that slipped most."""
    return rows.order_by("-slipped_by", "-id").first()


def sort_of(asked: Asked) -> Sort:
    """The order of the milestones; an unknown one is that of their dates."""
    name, descending = asked.sort.removeprefix("-"), asked.sort.startswith("-")
    columns = {
        "date": Column("expected_on", kind=date),
        "slip": Column("slipped_by", kind=int),
        "project": Column(f"project__sort_{language()}"),
    }
    return Sort(columns[name], descending) if name in columns else Sort(columns[DEFAULT_SORT])

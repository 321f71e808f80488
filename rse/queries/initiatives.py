"""Initiatives as lists and pages show them: how they stand, what they owe, what they promise and bring."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, DateField, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce

from foundation.accounts.access import stood_in_for
from foundation.accounts.models import OrganisationUnit, User
from foundation.bilingual import name_field
from foundation.search import matching
from rse.catalogues import Category, categories
from rse.models import AdjustmentDuty, Initiative, InitiativeEffect, InitiativeUpdate, Theme
from rse.queries.footprint import Year

OPENS_DAYS_BEFORE = 7
NEVER = "never"
RUNNING = (Initiative.State.PLANNED, Initiative.State.ACTIVE)
WORST = "worst"
SORTS: dict[str, Sequence[Any]] = {
    WORST: ["-rank", F("due_on_day").asc(nulls_last=True), "code"],
    "name": ["named", "code"],
    "-name": ["-named", "code"],
    "due": [F("due_on_day").asc(nulls_last=True), "code"],
    "-due": [F("due_on_day").desc(nulls_last=True), "code"],
    "budget": [F("budget").asc(nulls_last=True), "code"],
    "-budget": [F("budget").desc(nulls_last=True), "code"],
    "owner": [F("owner__full_name").asc(nulls_last=True), "code"],
    "-owner": [F("owner__full_name").desc(nulls_last=True), "code"],
}


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed and sorted by."""

    q: str = ""
    theme: str = ""
    units: frozenset[int] | None = None
    state: str = ""
    health: str = ""
    owner: int | None = None
    sort: str = WORST


def standing() -> QuerySet[Initiative]:
    """Every initiative with its last health, progress and day, when its next update is due, and whether it must be answered for."""
    last = InitiativeUpdate.objects.filter(initiative=OuterRef("pk")).order_by("-on", "-id")
    open_duty = AdjustmentDuty.objects.filter(initiative=OuterRef("pk"), answered_at__isnull=True)
    since = Coalesce(Subquery(last.values("on")[:1]), F("starts_on"))
    days = {value: Initiative(cadence=value).cadence_days for value in Initiative.Cadence.values}
    due = [When(state="active", cadence=value, then=Cast(since + timedelta(days=number), DateField())) for value, number in days.items()]
    worse = {"off_track": 3, "watch": 2, "on_track": 1}
    return (
        Initiative.objects.defer("search")
        .annotate(
            health=Coalesce(Subquery(last.values("health")[:1]), Value("")),
            progress=Subquery(last.values("progress")[:1]),
            updated_on=Subquery(last.values("on")[:1]),
            due_on_day=Case(*due, default=None, output_field=DateField()),
            to_answer=Exists(open_duty),
            named=F(name_field()),
        )
        .annotate(
            rank=Case(
                When(state__in=("done", "stopped"), then=Value(-1)),
                *[When(health=value, then=Value(number)) for value, number in worse.items()],
                default=Value(0),
                output_field=IntegerField(),
            )
        )
    )


def listed(wanted: Wanted) -> QuerySet[Initiative]:
    """The rows of the list, with their themes of the house and effects at hand. Three queries a page."""
    rows = matching(standing(), wanted.q)
    filters = {
        "themes__code": wanted.theme,
        "unit__in": wanted.units,
        "state": wanted.state,
        "owner": wanted.owner,
        "health": "" if wanted.health == NEVER else wanted.health or None,
    }
    rows = rows.filter(**{name: value for name, value in filters.items() if value not in (None, "") or (name == "health" and value == "")})
    house = Prefetch("themes", Theme.objects.filter(group__code="house"), to_attr="house")
    held = Prefetch("effects", InitiativeEffect.objects.current().order_by("id"), to_attr="held")
    return rows.select_related("owner", "unit").prefetch_related(house, held).order_by(*SORTS[wanted.sort])


def below(units: Iterable[OrganisationUnit], code: str) -> frozenset[int] | None:
    """The unit of that code and all below it; None without one."""
    units = list(units)
    found = {unit.pk for unit in units if unit.code == code}
    if not found:
        return None
    while more := {unit.pk for unit in units if unit.parent_id in found} - found:
        found |= more
    return frozenset(found)


@dataclass(frozen=True)
class Owed:
    """Something an owner owes for an initiative: an update by its rhythm, or an answer because it is off track."""

    initiative: Initiative
    kind: str  # update or answer
    due_on: date
    note: str = ""
    today: date = date.min

    @property
    def days_left(self) -> int:
        return (self.due_on - self.today).days

    @property
    def is_late(self) -> bool:
        return self.due_on < self.today


def owed(*, today: date, owner: User | None = None, or_late: bool = False) -> list[Owed]:
    """What is owed by now or within a week, of one owner and those they stand in for, or of all; the most urgent first. Two queries.

    With `or_late`, also what anybody else is late with.
    """
    until = today + timedelta(days=OPENS_DAYS_BEFORE)
    people = {owner.pk} | stood_in_for(owner) if owner else set()
    mine, theirs = Q(owner__in=people) if owner else Q(), Q(initiative__owner__in=people) if owner else Q()
    if or_late:
        mine, theirs = mine | Q(due_on_day__lt=today), theirs | Q(due_on__lt=today)
    due = standing().filter(mine, state="active", due_on_day__lte=until).select_related("owner", "unit")
    found = [Owed(one, "update", one.due_on_day, today=today) for one in due]
    waiting = AdjustmentDuty.objects.filter(theirs, answered_at__isnull=True, initiative__state__in=RUNNING)
    rows = waiting.select_related("initiative__owner", "initiative__unit", "update").defer("initiative__search")
    found += [Owed(duty.initiative, "answer", duty.due_on, duty.update.note, today=today) for duty in rows]
    return sorted(found, key=lambda one: (one.due_on, one.initiative.code, one.kind))


@dataclass(frozen=True)
class Source:
    """A category of the footprint that no active initiative lowers."""

    category: Category
    kgco2e: float
    share: float


def sources_without_initiative(year: Year | None, *, limit: int = 5) -> list[Source]:
    """The largest categories of a year that no running initiative names. One query."""
    if year is None:
        return []
    named = {code for codes in Initiative.objects.filter(state__in=RUNNING).values_list("categories", flat=True) for code in codes}
    total = year.total() or 1.0
    left = sorted(((kg, code) for code, kg in year.by_category.items() if code not in named and kg > 0), reverse=True)
    return [Source(categories()[code], kg, kg / total) for kg, code in left[:limit]]


def counts(today: date) -> dict[str, int]:
    """How many run, are off track, must be answered for, owe an update. One query."""
    rows = standing().filter(state__in=RUNNING).values_list("health", "to_answer", "due_on_day")
    found = {"running": 0, "off_track": 0, "to_answer": 0, "overdue": 0}
    for health, to_answer, due_on in rows:
        found["running"] += 1
        found["off_track"] += health == "off_track"
        found["to_answer"] += to_answer
        found["overdue"] += bool(due_on and due_on < today)
    return found


def of_objective(objective: Any) -> list[Initiative]:
    """The initiatives that serve an objective, the worst first."""
    linked = standing().filter(objective_links__in=objective.initiative_links.current())
    return list(linked.select_related("owner").order_by("-rank", "code"))

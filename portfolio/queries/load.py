"""Who works on what, and who is on too much: shares of time on projects that go on.

A person's rates are shown to themselves only; to others they are added up by unit.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from foundation.accounts.access import rights_of
from foundation.accounts.models import OrganisationUnit, User
from portfolio import reporting_calendar as calendar
from portfolio.access import visible_to
from portfolio.models import Project, ProjectMember
from portfolio.models.projects import ProjectStatus

PAGE = 25
FULL = Decimal(1)


@dataclass(frozen=True)
class Share:
    """A person's part in one project."""

    project: Project
    role: str
    share: Decimal


@dataclass
class Load:
    """A person with their shares: on projects the reader sees, and the sum of the others."""

    person: User
    shares: list[Share] = field(default_factory=list)
    elsewhere: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        return sum((one.share for one in self.shares), self.elsewhere)

    @property
    def is_overloaded(self) -> bool:
        return self.total > FULL


@dataclass
class UnitLoad:
    """What a unit carries: people on projects, how many on more than all their time, and how up to date its reports are."""

    unit: OrganisationUnit
    people: int = 0
    overloaded: int = 0
    total: Decimal = Decimal(0)
    reporting: int = 0
    up_to_date: int = 0

    @property
    def mean(self) -> Decimal | None:
        return self.total / self.people if self.people else None

    @property
    def rate(self) -> float | None:
        """The share of its reports that are up to date; None where none is due."""
        return self.up_to_date / self.reporting if self.reporting else None


@dataclass(frozen=True)
class TeamPage:
    """The reader's own load and rate, the people of their team, and the units they answer for."""

    mine: Load
    my_reports: tuple[int, int]
    people: list[Load]
    units: list[UnitLoad]
    after: int | None
    hides_confidential: bool


def team_page(user: User, *, on: date, unit: int | None = None, after: int | None = None, only_over: bool = False) -> TeamPage:
    """The page of `user`: of one of their units where `unit` names one. A fixed number of queries."""
    managed = units_of(user)
    chosen = OrganisationUnit.objects.subtree_ids([unit]) & managed if unit else managed
    ids = _people_ids(user, chosen, whole=not unit)
    loads = _loads(user, ids | {user.pk})
    mine = loads.pop(user.pk, None) or Load(user)
    wanted = [load for load in loads.values() if load.is_overloaded or not only_over]
    ordered = sorted(wanted, key=lambda load: (-load.total, load.person.full_name, load.person.pk))
    start = after or 0
    more = len(ordered) > start + PAGE
    return TeamPage(
        mine=mine,
        my_reports=_up_to_date(Project.objects.filter(lead=user), on),
        people=ordered[start : start + PAGE],
        units=_units(chosen, user, on) if managed else [],
        after=start + PAGE if more else None,
        hides_confidential=_hidden(user, ids),
    )


def units_of(user: User) -> set[int]:
    """The units `user` answers for: those they head and those their role covers, with what stands under them."""
    rights = rights_of(user)
    if rights.user_id is None:
        return set()
    if rights.reads.everything and (rights.is_executive or rights.is_admin):
        return set(OrganisationUnit.objects.values_list("pk", flat=True))
    headed = OrganisationUnit.objects.subtree_ids(user.heads.values_list("pk", flat=True))
    return headed | (set(rights.reads.units) if rights.is_executive else set())


def _people_ids(user: User, units: set[int], *, whole: bool) -> set[int]:
    """The people of these units who are on a project, and (in the whole team) the members of the projects one leads."""
    near = Q(user__unit__in=units)
    if whole:
        near |= Q(project__in=Project.objects.filter(lead=user))
    rows = ProjectMember.objects.filter(near, user__is_active=True, project__status=ProjectStatus.ACTIVE)
    return set(rows.values_list("user_id", flat=True))


def _loads(user: User, ids: set[int]) -> dict[int, Load]:
    """The loads of these people as `user` may know them: other projects are added up, confidential ones left out."""
    rows = ProjectMember.objects.filter(user__in=ids, project__status=ProjectStatus.ACTIVE)
    rows = rows.select_related("user__unit", "project").defer("project__search", "user__search").order_by("-share", "project__code")
    seen = set(visible_to(user).filter(members__user__in=ids, status=ProjectStatus.ACTIVE).order_by().values_list("pk", flat=True))
    loads: dict[int, Load] = {}
    for row in rows:
        load = loads.setdefault(row.user_id, Load(row.user))
        if row.project_id in seen:
            load.shares.append(Share(row.project, row.role, row.share))
        elif not row.project.is_confidential:
            load.elsewhere += row.share
    return loads


def _hidden(user: User, ids: set[int]) -> bool:
    """Is there a confidential project among them that is left out?"""
    rows = ProjectMember.objects.filter(user__in=ids, project__status=ProjectStatus.ACTIVE, project__is_confidential=True)
    return rows.exclude(project__in=visible_to(user)).exists()


def _units(ids: set[int], user: User, on: date) -> list[UnitLoad]:
    """The units of `ids` with somebody on a project or a report due, by code."""
    found = {unit.pk: UnitLoad(unit) for unit in OrganisationUnit.objects.filter(pk__in=ids)}
    open_ = Q(project__is_confidential=False) | Q(project__in=visible_to(user).order_by().values("pk"))
    rows = ProjectMember.objects.filter(open_, user__unit__in=ids, user__is_active=True, project__status=ProjectStatus.ACTIVE)
    totals: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for unit, person, share in rows.values_list("user__unit_id", "user_id", "share"):
        totals[unit, person] += share
    for (unit, _person), total in totals.items():
        found[unit].people += 1
        found[unit].total += total
        found[unit].overloaded += total > FULL
    due = _due(Project.objects.filter(unit__in=ids, is_confidential=False), on)
    for unit, reporting, late in due.values_list("unit_id", "n", "late"):
        found[unit].reporting, found[unit].up_to_date = reporting, reporting - late
    return sorted((one for one in found.values() if one.people or one.reporting), key=lambda one: one.unit.code)


def _due(projects: QuerySet[Project], on: date) -> QuerySet:
    """By unit: projects that report, and those whose colour is outdated."""
    outdated = on - timedelta(days=calendar.GRACE_DAYS)
    owing = projects.filter(status=ProjectStatus.ACTIVE, card__due_on__isnull=False)
    return owing.order_by().values("unit_id").annotate(n=Count("pk"), late=Count("pk", filter=Q(card__due_on__lt=outdated)))


def _up_to_date(projects: QuerySet[Project], on: date) -> tuple[int, int]:
    """(up to date, all) of the projects that report."""
    counts = list(_due(projects, on).values_list("n", "late"))
    everything = sum(n for n, _late in counts)
    return everything - sum(late for _n, late in counts), everything

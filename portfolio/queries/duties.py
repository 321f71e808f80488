"""What a person has to report, with what moved since their last report."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import F

from foundation.accounts.access import stood_in_for
from foundation.accounts.models import User
from portfolio import reporting_calendar as calendar
from portfolio.models import ActionItem, Health, Milestone, Project, Risk, StatusReport
from portfolio.models.projects import ProjectStatus

GREENS = (Health.GREEN, Health.AMBER_GREEN)


@dataclass(frozen=True)
class Move:
    """Something that changed since the last report: a milestone by `days`, or a risk that is new."""

    kind: str
    name: str
    days: int = 0


@dataclass(frozen=True)
class Duty:
    """A report to give: of which project, due when, after which report, with what moved."""

    project: Project
    due_on: date
    last: StatusReport | None
    moved: list[Move] = field(default_factory=list)
    stand_in: bool = False
    today: date = date.min

    @property
    def days_left(self) -> int:
        """Days until the due day; negative when it has passed."""
        return (self.due_on - self.today).days

    @property
    def outdated_on(self) -> date:
        """The day from which the colour counts as outdated without an answer."""
        return self.due_on + timedelta(days=calendar.GRACE_DAYS + 1)

    @property
    def is_outdated(self) -> bool:
        return calendar.is_outdated(due=self.due_on, as_of=self.today)

    @property
    def may_confirm(self) -> bool:
        """Whether "nothing changed" is an honest answer: the last colour is green."""
        return self.last is not None and self.last.health in GREENS


def duties_of(user: User, *, today: date) -> list[Duty]:
    """The reports `user` owes by now or within two days, the most urgent first: own projects, and those they stand in for."""
    until = today + timedelta(days=calendar.OPENS_DAYS_BEFORE)
    leads = {user.pk} | stood_in_for(user)
    owed = Project.objects.filter(lead__in=leads, status=ProjectStatus.ACTIVE, card__due_on__lte=until)
    projects = list(owed.select_related("unit", "lead", "card").order_by("card__due_on", "code"))
    last = _last_reports(projects)
    moved = _moves(projects, last)
    return [Duty(p, p.card.due_on, last.get(p.pk), moved.get(p.pk, []), stand_in=p.lead_id != user.pk, today=today) for p in projects]


def duty_of(project: Project, last: StatusReport | None, *, today: date) -> Duty | None:
    """The duty of one project with what moved, for its report form; None when it owes no report."""
    if project.card.due_on is None:
        return None
    moved = _moves([project], {project.pk: last} if last else {})
    return Duty(project, project.card.due_on, last, moved.get(project.pk, []), today=today)


def next_duties_of(user: User, *, today: date, limit: int = 10) -> list[Project]:
    """The projects whose report comes next, beyond those that are due now."""
    after = today + timedelta(days=calendar.OPENS_DAYS_BEFORE)
    coming = Project.objects.filter(lead=user, status=ProjectStatus.ACTIVE, card__due_on__gt=after)
    return list(coming.select_related("card").order_by("card__due_on", "code")[:limit])


def _last_reports(projects: list[Project]) -> dict[int, StatusReport]:
    reports = StatusReport.objects.current().filter(project__in=projects).order_by("project_id", "-reported_on", "-id")
    return {report.project_id: report for report in reports.distinct("project_id")}


def _moves(projects: list[Project], last: dict[int, StatusReport]) -> dict[int, list[Move]]:
    """What was recorded after each project's last report: two queries for all of them."""
    moved: dict[int, list[Move]] = defaultdict(list)
    since = {p.pk: last[p.pk].recorded_at for p in projects if p.pk in last}
    if not since:
        return moved
    earliest = min(since.values())
    versions = Milestone.objects.filter(project__in=since, recorded_at__gt=earliest, superseded_at__isnull=True, removed=False)
    before = {m.key: m for m in Milestone.objects.filter(key__in=versions.values("key"), superseded_at__gt=earliest)}
    for milestone in versions.order_by("project_id", "forecast_on"):
        old = before.get(milestone.key)
        if milestone.recorded_at > since[milestone.project_id] and old and old.forecast_on != milestone.forecast_on:
            days = (milestone.forecast_on - old.forecast_on).days
            moved[milestone.project_id].append(Move("milestone", milestone.name, days))
    risks = Risk.objects.current().filter(project__in=since, recorded_at__gt=earliest).annotate(weight=F("probability") * F("impact"))
    for risk in risks.order_by("project_id", "-weight"):
        if risk.recorded_at > since[risk.project_id]:
            moved[risk.project_id].append(Move("risk", risk.title))
    return moved


def help_asked_of(user: User) -> list[ActionItem]:
    """What colleagues ask of `user` and is still open, the soonest first."""
    asked = ActionItem.objects.current().filter(owner=user, state=ActionItem.State.OPEN)
    return list(asked.select_related("project__card", "project__portfolio", "asked_by").order_by("due_on", "id"))

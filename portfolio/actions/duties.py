"""The next due day of each project, kept on its card; and the reminders that silence sends."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.models import Closure, RoleGrant, User
from foundation.accounts.queries import stand_ins
from foundation.accounts.roles import Lens, Role
from foundation.notifications.actions import notify
from portfolio import reporting_calendar as calendar
from portfolio.models import Project, ProjectSummary
from portfolio.models.projects import ProjectStatus

UPDATE = """
UPDATE portfolio_projectsummary card SET due_on = wanted.due_on
FROM (SELECT unnest(%(ids)s::bigint[]) AS project_id, unnest(%(days)s::date[]) AS due_on) wanted
WHERE card.project_id = wanted.project_id AND card.due_on IS DISTINCT FROM wanted.due_on
"""


def refresh_due_days(project_ids: Sequence[int]) -> None:
    """Set the due day of some projects from their last report, cadence and the company's closures; none for exempt ones."""
    facts = Project.objects.filter(pk__in=project_ids).values_list(
        "pk", "status", "cadence", "starts_on", "entered_on", "card__reported_on"
    )
    closed = closures()
    days = {
        pk: calendar.current_due(reported_on=reported, since=max(starts or entered, entered), cadence=cadence, closures=closed)
        if status == ProjectStatus.ACTIVE
        else None
        for pk, status, cadence, starts, entered, reported in facts
    }
    with connection.cursor() as cursor:
        cursor.execute(UPDATE, {"ids": list(days), "days": list(days.values())})


def closures() -> list[tuple[date, date]]:
    """The company's closures as pairs of first and last day."""
    return list(Closure.objects.values_list("starts_on", "ends_on"))


def remind(*, at: datetime) -> int:
    """Tell leads of duties that open, sponsors after ten days of silence, the CMO after twenty; each once. Returns how many were decided.

    May run at any time and any number of times: the key of each notice names the project, the duty and the step.
    """
    today = timezone.localdate(at)
    waiting = ProjectSummary.objects.filter(due_on__lte=today + timedelta(days=calendar.OPENS_DAYS_BEFORE))
    cards = list(waiting.select_related("project__lead", "project__sponsor").order_by("project_id"))
    board = _board() if cards else []
    away = stand_ins(today)
    decided = 0
    for card in cards:
        project = card.project
        for event, people in _steps(card.due_on, today, project, board, away):
            facts = {"project": {"fr": project.name_fr, "en": project.name_en}, "day": {"date": card.due_on.isoformat()}}
            key = f"{project.pk}:{card.due_on:%Y%m%d}"
            address = reverse("portfolio:project", args=[project.code])
            notify(event=event, key=key, people=people, subject=project, address=address, at=at, facts=facts)
            decided += 1
    return decided


def _steps(due: date, today: date, project: Project, board: list[User], away: dict[int, list[int]]) -> Iterable[tuple[str, list]]:
    silent = (today - due).days
    yield "duty.open", [project.lead, *away.get(project.lead_id or 0, [])]
    if silent > calendar.SPONSOR_DAYS:
        yield "duty.sponsor", [project.sponsor]
    if silent > calendar.BOARD_DAYS and not project.is_confidential:
        yield "duty.board", board


def _board() -> list[User]:
    grants = RoleGrant.objects.in_force(timezone.localdate()).filter(role=Role.EXECUTIVE, lens=Lens.CMO, user__is_active=True)
    return [grant.user for grant in grants.select_related("user")]

"""What a person leads, sponsors or works on."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from foundation.accounts.models import User
from portfolio.models import Project, ProjectContribution
from portfolio.queries.project_list import with_scores

LIVE = ("not_started", "active", "paused")


@dataclass(frozen=True)
class Mine:
    """The live projects of a person by their part in them, and the links of their projects that were refused."""

    led: list[Project]
    sponsored: list[Project]
    joined: list[Project]
    refused: list[ProjectContribution]


def mine(user: User, run_id: int | None) -> Mine:
    """Four queries, whatever the number of projects."""
    rows = with_scores(Project.objects.filter(status__in=LIVE), run_id)
    rows = rows.select_related("unit", "lead", "portfolio", "card").defer("search", "sort_fr", "sort_en").order_by("code")
    led = list(rows.filter(lead=user))
    known = [project.pk for project in led]
    sponsored = list(rows.filter(sponsor=user).exclude(pk__in=known))
    known += [project.pk for project in sponsored]
    joined = list(rows.filter(members__user=user).exclude(pk__in=known))
    return Mine(led, sponsored, joined, list(_refused(led)))


def _refused(projects: Iterable[Project]) -> QuerySet[ProjectContribution]:
    refused = ProjectContribution.objects.current().filter(project__in=projects, state=ProjectContribution.State.REFUSED)
    return refused.select_related("project", "objective", "decided_by").order_by("-decided_on")

"""How each objective is going to land: one rule for the home, the strategy map and the page of the objective.

The strategic projects that go on and serve it, by links that are not refused, each with its share of the money; confidential
projects are in no figure, not even for who sees them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, FilteredRelation, FloatField, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce

from portfolio.models import Project, ProjectContribution, ScoreRun, health_of
from portfolio.models.projects import ProjectClass
from portfolio.money import rates
from portfolio.queries.converted import rate_into
from portfolio.queries.serving import LIVING


@dataclass(frozen=True)
class Landing:
    """How many projects serve an objective, how many of them need help, their delivery confidence (0–1) and alignment (0–100)."""

    projects: int = 0
    need_help: int = 0
    delivery: float | None = None
    alignment: float | None = None

    @property
    def status(self) -> str:
        """`orphan` where nothing serves it, `no_data` where nothing of that is scored, else the colour of its delivery."""
        if not self.projects:
            return "orphan"
        return "no_data" if self.delivery is None else str(health_of(self.delivery).value)


def that_land(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Those of `projects` that count for the landing of objectives."""
    return projects.filter(project_class=ProjectClass.STRATEGIC, is_confidential=False, status__in=LIVING)


def links_that_carry(projects: QuerySet[Project]) -> QuerySet[ProjectContribution]:
    """The links of `projects` to objectives, without those refused or of no effect."""
    links = ProjectContribution.objects.current().filter(project__in=projects.order_by().values("pk"), level__gt=0)
    return links.exclude(state=ProjectContribution.State.REFUSED).order_by()


def landings(projects: QuerySet[Project], run: ScoreRun | None, *, currency: str) -> dict[int, Landing]:
    """{objective: how the `projects` land that serve it}, weighted by money in `currency`; only how many, before a night. Two queries."""
    if run is None:
        return {row["objective"]: Landing(row["n"]) for row in links_that_carry(projects).values("objective").annotate(n=Count("id"))}
    rows = links_that_carry(projects).annotate(shot=FilteredRelation("project__snapshots", condition=Q(project__snapshots__run=run)))
    rate = rate_into(currency, rates=rates(known_at=run.cut_off), on=run.as_of, of="project__")
    budget = Coalesce(Cast(F("project__card__budget") * rate, FloatField()), 0.0)
    known = Q(shot__d__isnull=False)
    counted = rows.values("objective").annotate(
        n=Count("id"), help=Count("id", filter=Q(shot__watermelon=True)), plain=Avg("shot__d"), score=Avg("shot__s"),
        paid=Sum(budget, filter=known), earned=Sum(F("shot__d") * budget, filter=known),
    )  # fmt: skip
    return {row["objective"]: _landing(row) for row in counted}


def _landing(row: Mapping[str, Any]) -> Landing:
    delivery = float(row["earned"]) / float(row["paid"]) if row["paid"] else row["plain"]
    return Landing(row["n"], row["help"], delivery, row["score"])

"""What the pages of one project show, part by part. Each function is a fixed number of queries."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

import numpy as np
from django.db.models import Prefetch, QuerySet

from foundation.accounts.models import User
from portfolio.actions.cards import LINK_VALID_MONTHS
from portfolio.earned_value import performance
from portfolio.models import (
    BudgetLine,
    ConfidenceWaiver,
    EarnedValuePoint,
    GateReview,
    Milestone,
    Project,
    ProjectContribution,
    ProjectMember,
    Publication,
    Risk,
    ScoreSnapshot,
    StatusDraft,
    StatusReport,
)
from strategy.models import ContributionLevel, StrategicObjective

RENEWED_AHEAD = timedelta(days=30)


def reports(project: Project) -> QuerySet[StatusReport]:
    """The published reports that hold, newest first."""
    return StatusReport.objects.current().filter(project=project).select_related("recorded_by").order_by("-reported_on", "-id")


def draft(project: Project, author: User) -> dict[str, Any]:
    """What `author` has begun to write, or nothing."""
    return StatusDraft.objects.filter(project=project, author=author).values_list("content", flat=True).first() or {}


def computed_now(project: Project) -> ScoreSnapshot | None:
    """The computed health of the published run, to show beside the choice of the declared one."""
    published = Publication.objects.filter(pk=1).values("run_id")
    return ScoreSnapshot.objects.filter(run_id__in=published, project=project).first()


def versions_of(report: StatusReport) -> QuerySet[StatusReport]:
    """A report and the ones it corrects, newest first."""
    return StatusReport.objects.filter(key=report.key).select_related("recorded_by").order_by("-id")


def milestones(project: Project) -> list[Milestone]:
    """The milestones that hold, in the order they are expected."""
    return list(Milestone.objects.current().filter(project=project).order_by("forecast_on", "id"))


def links(project: Project) -> list[ProjectContribution]:
    """The links that stand, refused ones included, the strongest first."""
    rows = ProjectContribution.objects.current().filter(project=project)
    return list(rows.select_related("objective__owner", "declared_by", "decided_by").order_by("-level", "objective__code"))


def risks(project: Project) -> list[Risk]:
    """Open risks first, the gravest on top; closed ones after."""
    rows = list(Risk.objects.current().filter(project=project).select_related("owner"))
    return sorted(rows, key=lambda risk: (risk.state == Risk.State.CLOSED, -risk.exposure, risk.title))


def gate_reviews(project: Project) -> list[GateReview]:
    """The decisions at the gates, in order."""
    return list(GateReview.objects.current().filter(project=project).select_related("decided_by").order_by("gate", "decided_on", "id"))


def members(project: Project) -> list[ProjectMember]:
    """The people on the project, the largest share first."""
    return list(ProjectMember.objects.filter(project=project).select_related("user__unit").order_by("-share", "user__full_name"))


def waiver(project: Project, on: date) -> ConfidenceWaiver | None:
    """The decision on delivery confidence that runs on a day."""
    running = ConfidenceWaiver.objects.current().filter(project=project, starts_on__lte=on, expires_on__gte=on)
    return running.select_related("recorded_by").order_by("-id").first()


# --- Money -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class YearOfMoney:
    """The lines of one year (None: the whole life) with their sums; a sum is None when no line tells an amount."""

    year: int | None
    lines: list[BudgetLine]

    def _sum(self, name: str) -> Decimal | None:
        told = [getattr(line, name) for line in self.lines if getattr(line, name) is not None]
        return sum(told, Decimal(0)) if told else None

    @property
    def baseline(self) -> Decimal | None:
        return self._sum("baseline")

    @property
    def forecast(self) -> Decimal | None:
        return self._sum("forecast")

    @property
    def actual(self) -> Decimal | None:
        return self._sum("actual")

    @property
    def overrun(self) -> Decimal | None:
        """How far the forecast lies above the budget, as a share of it."""
        return (self.forecast - self.baseline) / self.baseline if self.forecast is not None and self.baseline else None


def money_by_year(project: Project) -> list[YearOfMoney]:
    """The money of a project, year by year; the whole life comes last."""
    lines = list(BudgetLine.objects.current().filter(project=project).order_by("year", "nature", "label"))
    lines.sort(key=lambda line: (line.year is None, line.year or 0))
    return [YearOfMoney(year, list(group)) for year, group in groupby(lines, key=lambda line: line.year)]


@dataclass(frozen=True)
class EarnedValue:
    """A point and the ratios it gives; None where one cannot be computed."""

    point: EarnedValuePoint
    cpi: float | None
    spi: float | None
    eac: float | None
    vac: float | None
    tcpi: float | None


def earned_value(project: Project) -> list[EarnedValue]:
    """The earned-value points, newest first, with their ratios."""
    points = list(EarnedValuePoint.objects.current().filter(project=project).order_by("-on"))
    if not points:
        return []
    ratios = performance(
        planned=_column(points, "planned_value"), earned=_column(points, "earned_value"),
        actual=_column(points, "actual_cost"), budget=_column(points, "budget_at_completion"),
    )  # fmt: skip
    columns = [ratios.cpi, ratios.spi, ratios.eac, ratios.vac, ratios.tcpi]
    rows = zip(points, *(np.atleast_1d(column) for column in columns), strict=True)
    return [EarnedValue(point, *(None if np.isnan(value) else float(value) for value in values)) for point, *values in rows]


def _column(points: list[EarnedValuePoint], name: str) -> list[float]:
    return [float("nan") if getattr(point, name) is None else float(getattr(point, name)) for point in points]


# --- Contributions -----------------------------------------------------------------------------------------------------
def expires_on(link: ProjectContribution) -> date:
    """The day on which a link stops counting unless it is renewed: twelve months after its last key."""
    since = link.decided_on if link.validated_level else link.declared_on
    since = since or link.declared_on
    years, month = divmod(since.month - 1 + LINK_VALID_MONTHS, 12)
    last = monthrange(since.year + years, month + 1)[1]
    return date(since.year + years, month + 1, min(since.day, last))


def open_leaves(project: Project) -> list[StrategicObjective]:
    """The objectives a project may contribute to: leaves in force of its plan (of every active plan where it names none)."""
    rows = StrategicObjective.objects.filter(retired_on=None, children=None)
    plan = project.portfolio.plan_id if project.portfolio else None
    rows = rows.filter(plan=plan) if plan else rows.filter(plan__status="active")
    stated = Prefetch("levels", ContributionLevel.objects.order_by("level"))
    return list(rows.select_related("owner", "parent").prefetch_related(stated).order_by("position", "code"))


def statements(objective: StrategicObjective | None) -> dict[Decimal, ContributionLevel]:
    """What each level means for an objective, in words: its own statements, the generic ones elsewhere."""
    generic = {row.level: row for row in ContributionLevel.objects.filter(objective=None)}
    own = {row.level: row for row in ContributionLevel.objects.filter(objective=objective)} if objective else {}
    return dict(sorted((generic | own).items()))

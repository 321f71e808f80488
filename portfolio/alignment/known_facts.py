"""What was known of some projects at a cut-off, as plain columns: the one place that says which rows the score reads.

The night reads thousands of projects into frames, a page reads one; both come through here. Each function returns {column: list}.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from portfolio.models import (
    BudgetLine,
    ConfidenceWaiver,
    EarnedValuePoint,
    GateReview,
    Milestone,
    ProjectContribution,
    ProjectFacts,
    Risk,
    StatusReport,
)
from portfolio.models.projects import ProjectClass
from strategy.models import ObjectiveWeight, StrategicPlan, WeightSet

Rows = dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Moment:
    """A date to judge at, and the instant up to which facts count."""

    as_of: date
    cut_off: datetime


@dataclass(frozen=True, slots=True)
class Span:
    """Projects by their number, both ends included."""

    first: int
    last: int


def _columns(rows: QuerySet, **names: str) -> Rows:
    """Read `rows`: one list a column, named by the keys."""
    found = list(rows.order_by().values_list(*names.values()))
    return dict(zip(names, map(list, zip(*found, strict=True)), strict=True)) if found else {name: [] for name in names}


def _known(model: Any, moment: Moment, span: Span) -> QuerySet:
    return model.objects.known_at(moment.cut_off).filter(project_id__gte=span.first, project_id__lte=span.last)


def scored_projects(moment: Moment) -> QuerySet:
    """Facts of every project that has a score: all but running the business."""
    return ProjectFacts.objects.known_at(moment.cut_off).exclude(project_class=ProjectClass.RUN)


def project_facts(moment: Moment, span: Span) -> Rows:
    """Class, status, places and dates; `gate_one` is the first approval at gate 1."""
    approvals = GateReview.objects.known_at(moment.cut_off).filter(
        project=OuterRef("project_id"), gate=1, decision__in=[GateReview.Decision.APPROVED, GateReview.Decision.CONDITIONS]
    )
    rows = scored_projects(moment).filter(project_id__gte=span.first, project_id__lte=span.last)
    return _columns(
        rows.annotate(gate_one=Subquery(approvals.order_by("decided_on").values("decided_on")[:1])),
        project="project_id",
        project_class="project_class",
        status="status",
        portfolio="portfolio_id",
        plan="portfolio__plan_id",
        confidential="project__is_confidential",
        unit="unit_id",
        cadence="cadence",
        starts_on="starts_on",
        entered_on="entered_on",
        gate_one="gate_one",
    )


def links(moment: Moment, span: Span) -> Rows:
    """Contributions of the projects to objectives."""
    return _columns(
        _known(ProjectContribution, moment, span),
        project="project_id",
        objective="objective_id",
        level="level",
        validated_level="validated_level",
        declared_on="declared_on",
        decided_on="decided_on",
        state="state",
    )


def weights(moment: Moment) -> Rows:
    """The weights of every plan that has a set in force; a draft plan has none, a retired objective no longer weighs."""
    sets = (
        WeightSet.objects.known_at(moment.cut_off).filter(in_force_from__lte=moment.as_of).exclude(plan__status=StrategicPlan.Status.DRAFT)
    )
    latest = sets.order_by("plan_id", "-in_force_from", "-number").distinct("plan_id").values("id")
    rows = ObjectiveWeight.objects.filter(weight_set__in=latest).exclude(objective__retired_on__lte=moment.as_of)
    return _columns(
        rows,
        plan="weight_set__plan_id",
        in_force_from="weight_set__in_force_from",
        currency="weight_set__plan__currency",
        objective="objective_id",
        code="objective__code",
        horizon="objective__horizon",
        weight="weight",
    )


def earned_value(moment: Moment, span: Span) -> Rows:
    """Earned-value points, future planned value included."""
    return _columns(
        _known(EarnedValuePoint, moment, span),
        project="project_id",
        on="on",
        planned="planned_value",
        earned="earned_value",
        actual="actual_cost",
        budget="budget_at_completion",
        currency="currency",
    )


def milestones(moment: Moment, span: Span) -> Rows:
    """Milestones with the instant they were last touched."""
    return _columns(
        _known(Milestone, moment, span),
        project="project_id",
        baseline_on="baseline_on",
        forecast_on="forecast_on",
        reached_on="reached_on",
        recorded_at="recorded_at",
    )


def risks(moment: Moment, span: Span) -> Rows:
    """Risks, closed ones included: a project that closed them all has an answer, one that never named any has none."""
    rows = _known(Risk, moment, span)
    return _columns(rows, project="project_id", probability="probability", impact="impact", state="state", recorded_at="recorded_at")


def last_reports(moment: Moment, span: Span) -> Rows:
    """The last declared health of each project."""
    rows = _known(StatusReport, moment, span).filter(reported_on__lte=moment.as_of)
    last = rows.order_by("project_id", "-reported_on", "-id").distinct("project_id").values("id")
    return _columns(StatusReport.objects.filter(id__in=last), project="project_id", reported_on="reported_on", health="health")


def waivers(moment: Moment, span: Span) -> Rows:
    """Waivers that stand at the date."""
    rows = _known(ConfidenceWaiver, moment, span).filter(starts_on__lte=moment.as_of, expires_on__gte=moment.as_of)
    return _columns(rows, project="project_id", value="value", expires_on="expires_on", recorded_at="recorded_at")


def budgets(moment: Moment, span: Span) -> Rows:
    """This year's baselines; None is an amount not disclosed."""
    rows = _known(BudgetLine, moment, span).filter(year=moment.as_of.year)
    return _columns(rows, project="project_id", currency="currency", baseline="baseline")

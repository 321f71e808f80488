"""Will it land? The objectives with the delivery of what serves them; milestones that slip; reports in time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, FilteredRelation, FloatField, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce

from portfolio.charts import ObjectiveMoney
from portfolio.models import Milestone, Project, ProjectContribution, ScoreRun
from portfolio.models.status import AMBER_FROM
from portfolio.money import rates
from portfolio.queries.converted import rate_into
from portfolio.reporting_calendar import GRACE_DAYS
from strategy.models import StrategicObjective

SHOWN, NEXT_DAYS = 8, 30


@dataclass(frozen=True)
class ObjectiveLanding:
    """One objective: what it weighs and receives, and how the projects go that serve it."""

    objective: StrategicObjective
    weight: float
    share: float
    projects: int = 0
    need_help: int = 0
    delivery: float | None = None
    alignment: float | None = None

    @property
    def status(self) -> str:
        """The band of the delivery, or orphan where nothing serves it."""
        if not self.projects:
            return "orphan"
        if self.delivery is None:
            return "no_data"
        return "green" if self.delivery >= 0.8 else "amber" if self.delivery >= AMBER_FROM else "red"

    @property
    def on_course(self) -> bool:
        return self.status in ("green", "amber")


def objectives(
    run: ScoreRun,
    projects: QuerySet[Project],
    leaves: Sequence[StrategicObjective],
    money: Sequence[ObjectiveMoney],
    weights: Mapping[int, float],
    *,
    currency: str,
) -> list[ObjectiveLanding]:
    """The objectives that weigh something, the heaviest first, each with the projects whose links were not refused.

    Deliveries are weighted by money in `currency`. Two queries.
    """
    links = ProjectContribution.objects.current().filter(project__in=projects.order_by().values("pk"), level__gt=0)
    links = links.exclude(state=ProjectContribution.State.REFUSED).order_by()
    rows = links.annotate(shot=FilteredRelation("project__snapshots", condition=Q(project__snapshots__run=run)))
    rate = rate_into(currency, rates=rates(known_at=run.cut_off), on=run.as_of, of="project__")
    budget = Coalesce(Cast(F("project__card__budget") * rate, FloatField()), 0.0)
    known = Q(shot__d__isnull=False)
    counted = rows.values("objective").annotate(
        n=Count("id"), help=Count("id", filter=Q(shot__watermelon=True)), plain=Avg("shot__d"), score=Avg("shot__s"),
        paid=Sum(budget, filter=known), earned=Sum(F("shot__d") * budget, filter=known),
    )  # fmt: skip
    found = {row["objective"]: row for row in counted}
    shares = {one.code: one.share for one in money}
    told = [_landing(leaf, found.get(leaf.pk), weights.get(leaf.pk, 0.0), shares.get(leaf.code, 0.0)) for leaf in leaves]
    return sorted((one for one in told if one.weight), key=lambda one: (-one.weight, one.objective.code))


def _landing(leaf: StrategicObjective, row: Mapping | None, weight: float, share: float) -> ObjectiveLanding:
    if row is None:
        return ObjectiveLanding(leaf, weight, share)
    delivery = float(row["earned"]) / float(row["paid"]) if row["paid"] else row["plain"]
    return ObjectiveLanding(leaf, weight, share, row["n"], row["help"], delivery, row["score"])


@dataclass(frozen=True)
class Milestones:
    """Milestones still open: those late, those coming, and the ones that slip most."""

    late: int = 0
    coming: int = 0
    open: int = 0
    slipping: list[Milestone] = field(default_factory=list)


def milestones(projects: QuerySet[Project], today: date) -> Milestones:
    """The open milestones of `projects`. Two queries."""
    rows = Milestone.objects.current().filter(project__in=projects.order_by().values("pk"), reached_on__isnull=True)
    soon = today + timedelta(days=NEXT_DAYS)
    counts = rows.aggregate(
        open=Count("id"), late=Count("id", filter=Q(forecast_on__gt=F("baseline_on"))),
        coming=Count("id", filter=Q(forecast_on__gte=today, forecast_on__lte=soon)),
    )  # fmt: skip
    slip = ExpressionWrapper(F("forecast_on") - F("baseline_on"), output_field=DurationField())
    widest = rows.filter(forecast_on__gt=F("baseline_on")).annotate(slip=slip).select_related("project__unit", "project__lead")
    slipping = list(widest.defer("project__search", "project__attributes").order_by("-slip", "id")[:SHOWN])
    return Milestones(counts["late"], counts["coming"], counts["open"], slipping)


@dataclass(frozen=True)
class Reporting:
    """Reports: how many projects owe one, how many are silent beyond the days of grace, and the ones silent longest."""

    owing: int = 0
    silent: int = 0
    longest: list[Project] = field(default_factory=list)

    @property
    def on_time(self) -> float | None:
        """The share of projects that report and whose colour is not out of date."""
        return 1 - self.silent / self.owing if self.owing else None


def reporting(projects: QuerySet[Project], today: date, shown: int = 5) -> Reporting:
    """Who reports, and who is silent. Two queries."""
    late = Q(card__due_on__lt=today - timedelta(days=GRACE_DAYS))
    counts = projects.order_by().aggregate(owing=Count("id", filter=Q(card__due_on__isnull=False)), silent=Count("id", filter=late))
    rows = projects.filter(late).select_related("lead", "unit", "card").defer("search", "attributes")
    return Reporting(counts["owing"], counts["silent"], list(rows.order_by("card__due_on", "code")[:shown]))

"""Will it land? The objectives with the delivery of what serves them; milestones that slip; reports in time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet

from portfolio.charts import ObjectiveMoney
from portfolio.models import Milestone, Project, ScoreRun
from portfolio.queries.landings import Landing, landings
from portfolio.reporting_calendar import GRACE_DAYS
from strategy.models import StrategicObjective

SHOWN, NEXT_DAYS = 8, 30


@dataclass(frozen=True)
class ObjectiveLanding:
    """One objective: what it weighs and receives, and how the projects go that serve it."""

    objective: StrategicObjective
    weight: float
    share: float
    landing: Landing = field(default_factory=Landing)

    @property
    def projects(self) -> int:
        return self.landing.projects

    @property
    def need_help(self) -> int:
        return self.landing.need_help

    @property
    def delivery(self) -> float | None:
        return self.landing.delivery

    @property
    def alignment(self) -> float | None:
        return self.landing.alignment

    @property
    def status(self) -> str:
        """The band of the delivery, or orphan where nothing serves it."""
        return self.landing.status

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
    found = landings(projects, run, currency=currency)
    shares = {one.code: one.share for one in money}
    told = [ObjectiveLanding(leaf, weights.get(leaf.pk, 0.0), shares.get(leaf.code, 0.0), found.get(leaf.pk, Landing())) for leaf in leaves]
    return sorted((one for one in told if one.weight), key=lambda one: (-one.weight, one.objective.code))


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

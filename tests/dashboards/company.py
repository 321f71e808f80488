"""A small company with two computed nights, written row by row: what the board reads, without the score that makes it."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from foundation.accounts.models import OrganisationUnit, User
from foundation.history import record
from portfolio.alignment.parameters import Parameters
from portfolio.models import (
    BudgetLine,
    ExchangeRate,
    Portfolio,
    Project,
    ProjectContribution,
    ProjectFacts,
    ProjectSummary,
    Publication,
    RunIndex,
    ScoreRun,
    ScoreSnapshot,
    ScoringModel,
)
from strategy.models import ObjectiveWeight, StrategicObjective, StrategicPlan, WeightSet

TODAY = date(2026, 7, 8)
ENTERED = datetime(2026, 1, 5, 8, tzinfo=UTC)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


@dataclass
class Company:
    """The plan, the units, the nights; projects are added by `project`."""

    today: date = TODAY
    plan: StrategicPlan = field(init=False)
    portfolio: Portfolio = field(init=False)
    units: dict[str, OrganisationUnit] = field(default_factory=dict)
    objectives: dict[str, StrategicObjective] = field(default_factory=dict)
    runs: list[ScoreRun] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.plan = StrategicPlan.objects.create(
            code="HD",
            name_fr="Habiter demain",
            name_en="Living tomorrow",
            starts_on=date(2025, 1, 1),
            ends_on=date(2028, 12, 31),
            status="active",
        )
        self.portfolio = Portfolio.objects.create(code="MAIN", name_fr="Projets", name_en="Projects", plan=self.plan)
        model = ScoringModel.objects.filter(number=1).first() or ScoringModel.objects.create(
            number=1, parameters=Parameters().to_json(), in_force_from=date(2020, 1, 1), recorded_at=ENTERED
        )
        self.runs = [self.run(self.today - timedelta(days=7), model), self.run(self.today, model)]
        Publication.objects.update_or_create(
            pk=1, defaults={"run": self.runs[1], "previous": self.runs[0], "published_at": midnight(self.today) + timedelta(hours=2)}
        )

    def run(self, day: date, model: ScoringModel) -> ScoreRun:
        return ScoreRun.objects.create(
            kind="night",
            state="published",
            as_of=day,
            cut_off=midnight(day),
            model=model,
            wanted_at=midnight(day),
            finished_at=midnight(day),
        )

    def unit(self, code: str, fr: str, en: str, parent: OrganisationUnit | None = None) -> OrganisationUnit:
        self.units[code] = OrganisationUnit.objects.create(code=code, name_fr=fr, name_en=en, parent=parent)
        return self.units[code]

    def weigh(self, weights: dict[str, tuple[str, str, str, float]]) -> None:
        """Objectives by code: (French, English, horizon, weight)."""
        chosen = record(WeightSet, at=ENTERED, by=None, plan=self.plan, number=1, method="direct", in_force_from=date(2026, 1, 1))
        for position, (code, (fr, en, horizon, weight)) in enumerate(weights.items()):
            objective = StrategicObjective.objects.create(
                plan=self.plan, code=code, name_fr=fr, name_en=en, horizon=horizon, position=position
            )
            ObjectiveWeight.objects.create(weight_set=chosen, objective=objective, weight=weight)
            self.objectives[code] = objective

    def project(
        self,
        code: str,
        *,
        unit: str,
        links: dict[str, tuple[float, str]] | None = None,
        budget: float | None = 1_000_000,
        scores: tuple[float | None, float | None] = (50.0, 50.0),
        lead: User | None = None,
        name: str = "",
        kind: str = "strategic",
        confidential: bool = False,
        due_on: date | None = None,
        reported_on: date | None = None,
        **snapshot: object,
    ) -> Project:
        """A project with its links {objective: (level, state)}, this year's budget and its score in the two nights."""
        place = {
            "unit": self.units[unit],
            "portfolio": self.portfolio,
            "project_class": kind,
            "status": "active",
            "entered_on": ENTERED.date(),
        }
        made = Project.objects.create(
            code=code,
            name_fr=name or code,
            name_en=name or code,
            lead=lead,
            is_confidential=confidential,
            magnitude=Decimal(1),
            cadence="monthly",
            **place,
        )
        record(ProjectFacts, at=ENTERED, by=None, project=made, magnitude=Decimal(1), cadence="monthly", **place)
        record(
            BudgetLine,
            at=ENTERED,
            by=None,
            project=made,
            year=self.today.year,
            currency="EUR",
            baseline=budget,
            undisclosed="" if budget else "secret",
        )
        for objective, (level, state) in (links or {}).items():
            self._link(made, objective, level, state)
        ProjectSummary.objects.update_or_create(project=made, defaults={"budget": budget, "due_on": due_on, "reported_on": reported_on})
        for run, s in zip(self.runs, scores, strict=True):
            self._snapshot(made, run, s, snapshot)
        return made

    def _link(self, project: Project, objective: str, level: float, state: str) -> None:
        decided = {"validated_level": level, "decided_on": ENTERED.date()} if state == "validated" else {}
        record(
            ProjectContribution,
            at=ENTERED,
            by=None,
            project=project,
            objective=self.objectives[objective],
            level=Decimal(str(level)),
            state=state,
            declared_on=ENTERED.date(),
            reason="no" if state == "refused" else "",
            **decided,
        )

    def _snapshot(self, project: Project, run: ScoreRun, s: float | None, facts: dict[str, object]) -> None:
        band = "" if s is None else "aligned" if s >= 70 else "partial" if s >= 40 else "weak"
        ScoreSnapshot.objects.create(run=run, project=project, s=s, band=band, as_of=run.as_of, **({"c": 0.8, "d": 0.8} | facts))

    def count_in_yen(self, code: str, *, rate: float | None) -> None:
        """Let the money of a project count in yen, each worth `rate` euros."""
        yen, _new = Portfolio.objects.get_or_create(code="JP", defaults={"name_fr": "Japon", "name_en": "Japan", "currency": "JPY"})
        Project.objects.filter(code=code).update(portfolio=yen)
        if rate:
            record(ExchangeRate, at=ENTERED, by=None, from_currency="JPY", to_currency="EUR", on=ENTERED.date(), rate=rate, source="BCE")

    def index(self, run: ScoreRun, **values: float) -> None:
        RunIndex.objects.create(run=run, scope="everything", **values)

"""A portfolio of any size for benchmarks: the same numbers every time, written by COPY."""

import random
import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone

from foundation.accounts.models import OrganisationUnit
from portfolio.actions.cards import refresh_all_cards
from portfolio.alignment import nights
from portfolio.models import Portfolio
from strategy.models import Horizon, ObjectiveWeight, StrategicObjective, StrategicPlan, WeightSet

CODE = "GEN"
OBJECTIVES, UNITS = 40, 25
AGE = timedelta(days=40)  # how long ago everything was recorded
HEALTH = ("green", "green", "green", "amber_green", "amber", "amber", "amber_red", "red")


class Command(BaseCommand):
    help = "Generate a large portfolio (codes GEN-…) with links, money, milestones, risks, earned value and reports."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--projects", type=int, default=1_000)
        parser.add_argument("--links", type=int, default=10, help="contributions of each project")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        if Portfolio.objects.filter(code=CODE).exists():
            raise CommandError("A generated portfolio is there already; start from an empty data folder (PORTAL_HOME) for another one.")
        if not 1 <= options["links"] <= OBJECTIVES:
            raise CommandError(f"A project has 1 to {OBJECTIVES} links.")
        today = nights.local_day(timezone.now())
        with transaction.atomic():
            made = Generator(random.Random(options["seed"]), today).generate(options["projects"], options["links"])  # noqa: S311 not a secret
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # without it the next statement plans for empty tables
        refresh_all_cards(as_of=today)
        self.stdout.write(", ".join(f"{count} {name}" for name, count in made.items()))


class Generator:
    """Writes one portfolio; every figure comes from `rng`."""

    def __init__(self, rng: random.Random, today: date) -> None:
        self.rng, self.today = rng, today
        self.at: datetime = nights.cut_off_of(today) - AGE

    def generate(self, projects: int, links: int) -> dict[str, int]:
        """Write everything; return how many rows of each kind."""
        plan = self._plan()
        objectives = self._objectives(plan)
        units = self._units()
        portfolio = Portfolio.objects.create(code=CODE, name_fr="Portefeuille généré", name_en="Generated portfolio", plan=plan)
        numbers = self._projects(projects, portfolio, units)
        return {
            "objectives": len(objectives),
            "projects": len(numbers),
            "links": self._links(numbers, objectives, links),
            "budget lines": self._recorded("budgetline", ("project_id", "year", *BUDGET), self._budgets(numbers)),
            "milestones": self._recorded("milestone", ("project_id", *MILESTONE), self._milestones(numbers)),
            "risks": self._recorded("risk", ("project_id", *RISK), self._risks(numbers)),
            "earned-value points": self._recorded("earnedvaluepoint", ("project_id", *POINT), self._points(numbers)),
            "reports": self._recorded("statusreport", ("project_id", *REPORT), self._reports(numbers)),
        }

    # --- The strategy and the places ---------------------------------------------------------------------------------------
    def _plan(self) -> StrategicPlan:
        first = not StrategicPlan.objects.filter(status=StrategicPlan.Status.ACTIVE).exists()
        return StrategicPlan.objects.create(
            code=CODE,
            name_fr="Plan généré",
            name_en="Generated plan",
            starts_on=self.today - timedelta(days=400),
            ends_on=self.today + timedelta(days=900),
            status=StrategicPlan.Status.ACTIVE if first else StrategicPlan.Status.CLOSED,
        )

    def _objectives(self, plan: StrategicPlan) -> list[StrategicObjective]:
        made = StrategicObjective.objects.bulk_create(
            [
                StrategicObjective(
                    plan=plan,
                    code=f"G{number:02}",
                    name_fr=f"Objectif {number}",
                    name_en=f"Objective {number}",
                    horizon=Horizon.values[number % 3],
                    position=number,
                )
                for number in range(1, OBJECTIVES + 1)
            ]
        )
        classes = [self.rng.choice((1, 2, 3)) for _ in made]
        weight_set = WeightSet.objects.create(
            plan=plan, number=1, method=WeightSet.Method.CLASSES, in_force_from=plan.starts_on, recorded_at=self.at
        )
        ObjectiveWeight.objects.bulk_create(
            [
                ObjectiveWeight(weight_set=weight_set, objective=objective, weight_class=rank, weight=rank / sum(classes))
                for objective, rank in zip(made, classes, strict=True)
            ]
        )
        return made

    def _units(self) -> list[OrganisationUnit]:
        root = OrganisationUnit.objects.create(code=CODE, name_fr="Société générée", name_en="Generated company")
        return OrganisationUnit.objects.bulk_create(
            [
                OrganisationUnit(code=f"{CODE}-{number:02}", name_fr=f"Direction {number}", name_en=f"Division {number}", parent=root)
                for number in range(1, UNITS + 1)
            ]
        )

    # --- Projects and what is known of them --------------------------------------------------------------------------------
    def _projects(self, count: int, portfolio: Portfolio, units: Sequence[OrganisationUnit]) -> list[int]:
        first = _next_number("portfolio_project")
        numbers = list(range(first, first + count))
        placed = [self._project(number, portfolio, units) for number in numbers]
        _copy("portfolio_project", PROJECT, placed)
        facts = dict(zip(PROJECT, zip(*placed, strict=True), strict=True))
        rows = zip(numbers, *(facts[name] for name in FACTS), strict=True)
        self._recorded("projectfacts", ("project_id", *FACTS), rows)
        return numbers

    def _project(self, number: int, portfolio: Portfolio, units: Sequence[OrganisationUnit]) -> tuple[Any, ...]:
        starts = self.today - timedelta(days=self.rng.randint(60, 390))
        ends = self.today + timedelta(days=self.rng.randint(30, 700))
        kind = "obligation" if self.rng.random() < 0.1 else "strategic"
        status = self.rng.choices(("active", "paused", "closed"), (90, 5, 5))[0]
        code = f"{CODE}-{number:06}"
        names = (f"Projet {number}", f"Project {number}", "", "")
        places = (
            portfolio.pk,
            self.rng.choice(units).pk,
            kind,
            status,
            "executing",
            self.rng.choice(("0.5", "1", "2", "4", "8")),
            "monthly",
        )
        return (number, code, *names, *places, starts, ends, starts, "{}", "", "", 1, False, False)

    def _links(self, numbers: Sequence[int], objectives: Sequence[StrategicObjective], count: int) -> int:
        rows = (self._link(number, objective.pk) for number in numbers for objective in self.rng.sample(objectives, count))
        return self._recorded("projectcontribution", ("project_id", *LINK), rows)

    def _link(self, number: int, objective: int) -> tuple[Any, ...]:
        level = self.rng.choice(("0.25", "0.5", "0.75", "1"))
        state = self.rng.choices(("validated", "declared", "refused"), (70, 25, 5))[0]
        declared = self.today - timedelta(days=self.rng.randint(41, 500))
        decided = None if state == "declared" else declared + timedelta(days=self.rng.randint(0, 40))
        reason = "Ne sert pas cet objectif." if state == "refused" else ""
        return (number, objective, level, state, level if state == "validated" else None, declared, decided, "", reason, "")

    def _budgets(self, numbers: Sequence[int]) -> Iterable[tuple[Any, ...]]:
        for number in numbers:
            for year in (self.today.year, self.today.year + 1):
                hidden = self.rng.random() < 0.03
                amount = None if hidden else round(self.rng.lognormvariate(13, 1), 2)
                yield (number, year, "total", "", "EUR", amount, amount, None, "non communiqué" if hidden else "")

    def _milestones(self, numbers: Sequence[int]) -> Iterable[tuple[Any, ...]]:
        for number in numbers:
            for step in range(1, 4):
                promised = self.today + timedelta(days=self.rng.randint(-200, 300))
                forecast = promised + timedelta(days=max(0, int(self.rng.gauss(5, 20))))
                reached = forecast if forecast < self.today and self.rng.random() < 0.8 else None
                yield (number, f"Jalon {step}", f"Milestone {step}", promised, forecast, reached)

    def _risks(self, numbers: Sequence[int]) -> Iterable[tuple[Any, ...]]:
        for number in numbers:
            for step in range(2):
                yield (number, f"Risk {step + 1}", self.rng.randint(1, 5), self.rng.randint(1, 5), self.rng.choice(("open", "closed")), "")

    def _points(self, numbers: Sequence[int]) -> Iterable[tuple[Any, ...]]:
        for number in numbers:
            budget, pace, price = self.rng.lognormvariate(13, 1), self.rng.gauss(0.97, 0.1), self.rng.gauss(1.03, 0.1)
            for month in range(1, 7):
                planned = round(budget * month / 12, 2)
                earned = max(round(planned * pace, 2), 1)
                yield (
                    number,
                    self.today - timedelta(days=30 * (7 - month)),
                    planned,
                    earned,
                    max(round(earned * price, 2), 1),
                    round(budget, 2) + 1,
                    "EUR",
                )

    def _reports(self, numbers: Sequence[int]) -> Iterable[tuple[Any, ...]]:
        empty = ("",) * 7
        for number in numbers:
            on = self.today - timedelta(days=self.rng.randint(41, 80))
            yield (number, on, self.rng.choice(HEALTH), "three", "report", *empty, "", "", "", "", "", "{}", "", "")

    def _recorded(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        """Write recorded facts, with identity and instant; return how many."""
        count = 0

        def versions() -> Iterable[tuple[Any, ...]]:
            nonlocal count
            for row in rows:
                count += 1
                yield (uuid.UUID(int=self.rng.getrandbits(128), version=4), self.at, False, *row)

        _copy(f"portfolio_{table}", ("key", "recorded_at", "removed", *columns), versions())
        return count


PROJECT = (
    *("id", "code", "name_fr", "name_en", "summary_fr", "summary_en"),
    *("portfolio_id", "unit_id", "project_class", "status", "phase", "magnitude", "cadence"),
    *("starts_on", "ends_on", "entered_on", "attributes", "external_source", "external_id", "version", "is_demo", "is_confidential"),
)
FACTS = ("project_class", "status", "portfolio_id", "unit_id", "magnitude", "cadence", "starts_on", "ends_on", "entered_on")
LINK = ("objective_id", "level", "state", "validated_level", "declared_on", "decided_on", "rationale", "reason", "source")
BUDGET = ("nature", "label", "currency", "baseline", "forecast", "actual", "undisclosed")
MILESTONE = ("name_fr", "name_en", "baseline_on", "forecast_on", "reached_on")
RISK = ("title", "probability", "impact", "state", "response")
POINT = ("on", "planned_value", "earned_value", "actual_cost", "budget_at_completion", "currency")
REPORT = (
    *("reported_on", "health", "scale", "kind"),
    *("scope_health", "schedule_health", "cost_health", "benefits_health", "risk_health", "change_health", "rse_health"),
    *("note", "done", "next_steps", "help_needed", "reason", "computed", "payload_hash", "source"),
)


def _next_number(table: str) -> int:
    """The next free number of a table."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")  # noqa: S608 our own names
        return int(cursor.fetchone()[0])


def _copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        if "id" in columns:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")  # noqa: S608 our own names

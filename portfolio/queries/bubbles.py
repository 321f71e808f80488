"""The projects of the bubble board: those with most money among those that have a score."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, QuerySet

from portfolio.models import Project
from portfolio.money import NoRate, Rates
from portfolio.queries import project_list
from portfolio.queries.project_list import GOING, Wanted

DRAWN = 120


@dataclass(frozen=True)
class Drawn:
    """A project of the board with its money in the currency of the plan; None where it is unknown or cannot be converted."""

    project: Project
    money: Decimal | None

    @property
    def health(self) -> str:
        """The declared health, `none` where nothing was reported."""
        return project_list.health_of_rank(self.project.card.health_rank) or "none"


@dataclass(frozen=True)
class Board:
    """What is drawn, how many more have a score, how many have none, and the currencies nobody entered a rate for."""

    drawn: list[Drawn]
    scored: int
    unscored: int
    without_rate: list[str]
    healths: Counter[str]

    @property
    def helpless(self) -> int:
        """How many of the drawn are well aligned and not expected to land: where help pays most."""
        return sum(one.project.score_band == "aligned" and (one.project.score_d or 0) < 0.6 for one in self.drawn)  # type: ignore[attr-defined]


def board(visible: QuerySet[Project], wanted: Wanted, run_id: int | None, *, rates: Rates, currency: str, on: date) -> Board:
    """The board of what is wanted of one class: of the projects going on, unless another status is asked for. Three queries."""
    rows = project_list.projects(visible, wanted, run_id)
    if not wanted.status:
        rows = rows.filter(status__in=GOING)
    both = Q(score_s__isnull=False, score_d__isnull=False)
    richest = rows.filter(both).order_by(F("card__budget").desc(nulls_last=True), "id")[:DRAWN]
    unconverted: set[str] = set()
    drawn = [Drawn(project, _money(project, rates, currency, on, unconverted)) for project in richest]
    scored, unscored = rows.filter(both).count(), rows.exclude(both).count()
    return Board(drawn, scored, unscored, sorted(unconverted), Counter(one.health for one in drawn))


def _money(project: Project, rates: Rates, currency: str, on: date, unconverted: set[str]) -> Decimal | None:
    own = project.portfolio.currency if project.portfolio else currency
    if project.card.budget is None:
        return None
    try:
        return rates.convert(project.card.budget, own, currency, on)
    except NoRate:
        unconverted.add(own)
        return None

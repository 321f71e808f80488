"""Why an objective has its colour: the delivery of the projects that serve it first, term by term."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from foundation.accounts.models import User
from portfolio.access import visible_to
from portfolio.models import Health, Project, Publication, ScoreRun, ScoreSnapshot, health_of
from portfolio.money import Rates, rates
from portfolio.queries.converted import budget_in
from portfolio.queries.landings import links_that_carry, that_land
from strategy.models import StrategicObjective

SINCE = timedelta(days=28)


@dataclass(frozen=True)
class Term:
    """One project: its share of the money (0–1), its delivery confidence (0–1), and the points both bring: share × delivery × 100."""

    project: Project
    share: float
    delivery: float
    before: float | None
    worst: str
    watermelon: bool

    @property
    def points(self) -> float:
        return 100 * self.share * self.delivery

    @property
    def lost(self) -> float:
        """The points that a sure delivery would add."""
        return 100 * self.share * (1 - self.delivery)

    @property
    def change(self) -> float | None:
        """The change of its delivery, in points of 100."""
        return None if self.before is None else 100 * (self.delivery - self.before)

    @property
    def health(self) -> Health:
        return health_of(self.delivery)


@dataclass(frozen=True)
class LandingStory:
    """The delivery of an objective (0–100), the colour it gives, the terms that add up to it, and projects nothing is known of."""

    terms: list[Term]
    unknown: int = 0
    since: date | None = None

    @property
    def delivery(self) -> float:
        return sum(term.points for term in self.terms)

    @property
    def health(self) -> Health:
        return health_of(self.delivery / 100)

    @property
    def heaviest(self) -> Term | None:
        """The term that costs most."""
        return max(self.terms, key=lambda term: term.lost, default=None)


def landing_story(objective: StrategicObjective, user: User) -> LandingStory | None:
    """How the visible projects land that serve the objective, the costliest first; None before a night.

    They are those of `landings`, so that the terms add up to the colour shown elsewhere. At most seven queries."""
    run = ScoreRun.objects.filter(pk__in=Publication.objects.filter(pk=1).values("run_id")).first()
    if run is None:
        return None
    serving = links_that_carry(that_land(visible_to(user))).filter(objective=objective)
    rows = ScoreSnapshot.objects.filter(run=run, project__in=serving.values("project"))
    rows = list(rows.select_related("project__card", "project__lead", "project__portfolio").defer("project__search", "project__attributes"))
    earlier = ScoreRun.objects.filter(state__in=[ScoreRun.State.PUBLISHED, ScoreRun.State.DONE], as_of__lte=run.as_of - SINCE)
    base = earlier.order_by("-as_of", "-id").first()
    before = dict(ScoreSnapshot.objects.filter(run=base, project__in=[row.project_id for row in rows]).values_list("project_id", "d"))
    known = [row for row in rows if row.d is not None]
    terms = sorted(_terms(known, before, objective.plan.currency, run), key=lambda term: (-term.lost, term.project.code))
    return LandingStory(terms, len(rows) - len(known), base.as_of if base else None)


def _terms(known: list[ScoreSnapshot], before: Mapping[int, float | None], currency: str, run: ScoreRun) -> list[Term]:
    """Shares by budget in one currency; equal ones where no budget is known."""
    alike = all(row.project.portfolio is None or row.project.portfolio.currency == currency for row in known)
    worth = Rates() if alike else rates(known_at=run.cut_off)
    budgets = [budget_in(currency, row.project, rates=worth, on=run.as_of) or 0.0 for row in known]
    paid = sum(budgets)
    shares = [budget / paid if paid else 1 / len(known) for budget in budgets]
    return [
        Term(row.project, share, row.d, before.get(row.project_id), row.d_worst, row.watermelon)
        for row, share in zip(known, shares, strict=True)
    ]

"""The facts of one board for one person, and the indices that follow from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from cmo_portal.dashboards.filters import BoardFilter
from cmo_portal.dashboards.sums import Totals
from foundation.accounts.models import OrganisationUnit
from foundation.charts import Figure
from portfolio.charts import ObjectiveMoney
from portfolio.models import Project, RunIndex, ScoreRun
from portfolio.money import Rates
from strategy.models import StrategicObjective

HORIZONS = ("short", "medium", "long")
DEFAULT_TARGETS = (0.45, 0.35, 0.20)


@dataclass(frozen=True)
class Spending:
    """Where the money of a selection goes at one date. Shares are 0–1 of all its money, or of the money placed at a horizon."""

    totals: Totals = field(default_factory=Totals)
    objectives: Sequence[ObjectiveMoney] = ()
    elsewhere: Decimal = Decimal(0)
    horizons: Sequence[float] = (0.0, 0.0, 0.0)
    targets: Sequence[float] = DEFAULT_TARGETS

    @property
    def spend_fit(self) -> float | None:
        """F = 1 − ½ Σ |share − weight|; money on no objective is a bucket of weight 0. None without money or weights."""
        spent = float(sum((o.money for o in self.objectives), 0.0)) + float(self.elsewhere)
        if spent <= 0 or not any(o.weight for o in self.objectives):
            return None
        return 1 - 0.5 * (sum(abs(o.gap) for o in self.objectives) + float(self.elsewhere) / spent)

    @property
    def horizon_balance(self) -> float | None:
        """H = 1 − ½ Σ |share − target|; None where no money has a horizon."""
        if not any(self.horizons):
            return None
        return 1 - 0.5 * sum(abs(share - target) for share, target in zip(self.horizons, self.targets, strict=True))

    @property
    def delivery(self) -> float | None:
        return self.totals.delivery

    @property
    def alignment(self) -> float | None:
        return self.totals.alignment


@dataclass(frozen=True)
class Board:
    """Everything the home board shows. `before` is the same selection about a week earlier, None before there is one."""

    filter: BoardFilter
    run: ScoreRun | None = None
    published_at: datetime | None = None
    currency: str = "EUR"
    now: Spending = field(default_factory=Spending)
    before: Spending | None = None
    before_on: date | None = None
    before_run_id: int | None = None
    company_before: RunIndex | None = None  # what that run kept of everything, where this board reads it
    figures: Mapping[str, Figure] = field(default_factory=dict)
    units: Sequence[str] = ()
    columns: Sequence[str] = ()
    cells: Sequence[Sequence[float]] = ()
    obligations: int = 0
    not_shown: int = 0
    left_out: int = 0
    trend: Sequence[tuple[date, float | None]] = ()
    previous: ScoreRun | None = None
    earned: Mapping[str, float | None] = field(default_factory=dict)
    objectives: Sequence[StrategicObjective] = ()
    orphan_projects: Sequence[Project] = ()
    orphan_objectives: Sequence[StrategicObjective] = ()
    weights: Mapping[int, float] = field(default_factory=dict)
    rates: Rates | None = None  # as known at the cut-off of the run
    organisation: Sequence[OrganisationUnit] = ()  # every unit, in the order of their codes

    @property
    def is_empty(self) -> bool:
        """Nothing to show yet: no project, or no night."""
        return self.run is None or not self.now.totals.projects

    def change(self, name: str, factor: float = 1.0) -> float | None:
        """By how much an index (`alignment`, `spend_fit`, `horizon_balance`, `delivery`) changed, None without comparison."""
        if self.before is None:
            return None
        new, old = getattr(self.now, name), getattr(self.before, name)
        return None if new is None or old is None else factor * (new - old)

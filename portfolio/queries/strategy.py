"""Does money follow the strategy? Objectives with their weight and their money, horizons against their targets."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from portfolio.models import ProjectContribution, Publication, RunIndex, ScoreRun
from portfolio.models.projects import ProjectClass
from portfolio.queries.serving import LIVING, valid_links
from strategy import queries as strategy
from strategy.models import Horizon, StrategicObjective, StrategicPlan

WHOLE = "everything"
SORTS = ("gap", "weight", "money", "name", "projects", "horizon", "owner")
DEFAULT_SORT = "-gap"
# A gap of less than this, in points, is in line.
IN_LINE = 1.5
SAME = 1e-6


@dataclass(frozen=True)
class Line:
    """One objective: its weight and its share of the money, from 0 to 1 (None: not known), the money, and who serves it."""

    objective: StrategicObjective
    weight: float | None
    money: float | None
    share: float | None
    projects: int
    scale: float = 1.0

    @property
    def gap(self) -> float | None:
        """Share of the money minus weight, in points."""
        return None if self.share is None else 100 * (self.share - (self.weight or 0.0))

    @property
    def tone(self) -> str:
        """`over`, `under`, or `fit` within a point and a half."""
        if self.gap is None or abs(self.gap) < IN_LINE:
            return "fit"
        return "over" if self.gap > 0 else "under"

    @property
    def horizon(self) -> str:
        """The horizon without its explanation in brackets."""
        return short_name(self.objective.horizon)

    @property
    def bar(self) -> str:
        """Length of the bar of money, 0 to 100 of the gauge."""
        return drawn(self.share, self.scale)

    @property
    def mark(self) -> str:
        """Place of the mark of the weight."""
        return drawn(self.weight, self.scale)

    @property
    def orphan(self) -> bool:
        """It weighs something and no active project serves it by a validated link."""
        return bool(self.weight) and not self.projects


@dataclass(frozen=True)
class HorizonLine:
    """One horizon: its share of the money and the share wanted by the plan."""

    horizon: str
    label: str
    share: float | None
    target: float

    @property
    def gap(self) -> float | None:
        return None if self.share is None else 100 * (self.share - self.target)

    @property
    def bar(self) -> str:
        return drawn(self.share, 1.0)

    @property
    def mark(self) -> str:
        return drawn(self.target, 1.0)


@dataclass(frozen=True)
class Follow:
    """The whole answer; money is None until a night is published."""

    lines: list[Line]
    horizons: list[HorizonLine]
    run: ScoreRun | None = None
    published_at: datetime | None = None
    total: float | None = None
    stray: float | None = None
    fit: float | None = None
    balance: float | None = None
    undisclosed: int = 0
    reweighed: bool = False
    orphans: list[StrategicObjective] = field(default_factory=list)

    @property
    def misplaced(self) -> float | None:
        """The money that would have to move for each objective to receive its weight."""
        return None if self.fit is None or self.total is None else (1 - self.fit) * self.total

    @property
    def stray_share(self) -> float | None:
        return self.stray / self.total if self.total and self.stray is not None else None

    @property
    def widest(self) -> Line | None:
        """The objective that receives most more than it weighs."""
        return max((line for line in self.lines if line.gap is not None and line.gap > 0), key=lambda line: line.gap, default=None)


@dataclass(frozen=True)
class Night:
    """What the published run says of the money of one plan's objectives: {objective id: its figures}."""

    run: ScoreRun
    published_at: datetime | None
    index: RunIndex
    figures: Mapping[int, Mapping[str, Any]]

    @property
    def stray(self) -> float:
        return float(self.index.detail.get("no_objective_money") or 0.0)

    @property
    def total(self) -> float:
        return self.stray + sum(float(figure["money"]) for figure in self.figures.values())

    @property
    def shares(self) -> list[float | None]:
        """Shares of the money at short, medium and long term."""
        return self.index.detail.get("horizons", {}).get("shares") or [None, None, None]


def night_of(objectives: Iterable[StrategicObjective]) -> Night | None:
    """The published run where it speaks of these objectives; it follows the plan whose weights came into force last. Two queries."""
    publication = Publication.objects.select_related("run").filter(pk=1).first()
    if publication is None or publication.run is None:
        return None
    index = RunIndex.objects.filter(run=publication.run, scope=WHOLE).first()
    figures = {int(figure["id"]): figure for figure in (index.detail.get("objectives") or [])} if index else {}
    if index is None or not any(objective.pk in figures for objective in objectives):
        return None
    return Night(publication.run, publication.published_at, index, figures)


def does_money_follow(plan: StrategicPlan, *, on: date, sort: str = DEFAULT_SORT) -> Follow:
    """Every leaf objective of the plan, by `sort`, with the money of the published run. A fixed handful of queries.

    Weights are those of the run where there is one, so that gaps, fit and boards agree; `reweighed` says when newer ones are in force.
    """
    leaves, weights = strategy.leaves(plan), strategy.weights_in_force(plan, on)
    served, night = validated_projects(leaves, on=on), night_of(leaves)
    lines = [_line(each, weights.of(each.pk), served[each.pk], night) for each in leaves]
    return Follow(
        lines=_sorted(_scaled(lines), sort),
        horizons=_horizons(plan, night.shares if night else [None, None, None]),
        orphans=[line.objective for line in lines if line.orphan],
        **_of_night(night, weights),
    )


def _line(objective: StrategicObjective, weight: float | None, projects: int, night: Night | None) -> Line:
    figure = night.figures.get(objective.pk) if night else None
    if figure is None:
        return Line(objective, weight, None, None, projects)
    return Line(objective, figure["weight"], figure["money"], figure["share"], projects)


def _of_night(night: Night | None, weights: strategy.Weights) -> dict[str, Any]:
    if night is None:
        return {}
    judged = {pk: figure["weight"] for pk, figure in night.figures.items() if figure["weight"]}
    now = {pk: weight for pk, weight in weights.by_objective.items() if weight}
    same = judged.keys() == now.keys() and all(abs(judged[pk] - now[pk]) < SAME for pk in now)
    return {
        "run": night.run,
        "published_at": night.published_at,
        "total": night.total,
        "stray": night.stray,
        "fit": night.index.spend_fit,
        "balance": night.index.horizon_balance,
        "undisclosed": int(night.index.detail.get("undisclosed") or 0),
        "reweighed": not same,
    }


def validated_projects(objectives: Iterable[StrategicObjective], *, on: date) -> Counter[int]:
    """How many active projects serve each objective by a validated, unexpired link; confidential ones are not counted. One query."""
    links = ProjectContribution.objects.current().filter(objective__in=list(objectives), project__status__in=LIVING)
    counted = valid_links(links, on).filter(project__is_confidential=False).exclude(project__project_class=ProjectClass.RUN)
    return Counter(counted.values_list("objective_id", flat=True))


def drawn(share: float | None, scale: float) -> str:
    """A share as a length of a gauge 100 wide, where `scale` fills it; empty where nothing is known."""
    return "" if share is None else f"{min(100 * share / scale, 100):.1f}"


# --- Parts -----------------------------------------------------------------------------------------------------------
def _horizons(plan: StrategicPlan, shares: Iterable[float | None]) -> list[HorizonLine]:
    targets = (plan.target_short, plan.target_medium, plan.target_long)
    return [
        HorizonLine(each.value, str(each.label), share, float(target)) for each, share, target in zip(Horizon, shares, targets, strict=True)
    ]


def _scaled(lines: list[Line]) -> list[Line]:
    """All gauges on one scale, the longest bar nearly full."""
    largest = max((max(line.share or 0.0, line.weight or 0.0) for line in lines), default=0.0)
    scale = largest * 1.04 or 1.0
    return [Line(each.objective, each.weight, each.money, each.share, each.projects, scale) for each in lines]


KEYS: dict[str, Callable[[Line], Any]] = {
    "gap": lambda line: abs(line.gap) if line.gap is not None else -1.0,
    "weight": lambda line: line.weight if line.weight is not None else -1.0,
    "money": lambda line: line.money if line.money is not None else -1.0,
    "name": lambda line: line.objective.name.casefold(),
    "projects": lambda line: line.projects,
    "horizon": lambda line: list(Horizon.values).index(line.objective.horizon),
    "owner": lambda line: (line.objective.owner is None, str(line.objective.owner or "").casefold()),
}


def _sorted(lines: list[Line], sort: str) -> list[Line]:
    """By one of `SORTS`, downwards with a minus; equal ones keep the order of the plan. A sort that is none of them is the usual one."""
    name = sort.removeprefix("-")
    if name not in KEYS:
        name, sort = DEFAULT_SORT.removeprefix("-"), DEFAULT_SORT
    return sorted(lines, key=KEYS[name], reverse=sort.startswith("-"))


def short_name(horizon: str) -> str:
    """`Short`, `Medium`, `Long`."""
    words = {Horizon.SHORT: gettext("Short"), Horizon.MEDIUM: gettext("Medium"), Horizon.LONG: gettext("Long")}
    return words[Horizon(horizon)]

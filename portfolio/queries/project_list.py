"""The list of projects: what it can be filtered and sorted by, and its rows."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.bilingual import language
from foundation.search import matching
from portfolio.models import Project, ProjectContribution, ScoreSnapshot
from portfolio.models.projects import ProjectClass, ProjectStatus
from portfolio.queries.keyset import Column, Sort

COUNTED_UP_TO = 1_000
SCORES = ("project", "s", "low", "high", "band", "c", "d", "d_declared", "d_computed", "ranked", "orphan", "veto", "watermelon")
NO_RANK, UNSCORED, GOING_ON = "none", "unscored", "going"
GOING = (ProjectStatus.NOT_STARTED, ProjectStatus.ACTIVE, ProjectStatus.PAUSED)
HEALTHS = {"green": 5, "amber_green": 4, "amber": 3, "amber_red": 2, "red": 1}
# Obligations are listed apart and never ranked.
RANKING = ("score", "delivery")
DEFAULT_SORT = "name"
SORTS = {
    "name": _("Project"),
    "code": _("Code"),
    "unit": _("Unit"),
    "lead": _("Lead"),
    "health": _("Health"),
    "score": _("Alignment"),
    "delivery": _("Delivery"),
    "budget": _("Budget this year"),
    "ends": _("End"),
    "reported": _("Last report"),
}


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to see of the list; every field is empty by default."""

    q: str = ""
    units: frozenset[int] = frozenset()
    objectives: frozenset[int] = frozenset()
    health: str = ""
    horizon: str = ""
    project_class: str = ProjectClass.STRATEGIC
    status: str = ""
    portfolio: int | None = None
    programme: int | None = None
    lead: int | None = None
    owner: int | None = None
    band: str = ""
    orphan: bool = False
    needs_help: bool = False
    sort: str = DEFAULT_SORT
    extra: dict[str, Any] = field(default_factory=dict)


def projects(visible: QuerySet[Project], wanted: Wanted, run_id: int | None) -> QuerySet[Project]:
    """The filtered projects of one class with unit, lead, portfolio, card and score, in no order yet."""
    rows = filtered(visible, wanted, run_id).filter(project_class=wanted.project_class)
    return rows.select_related("unit", "lead", "portfolio", "card").defer("search", "sort_fr", "sort_en", "attributes")


def filtered(visible: QuerySet[Project], wanted: Wanted, run_id: int | None) -> QuerySet[Project]:
    """The projects of every class that fit what is wanted, with the columns `score_…` of their snapshot in the run `run_id`."""
    return narrowed(with_scores(visible, run_id), wanted)


def with_scores(rows: QuerySet[Project], run_id: int | None) -> QuerySet[Project]:
    """The rows with `score_s`, `score_d` … of the run `run_id`, None where it has no snapshot of the project.

    Filters name these columns, not the relation: Django would join it once more for each filter.
    """
    rows = rows.annotate(score=FilteredRelation("snapshots", condition=Q(snapshots__run=run_id or 0)))
    return rows.annotate(**{f"score_{name}": F(f"score__{name}") for name in SCORES})


def _conditions(wanted: Wanted) -> list[Q]:
    chosen = [
        (wanted.units, Q(unit__in=wanted.units)),
        (wanted.objectives, Q(_serves(wanted.objectives))),
        (wanted.health, Q(card__health_rank=HEALTHS.get(wanted.health)) if wanted.health != NO_RANK else Q(card__health_rank=None)),
        (wanted.horizon, Q(card__horizon=wanted.horizon)),
        (wanted.status, Q(status__in=GOING) if wanted.status == GOING_ON else Q(status=wanted.status)),
        (wanted.portfolio, Q(portfolio=wanted.portfolio)),
        (wanted.programme, Q(programme=wanted.programme)),
        (wanted.lead, Q(lead=wanted.lead)),
        (wanted.owner, Q(_serves_owner(wanted.owner))),
        (wanted.band, Q(score_band=wanted.band) if wanted.band != UNSCORED else Q(score_s=None)),
        (wanted.orphan, Q(score_orphan=True)),
        (wanted.needs_help, Q(score_watermelon=True)),
    ]
    return [condition for value, condition in chosen if value]


def narrowed(visible: QuerySet[Project], wanted: Wanted) -> QuerySet[Project]:
    """The projects that fit what is wanted, in any order; filters on scores need the columns of `with_scores`."""
    rows = visible
    for condition in _conditions(wanted):
        rows = rows.filter(condition)
    return matching(rows, wanted.q)


def _serves(objectives: frozenset[int]) -> Exists:
    return Exists(_standing_links().filter(objective__in=objectives))


def _serves_owner(owner: int | None) -> Exists:
    return Exists(_standing_links().filter(objective__owner=owner))


def _standing_links() -> QuerySet[ProjectContribution]:
    links = ProjectContribution.objects.current().exclude(state=ProjectContribution.State.REFUSED)
    return links.filter(project=OuterRef("pk"), level__gt=0)


def count_by_class(visible: QuerySet[Project], wanted: Wanted, run_id: int | None) -> dict[str, int]:
    """How many projects fit, by class, counted no further than one above the cap."""
    rows = filtered(visible, wanted, run_id)
    return {name: rows.filter(project_class=name).order_by("code")[: COUNTED_UP_TO + 1].count() for name in ProjectClass.values}


def sort_of(wanted: Wanted, run_id: int | None) -> Sort:
    """The order of the list; an unknown or forbidden one is the order of names."""
    name, descending = wanted.sort.removeprefix("-"), wanted.sort.startswith("-")
    if name not in SORTS or (name in RANKING and wanted.project_class != ProjectClass.STRATEGIC):
        name, descending = DEFAULT_SORT, False
    return Sort(_columns(run_id)[name], descending)


def _columns(run_id: int | None) -> dict[str, Column]:
    return {
        "name": Column(f"sort_{language()}"),
        "code": Column("code"),
        "unit": _text_on_card("unit_sort"),
        "lead": _text_on_card("lead_sort"),
        "health": _on_card("health_rank", int),
        "budget": _on_card("budget", Decimal),
        "reported": _on_card("reported_on", date),
        "ends": Column("ends_on", kind=date, missing=Q(ends_on=None), present=Q(ends_on__isnull=False)),
        "score": _in_run("s", run_id, Q(ranked=True)),
        "delivery": _in_run("d", run_id, Q()),
    }


def _on_card(name: str, kind: type) -> Column:
    path = f"card__{name}"
    return Column(path, "card__project_id", missing=Q(**{path: None}), present=Q(**{f"{path}__isnull": False}), kind=kind)


def _text_on_card(name: str) -> Column:
    # Not "different from empty": the negation would join the cards as optional, and no index would order them.
    path = f"card__{name}"
    return Column(path, "card__project_id", missing=Q(**{path: ""}), present=Q(**{f"{path}__gt": ""}))


def _in_run(name: str, run_id: int | None, condition: Q) -> Column:
    """Scores sort by the snapshots of the run; what it does not rank comes after, without an order of merit."""
    snapshots = ScoreSnapshot.objects.filter(condition, run=run_id or 0, project=OuterRef("pk"), **{f"{name}__isnull": False})
    present = Q(**{f"score_{name}__isnull": False}) & (Q(score_ranked=True) if condition else Q())
    return Column(f"score_{name}", "score_project", missing=~Exists(snapshots), present=present, kind=float)


def health_of_rank(rank: int | None) -> str:
    """The declared health behind a card's rank; an empty string for none."""
    return next((health for health, known in HEALTHS.items() if known == rank), "")

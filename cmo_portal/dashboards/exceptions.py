"""What needs somebody: the few projects and objectives that a board names, each with a fact and the next step."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cmo_portal.dashboards.board import Board
from foundation import formatting, statuses
from portfolio.alignment.words import DIMENSIONS
from portfolio.models import Project, health_of
from portfolio.reporting_calendar import GRACE_DAYS
from strategy.models import StrategicObjective

SHOWN, OF_ONE_KIND = 5, 2
READ = 60
MOVED = 0.05
SEVERITY = {"veto": 1.0, "needs_help": 0.9, "orphan_objective": 0.7, "orphan": 0.6, "outdated": 0.5}
NEXT = {
    "veto": _("See what is at stake"),
    "needs_help": _("See why"),
    "orphan_objective": _("Find projects for it"),
    "orphan": _("Attach it or stop it"),
    "outdated": _("Ask for news"),
}


@dataclass(frozen=True)
class Need:
    """One exception: the object, its status, the fact in a sentence, what is at stake, who answers, and where to act."""

    kind: str
    status: str
    title: str
    fact: str
    stake: float
    href: str
    owner: str = ""
    amount: Decimal | None = None
    score: float | None = None
    change: float | None = None

    @property
    def rank(self) -> float:
        """Severity × what is at stake (a share of the money, or a weight); the root keeps a small project from vanishing."""
        return SEVERITY[self.kind] * math.sqrt(self.stake)

    @property
    def moved(self) -> bool:
        return self.change is not None and abs(self.change) >= MOVED

    @property
    def next_step(self) -> str | Promise:
        return NEXT[self.kind]


@dataclass(frozen=True)
class Needs:
    """The first exceptions of a board, and how many there are."""

    first: Sequence[Need]
    total: int


def needs(board: Board, projects: QuerySet[Project], *, today: date) -> Needs:
    """The exceptions of the board among the visible `projects`, the heaviest first. Two queries."""
    if board.run is None:
        return Needs((), 0)
    rows = _with_flags(projects, board).filter(
        Q(veto=True) | Q(orphan=True) | Q(watermelon=True) | Q(due_on__lt=today - timedelta(days=GRACE_DAYS))
    )
    found = [_of_project(row, board, today) for row in rows.order_by(F("amount").desc(nulls_last=True), "code")[:READ]]
    found += [_of_objective(objective, board) for objective in board.orphan_objectives]
    return Needs(_first(found), rows.count() + len(board.orphan_objectives))


def _with_flags(projects: QuerySet[Project], board: Board) -> QuerySet[Project]:
    rows = projects.annotate(
        score=FilteredRelation("snapshots", condition=Q(snapshots__run=board.run.pk)),
        old=FilteredRelation("snapshots", condition=Q(snapshots__run=board.before_run_id or 0)),
    )
    flags = {name: F(f"score__{name}") for name in ("s", "veto", "orphan", "watermelon", "d_declared", "d_computed", "d_worst")}
    card = {name: F(f"card__{field}") for name, field in (("amount", "budget"), ("due_on", "due_on"), ("reported_on", "reported_on"))}
    rows = rows.annotate(**flags, **card, s_before=F("old__s"))
    return rows.select_related("lead").defer("search", "attributes")


def _first(found: Sequence[Need]) -> list[Need]:
    """The heaviest, with no more than two of one kind while others wait: five times the same news is one piece of news."""
    ranked = sorted(found, key=lambda need: (-need.rank, need.title))
    seen: Counter[str] = Counter()
    first, rest = [], []
    for need in ranked:
        seen[need.kind] += 1
        (first if seen[need.kind] <= OF_ONE_KIND else rest).append(need)
    return sorted([*first, *rest][:SHOWN], key=lambda need: (-need.rank, need.title))


def _of_project(row: Project, board: Board, today: date) -> Need:
    """The gravest fact about one project."""
    kind, status, fact = _gravest(row, today)
    money = float(board.now.totals.money)
    return Need(
        kind=kind,
        status=status,
        title=row.name,
        fact=fact,
        stake=float(row.amount or 0) / money if money else 0.0,
        href=_address("portfolio:project", row.code),
        owner=row.lead.get_full_name() if row.lead else "",
        amount=row.amount,
        score=row.s,
        change=None if row.s is None or row.s_before is None else row.s - row.s_before,
    )


def _gravest(row: Project, today: date) -> tuple[str, str, str]:
    if row.veto:
        return "veto", "off_track", gettext("A severe effect on people or planet has no approved mitigation.")
    if row.watermelon:
        words = {"declared": _word(row.d_declared), "computed": _word(row.d_computed), "dimension": DIMENSIONS.get(row.d_worst, "")}
        if row.d_worst:
            return "needs_help", "needs_help", gettext("Declared “%(declared)s”, computed “%(computed)s”; weakest: %(dimension)s.") % words
        return "needs_help", "needs_help", gettext("Declared “%(declared)s”, computed “%(computed)s”.") % words
    if row.orphan:
        return "orphan", "orphan", gettext("Serves no validated objective.")
    if row.reported_on is None:
        return "outdated", "outdated", gettext("Has never been reported on.")
    return "outdated", "outdated", gettext("Last report %(when)s.") % {"when": formatting.days_ago((today - row.reported_on).days)}


def _word(share: float | None) -> str:
    return str(statuses.look("" if share is None else health_of(share)).word)


def _of_objective(objective: StrategicObjective, board: Board) -> Need:
    weight = board.weights.get(objective.pk, 0.0)
    return Need(
        kind="orphan_objective",
        status="orphan",
        title=f"{objective.code} {objective.name}",
        fact=gettext("Weighs %(weight)s and no active project serves it.") % {"weight": formatting.percent(weight)},
        stake=weight,
        href=_address("strategy:objective", objective.pk),
        owner=objective.owner.get_full_name() if objective.owner else "",
    )


def _address(name: str, key: object) -> str:
    try:
        return reverse(name, args=[key])
    except NoReverseMatch:
        return ""

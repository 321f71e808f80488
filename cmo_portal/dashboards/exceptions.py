"""What needs somebody: the few projects and objectives that a board names, each with a fact and the next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from cmo_portal.dashboards.board import Board
from foundation import formatting
from portfolio.models import Project, health_of
from portfolio.reporting_calendar import GRACE_DAYS
from strategy.models import StrategicObjective

SHOWN = 5
READ_PER_KIND = 20
SEVERITY = {"veto": 1.0, "needs_help": 0.9, "orphan_objective": 0.7, "orphan": 0.6, "outdated": 0.5}


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

    @property
    def rank(self) -> float:
        """Severity × what is at stake; a small stake still counts."""
        return SEVERITY[self.kind] * (0.2 + self.stake)


@dataclass(frozen=True)
class Needs:
    """The first exceptions of a board, and how many there are."""

    first: Sequence[Need]
    total: int


def needs(board: Board, projects: QuerySet[Project], *, today: date) -> Needs:
    """The exceptions of the board among the visible `projects`, the heaviest first. Two queries."""
    if board.run is None:
        return Needs((), 0)
    rows = projects.annotate(score=FilteredRelation("snapshots", condition=Q(snapshots__run=board.run.pk)))
    rows = rows.annotate(
        **{name: F(f"score__{name}") for name in ("veto", "orphan", "watermelon", "d_declared", "d_computed", "d_worst")},
        amount=F("card__budget"),
        due_on=F("card__due_on"),
        reported_on=F("card__reported_on"),
    )
    flagged = Q(veto=True) | Q(orphan=True) | Q(watermelon=True) | Q(due_on__lt=today)
    rows = rows.filter(flagged).select_related("lead", "portfolio").defer("search", "attributes")
    found = [
        need
        for row in rows.order_by(F("amount").desc(nulls_last=True), "code")[: READ_PER_KIND * 3]
        if (need := _of_project(row, board, today))
    ]
    found += [_of_objective(objective, board) for objective in board.orphan_objectives]
    ranked = sorted(found, key=lambda need: (-need.rank, need.title))
    return Needs(ranked[:SHOWN], rows.count() + len(board.orphan_objectives))


def _of_project(row: Project, board: Board, today: date) -> Need | None:
    """The gravest fact about one project, or None when only its report is a few days late."""
    kind, status, fact = _gravest(row, today)
    if not kind:
        return None
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
    )


def _gravest(row: Project, today: date) -> tuple[str, str, str]:
    if row.veto:
        return "veto", "off_track", _("A severe effect on people or planet has no approved mitigation.")
    if row.watermelon:
        words = {"declared": _word(row.d_declared), "computed": _word(row.d_computed)}
        return "needs_help", "needs_help", _("Declared “%(declared)s”, computed “%(computed)s”.") % words
    if row.orphan:
        return "orphan", "orphan", _("Serves no validated objective.")
    late = (today - row.due_on).days if row.due_on else 0
    if late <= GRACE_DAYS:
        return "", "", ""
    if row.reported_on is None:
        return "outdated", "outdated", _("Has never been reported on.")
    return "outdated", "outdated", _("Last report %(when)s.") % {"when": formatting.days_ago((today - row.reported_on).days)}


def _word(share: float | None) -> str:
    from foundation import statuses

    return str(statuses.look("" if share is None else health_of(share)).word)


def _of_objective(objective: StrategicObjective, board: Board) -> Need:
    weight = board.weights.get(objective.pk, 0.0)
    return Need(
        kind="orphan_objective",
        status="orphan",
        title=f"{objective.code} {objective.name}",
        fact=_("Weighs %(weight)s and no active project serves it.") % {"weight": formatting.percent(weight)},
        stake=weight,
        href=_address("strategy:objective", objective.pk),
        owner=objective.owner.get_full_name() if objective.owner else "",
    )


def _address(name: str, key: object) -> str:
    try:
        return reverse(name, args=[key])
    except NoReverseMatch:
        return ""

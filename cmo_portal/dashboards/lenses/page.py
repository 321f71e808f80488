"""One board through one lens: what all roles see, and what the role adds. Each facts function is a fixed number of queries."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cmo_portal.dashboards import kept, narrator
from cmo_portal.dashboards.board import Board
from cmo_portal.dashboards.lenses import figures, health, landing, money, moves
from cmo_portal.dashboards.lenses.health import Health
from cmo_portal.dashboards.lenses.landing import Reporting
from cmo_portal.dashboards.lenses.moves import Moves
from cmo_portal.dashboards.presentation import Shown
from foundation import formatting
from foundation.accounts.access import Rights
from foundation.accounts.models import User
from foundation.accounts.roles import Lens
from foundation.charts import Figure
from foundation.tiles import Tile
from portfolio.access import decisions_seen_by
from portfolio.models import Decision, Project
from portfolio.queries.decisions import soonest

WAITING_SHOWN = 4


@dataclass(frozen=True)
class LensChoice:
    """One lens to look through."""

    key: str
    label: str
    href: str
    current: bool


@dataclass(frozen=True)
class Decisions:
    """The decisions that wait: the soonest, how many, how many are overdue, how many are for the person who looks."""

    first: list[Decision] = field(default_factory=list)
    count: int = 0
    overdue: int = 0
    mine: int = 0


@dataclass(frozen=True)
class LensPage:
    """What the template reads besides the board and its common figures."""

    key: str
    verdict: str
    tiles: list[Tile]
    figure: Figure
    whole: Health | None = None
    directions: list[Health] = field(default_factory=list)
    moves: Moves = field(default_factory=Moves)
    reporting: Reporting = field(default_factory=Reporting)
    decisions: Decisions = field(default_factory=Decisions)
    role: dict[str, Any] = field(default_factory=dict)


def lens_of(query: QueryDict, rights: Rights) -> str:
    """The lens the address asks for; without one, that of the person's role."""
    wanted = query.get("lens", "")
    return wanted if wanted in Lens.values else rights.lens


def choices(query: QueryDict, current: str, own: str) -> list[LensChoice]:
    """The four lenses with their addresses; the one of the person's role needs no name in the address."""
    rest = {name: value for name, value in query.items() if value and name != "lens"}
    found = []
    for lens in Lens:
        asked = urlencode(rest if lens == own else rest | {"lens": lens.value})
        found.append(LensChoice(lens.value, str(lens.label), f"{reverse('home')}?{asked}" if asked else reverse("home"), lens == current))
    return found


def lens_page(board: Board, shown: Shown, projects: QuerySet[Project], *, user: User, lens: str, today: date) -> LensPage:
    """The board as the role `lens` looks at it."""
    units, top = health.directions(board.organisation)
    whole, directions = _health(board, projects, user, units, top)
    common = {
        "whole": whole,
        "directions": directions,
        "moves": moves.moves(projects, board.run, board.previous) if board.run else Moves(),
        "reporting": landing.reporting(projects, today),
        "decisions": _decisions(user, projects, today),
    }
    if lens == Lens.CEO:
        return _ceo(board, shown, projects, common)
    if lens == Lens.CFO:
        facts = money.money_facts(projects, units, top, currency=board.currency, on=today)
        return _cfo(board, shown, facts, common)
    if lens == Lens.COO:
        return _coo(board, shown, landing.milestones(projects, today), common)
    return LensPage("cmo", shown.verdict, shown.tiles, shown.money, **common)


def _health(board: Board, projects: QuerySet[Project], user: User, units: list, top: dict[int, int]) -> tuple[Health | None, list[Health]]:
    if board.run is None:
        return None, []
    if kept.scope_of(user, board.filter) == (kept.EVERYTHING, None):
        whole, parts = health.kept(board.run, units)
        if whole is not None:
            return whole, parts
    return health.fresh(board.run, projects, units, top)


def _decisions(user: User, projects: QuerySet[Project], today: date) -> Decisions:
    """Two queries."""
    rows = decisions_seen_by(user).filter(state=Decision.State.WAITING, project__in=projects.order_by().values("pk"))
    counts = rows.aggregate(count=Count("id"), overdue=Count("id", filter=Q(due_on__lt=today)), mine=Count("id", filter=Q(decider=user)))
    return Decisions(list(soonest(rows)[:WAITING_SHOWN]), **counts)


# --- CEO: will the strategy land? ------------------------------------------------------------------------------------------
def _ceo(board: Board, shown: Shown, projects: QuerySet[Project], common: dict[str, Any]) -> LensPage:
    facts = (projects, board.objectives, board.now.objectives, board.weights)
    rows = landing.objectives(board.run, *facts, currency=board.currency) if board.run else []
    decisions, on_course = common["decisions"], sum(one.on_course for one in rows)
    unserved = sum(not one.projects for one in rows)
    facts = narrator.Course(len(rows), on_course, unserved, decisions.count, decisions.overdue)
    note = ngettext("%(count)s without a project", "%(count)s without a project", unserved) % {"count": unserved} if unserved else ""
    course = Tile(
        _("Objectives on course"), formatting.number(on_course, 0), f"/{formatting.number(len(rows), 0)}", note=note,
        href=reverse("strategy:strategy"), compared=False,
    )  # fmt: skip
    tiles = [course, shown.tiles[0], shown.tiles[3], _decision_tile(decisions)]
    return LensPage("ceo", narrator.course_verdict(facts), tiles, figures.landing(rows), role={"objectives": rows}, **common)


def _decision_tile(decisions: Decisions) -> Tile:
    parts = [
        ngettext("%(count)s for you", "%(count)s for you", decisions.mine) % {"count": decisions.mine} if decisions.mine else "",
        ngettext("%(count)s overdue", "%(count)s overdue", decisions.overdue) % {"count": decisions.overdue} if decisions.overdue else "",
    ]
    note = ", ".join(part for part in parts if part)
    return Tile(
        _("Decisions waiting"), formatting.number(decisions.count, 0), note=note, href=reverse("portfolio:decisions"), compared=False
    )


# --- CFO: where does the money end? ----------------------------------------------------------------------------------------
def _cfo(board: Board, shown: Shown, facts: money.MoneyFacts, common: dict[str, Any]) -> LensPage:
    whole, fit = facts.whole, board.now.spend_fit
    stray = None if fit is None else (1 - fit) * float(board.now.totals.money)
    purse = narrator.Purse(float(whole.budget), float(whole.forecast), stray, board.currency)
    over = ngettext("%(count)s project over budget", "%(count)s projects over budget", facts.over_count) % {"count": facts.over_count}
    gap = formatting.percent(whole.gap_share, 1, signed=True) if whole.gap_share is not None else ""
    tiles = [
        Tile(_("Forecast of the year"), formatting.money(whole.forecast, board.currency) if whole.budget else "",
             note=_("Budget %(budget)s (%(gap)s) · %(over)s")
             % {"budget": formatting.money(whole.budget, board.currency), "gap": gap, "over": over}, compared=False),
        Tile(_("Spent so far"), formatting.money(whole.spent, board.currency) if whole.budget else "",
             note=_("%(share)s of the budget") % {"share": formatting.percent(whole.spent_share)} if whole.budget else "",
             compared=False),
        shown.tiles[1],
        _index_tile(_("Cost performance"), board.earned.get("cpi"), _completion_note(board)),
    ]  # fmt: skip
    figure = figures.overruns(facts, board.currency)
    return LensPage("cfo", narrator.purse_verdict(purse), tiles, figure, role={"money": facts}, **common)


def _index_tile(label: str, index: float | None, note: str) -> Tile:
    status = "" if index is None else "green" if index >= 0.95 else "amber" if index >= 0.9 else "red"
    return Tile(label, "" if index is None else formatting.number(index, 2), note=note, status=status, compared=False)


def _completion_note(board: Board) -> str:
    eac = board.earned.get("eac")
    return _("Expected at completion: %(eac)s") % {"eac": formatting.money(eac, board.currency)} if eac else ""


# --- COO: does the work get done? -------------------------------------------------------------------------------------------
def _coo(board: Board, shown: Shown, milestones: landing.Milestones, common: dict[str, Any]) -> LensPage:
    reporting, totals = common["reporting"], board.now.totals
    works = narrator.Works(board.now.delivery, milestones.late, reporting.silent, totals.watermelons)
    silent = ngettext("%(count)s project silent", "%(count)s projects silent", reporting.silent) % {"count": reporting.silent}
    on_time = "" if reporting.on_time is None else formatting.number(100 * reporting.on_time, 0)
    coming = ngettext("%(count)s due within 30 days", "%(count)s due within 30 days", milestones.coming) % {"count": milestones.coming}
    tiles = [
        shown.tiles[3],
        Tile(_("Reports in time"), on_time, "%" if on_time else "", note=silent if reporting.silent else "",
             href=reverse("boards:silent"), compared=False),
        Tile(_("Milestones late"), formatting.number(milestones.late, 0), f"/{formatting.number(milestones.open, 0)}", note=coming,
             compared=False),
        _index_tile(_("Schedule performance"), board.earned.get("spi"), _("Work done for work planned")),
    ]  # fmt: skip
    return LensPage("coo", narrator.works_verdict(works), tiles, figures.slips(milestones), role={"milestones": milestones}, **common)

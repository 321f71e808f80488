"""Reads the facts of a board by a fixed number of queries, whatever the size of the portfolio."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, FloatField, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, TruncMonth
from django.http import QueryDict

from cmo_portal.dashboards import filters, kept
from cmo_portal.dashboards.board import DEFAULT_TARGETS, HORIZONS, Board, Spending
from cmo_portal.dashboards.filters import BoardFilter
from cmo_portal.dashboards.sums import Placed, Selection, Sums
from foundation.accounts.access import rights_of
from foundation.accounts.models import OrganisationUnit, User
from portfolio.access import visible_to
from portfolio.alignment.parameters import Parameters
from portfolio.charts import ObjectiveMoney
from portfolio.models import Portfolio, Project, ProjectContribution, Publication, ScoreRun, ScoreSnapshot
from portfolio.models.projects import ProjectClass
from portfolio.money import DEFAULT_CURRENCY, rates
from portfolio.queries.converted import rate_into
from portfolio.queries.left_out import hidden_confidential
from portfolio.queries.serving import LIVING, valid_links
from strategy.models import StrategicObjective, StrategicPlan
from strategy.queries import Weights, leaves, weights_in_force

COMPARED_DAYS = 7
PERIODS = 24
ORPHANS = 20
ENDED = ("closed", "cancelled")


def home_board(user: User, query: QueryDict) -> Board:
    """The board that `user` asks for by the address."""
    publication = Publication.objects.select_related("run__model").filter(run__isnull=False).first()
    units = list(OrganisationUnit.objects.order_by("code"))
    chosen = filters.read(query, units=_readable(units, user), portfolios=list(Portfolio.objects.all()), periods=_periods(publication))
    run = _run(chosen, publication)
    if publication is None or run is None:
        return Board(chosen, organisation=units)
    return _board(user, chosen, units, run, publication)


def _board(user: User, chosen: BoardFilter, organisation: list[OrganisationUnit], run: ScoreRun, publication: Publication) -> Board:
    frame, scope, (previous, earlier) = _frame(chosen, run), kept.scope_of(user, chosen), _before(run)
    names = {objective.pk: objective.name for objective in frame.objectives}
    rows = kept.rows(scope, [one for one in (run, earlier) if one]) if scope else {}
    known = kept.told(rows, names)
    selection = _selection(user, chosen, run)
    sums = _sums(selection, frame, run)
    now = known.get(run.pk) or _spending(sums, frame)
    before = (known.get(earlier.pk) or _spending(_sums(_selection(user, chosen, earlier), frame, earlier), frame)) if earlier else None
    figures = kept.figures(run) if scope == (kept.EVERYTHING, None) else {}
    units, columns, cells = ([], [], []) if "units-and-objectives" in figures else _cells(sums.placed, frame, organisation)
    obligations, left_out = _beside(user, selection)
    return Board(
        filter=chosen,
        run=run,
        published_at=publication.published_at if run == publication.run else run.finished_at,
        currency=frame.currency,
        now=now,
        before=before,
        before_on=earlier.as_of if earlier else None,
        before_run_id=earlier.pk if earlier else None,
        company_before=rows.get(earlier.pk) if earlier and scope == (kept.EVERYTHING, None) else None,
        figures=figures,
        units=units,
        columns=columns,
        cells=cells,
        obligations=obligations,
        not_shown=hidden_confidential(user),
        left_out=left_out,
        trend=kept.trend(scope, _computed().filter(as_of__lte=run.as_of)) if scope else [],
        previous=previous,
        earned=kept.earned(rows, run),
        rates=sums.rates,
        organisation=organisation,
        objectives=frame.objectives,
        orphan_projects=_orphan_projects(_projects(selection), run, rate_into(frame.currency, rates=sums.rates, on=run.as_of)),
        orphan_objectives=_orphan_objectives(frame, run.as_of),
        weights=frame.weights.by_objective,
    )


def projects_of(user: User, board: Board) -> QuerySet[Project]:
    """The visible projects of a board, as they stand now."""
    return _projects(_selection(user, board.filter, board.run)) if board.run else Project.objects.none()


# --- What the filters choose among ------------------------------------------------------------------------------------
def _readable(units: list[OrganisationUnit], user: User) -> list[OrganisationUnit]:
    """The units a person may narrow the board to: those they read, all of them for most executives."""
    reads = rights_of(user).reads
    return units if reads.everything else [unit for unit in units if unit.pk in reads.units]


def _periods(publication: Publication | None) -> list[date]:
    """The last computed day of each of the past months, newest first; the current run is no period of its own."""
    if publication is None or publication.run is None:
        return []
    runs = ScoreRun.objects.filter(state__in=[ScoreRun.State.PUBLISHED, ScoreRun.State.DONE], as_of__lt=publication.run.as_of)
    last = runs.annotate(month=TruncMonth("as_of")).values("month").annotate(last=Max("as_of")).values_list("last", flat=True)
    return sorted(last, reverse=True)[:PERIODS]


def _run(chosen: BoardFilter, publication: Publication | None) -> ScoreRun | None:
    if publication is None or chosen.as_of is None:
        return publication.run if publication else None
    return _computed().filter(as_of=chosen.as_of).first() or publication.run


def _before(run: ScoreRun) -> tuple[ScoreRun | None, ScoreRun | None]:
    """The run before this one, and the one to compare with: the last at least a week older, else the oldest there is.

    Two queries at most.
    """
    older = _computed().filter(as_of__lt=run.as_of)
    week = older.filter(as_of__lte=run.as_of - timedelta(days=COMPARED_DAYS))
    found = list(ScoreRun.objects.select_related("model").filter(Q(pk__in=older.values("pk")[:1]) | Q(pk__in=week.values("pk")[:1])))
    found.sort(key=lambda one: (one.as_of, one.pk))
    if not found:
        return None, None
    earlier = found[0] if (run.as_of - found[0].as_of).days >= COMPARED_DAYS else older.order_by("as_of", "-id").first()
    return found[-1], earlier


def _computed() -> QuerySet[ScoreRun]:
    """The runs that were computed to the end, the newest first."""
    done = [ScoreRun.State.PUBLISHED, ScoreRun.State.DONE]
    return ScoreRun.objects.filter(state__in=done).select_related("model").order_by("-as_of", "-id")


# --- The plan that judges ---------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Frame:
    """The plan the board judges by, its leaf objectives with their weights, and its currency."""

    plan: StrategicPlan | None
    objectives: list[StrategicObjective]
    weights: Weights
    currency: str


def _frame(chosen: BoardFilter, run: ScoreRun) -> Frame:
    """The plan of the chosen portfolio, else the active plan, else the latest to start."""
    plans = StrategicPlan.objects.exclude(status=StrategicPlan.Status.DRAFT).order_by("-starts_on", "-id")
    wanted = chosen.portfolio.plan_id if chosen.portfolio else None
    found = sorted(plans, key=lambda p: (p.pk != wanted, p.status != StrategicPlan.Status.ACTIVE))
    if not found:
        return Frame(None, [], Weights(), chosen.portfolio.currency if chosen.portfolio else DEFAULT_CURRENCY)
    return Frame(found[0], leaves(found[0]), weights_in_force(found[0], run.as_of), found[0].currency)


# --- Sums done afresh, where the night keeps none -----------------------------------------------------------------------
def _selection(user: User, chosen: BoardFilter, run: ScoreRun) -> Selection:
    units = frozenset(OrganisationUnit.objects.subtree_ids([chosen.unit.pk])) if chosen.unit else None
    portfolio_id = chosen.portfolio.pk if chosen.portfolio else None
    visible = visible_to(user).filter(is_confidential=False)
    return Selection(run.pk, run.as_of, run.cut_off, visible, chosen.project_class, units, portfolio_id)


def _sums(selection: Selection, frame: Frame, run: ScoreRun) -> Sums:
    return Sums(selection, Parameters.from_json(run.model.parameters), rates(known_at=run.cut_off), frame.currency)


def _spending(sums: Sums, frame: Frame) -> Spending:
    horizons, plan = sums.by_horizon(), frame.plan
    objectives, elsewhere = _by_objective(sums.placed, frame)
    whole = sum(horizons.values(), Decimal(0))
    shares = [float(horizons.get(name, 0) / whole) if whole else 0.0 for name in HORIZONS]
    targets = (float(plan.target_short), float(plan.target_medium), float(plan.target_long)) if plan else DEFAULT_TARGETS
    return Spending(sums.totals(), objectives, elsewhere, shares, targets)


def _by_objective(placed: Iterable[Placed], frame: Frame) -> tuple[list[ObjectiveMoney], Decimal]:
    """The money of each objective of the plan with its weight, and the money that serves none of them."""
    money: dict[int | None, Decimal] = {}
    for row in placed:
        money[row.objective_id] = money.get(row.objective_id, Decimal(0)) + row.amount
    spent = sum(money.values(), Decimal(0))
    whole_weight = sum(frame.weights.of(o.pk) or 0 for o in frame.objectives) or 1.0
    rows = []
    for objective in frame.objectives:
        amount, weight = money.pop(objective.pk, Decimal(0)), (frame.weights.of(objective.pk) or 0.0) / whole_weight
        rows.append(ObjectiveMoney(objective.code, objective.name, weight, float(amount / spent) if spent else 0.0, float(amount)))
    return rows, sum(money.values(), Decimal(0))


def _cells(placed: list[Placed], frame: Frame, units: list[OrganisationUnit]) -> tuple[list[str], list[str], list[list[float]]]:
    """Money by unit and objective, units in the order of their codes."""
    money = {(row.unit_id, row.objective_id): float(row.amount) for row in placed if row.unit_id and row.objective_id}
    paid = {unit for unit, _objective in money}
    rows = [one for one in units if one.pk in paid]
    cells = [[money.get((one.pk, o.pk), 0.0) for o in frame.objectives] for one in rows]
    return [one.name for one in rows], [o.code for o in frame.objectives], cells


# --- Projects of the selection, as they stand now -----------------------------------------------------------------------
def _projects(selection: Selection) -> QuerySet[Project]:
    """The visible projects the filters keep."""
    return _places(selection.visible.filter(project_class=selection.project_class), selection)


def _places(projects: QuerySet[Project], selection: Selection) -> QuerySet[Project]:
    projects = projects.exclude(status__in=ENDED)
    if selection.unit_ids is not None:
        projects = projects.filter(unit__in=selection.unit_ids)
    return projects.filter(portfolio=selection.portfolio_id) if selection.portfolio_id else projects


def _beside(user: User, selection: Selection) -> tuple[int, int]:
    """How many obligations stand beside these figures, and how many confidential projects of the person they leave out. One query."""
    found = _places(visible_to(user), selection).aggregate(
        obligations=Count("pk", filter=Q(project_class=ProjectClass.OBLIGATION)),
        left_out=Count("pk", filter=Q(is_confidential=True, project_class=selection.project_class)),
    )
    return found["obligations"], found["left_out"]


def _orphan_projects(projects: QuerySet[Project], run: ScoreRun, rate: Any) -> list[Project]:
    """The projects that serve no validated objective, each with its `money` at the `rate` of its currency, those with most of it first."""
    orphans = projects.filter(pk__in=ScoreSnapshot.objects.filter(run=run, orphan=True).values("project"))
    rows = orphans.select_related("unit", "lead", "card").defer("search", "attributes")
    rows = rows.annotate(money=Cast(F("card__budget") * rate, FloatField()))
    return list(rows.order_by(F("money").desc(nulls_last=True), "code")[:ORPHANS])


def _orphan_objectives(frame: Frame, on: date) -> list[StrategicObjective]:
    """Objectives that weigh something and that no going project serves by a link that counts; the heaviest first.

    Confidential projects serve nothing here: who does not see them would learn of them.
    """
    weighed = [o.pk for o in frame.objectives if frame.weights.of(o.pk)]
    served = ProjectContribution.objects.current().filter(objective=OuterRef("pk"), project__status__in=LIVING)
    links = valid_links(served, on).filter(project__is_confidential=False).exclude(project__project_class=ProjectClass.RUN)
    orphans = StrategicObjective.objects.filter(pk__in=weighed).exclude(Exists(links)).select_related("owner").defer("search")
    return sorted(orphans, key=lambda o: (-(frame.weights.of(o.pk) or 0.0), o.code))

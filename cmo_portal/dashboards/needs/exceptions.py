"""The exceptions of a board: the few projects and objectives it names, found by one statement, told by a few more."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, FilteredRelation, FloatField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Sqrt
from django.urls import reverse

from cmo_portal.dashboards.board import Board
from cmo_portal.dashboards.needs import sentences
from cmo_portal.dashboards.needs.deeds import actions_on_objective, actions_on_project
from cmo_portal.dashboards.needs.need import FOCUS, SEVERITY, Need, Reader, strategic_weight
from portfolio.models import Decision, EarnedValuePoint, Project, ProjectContribution, RunIndex, ScoreSnapshot
from portfolio.queries.converted import rate_into
from portfolio.queries.suppliers import Veto, vetoes
from portfolio.reporting_calendar import GRACE_DAYS
from strategy.models import StrategicObjective

READ = 80
OFF_TRACK_BELOW = 0.6
OVER_BUDGET = Decimal("1.05")
BADGES = {"veto": "off_track", "needs_help": "needs_help", "orphan": "orphan", "off_track": "off_track", "outdated": "outdated",
          "over_budget": "over_budget"}  # fmt: skip
SNAPSHOT = ("s", "veto", "orphan", "watermelon", "d_declared", "d_computed", "d_worst")


@dataclass(frozen=True)
class Found:
    """The exceptions worth telling, and how many there are in all."""

    needs: list[Need]
    total: int


def exceptions(board: Board, projects: QuerySet[Project], reader: Reader) -> Found:
    """The exceptions of the board among the visible `projects`, not yet told in words. Five queries."""
    if board.run is None:
        return Found([], 0)
    rows = _flagged(projects, board, reader.today)
    needs = [_of_project(row, board, reader.today) for row in rows.order_by("-first_rank", "code")[:READ]]
    needs += [_of_objective(one, board) for one in board.orphan_objectives]
    focus = FOCUS.get(reader.lens, {})
    total = rows.order_by().count() + len(board.orphan_objectives)
    return Found([replace(need, focus=focus.get(need.kind, 1.0), urgency=_urgency(need, reader.waiting)) for need in needs], total)


def _urgency(need: Need, waiting: Mapping[int, Decision]) -> float:
    """A matter that also waits for this person's decision comes with the weight of the decision."""
    return max(1.0, SEVERITY["decision"] / SEVERITY[need.kind]) if need.project_id in waiting else 1.0


def _flagged(projects: QuerySet[Project], board: Board, today: date) -> QuerySet[Project]:
    """The projects that show one of the exceptions, with what the rank and the sentences need of this run and the earlier one."""
    silent_since = today - timedelta(days=GRACE_DAYS)
    rows = projects.annotate(
        score=FilteredRelation("snapshots", condition=Q(snapshots__run=board.run.pk if board.run else 0)),
        old=FilteredRelation("snapshots", condition=Q(snapshots__run=board.before_run_id or 0)),
    )
    now = {name: F(f"score__{name}") for name in SNAPSHOT}
    before = {f"{name}_before": F(f"old__{name}") for name in SNAPSHOT}
    rows = rows.annotate(amount=_money_in(board), due_on=F("card__due_on"), reported_on=F("card__reported_on"), **now, **before)
    over = Q(card__budget__gt=0, card__forecast__gt=F("card__budget") * OVER_BUDGET)
    cases = [
        ("veto", Q(veto=True)),
        ("needs_help", Q(watermelon=True)),
        ("orphan", Q(orphan=True)),
        ("off_track", Q(d_computed__lt=OFF_TRACK_BELOW)),
        ("outdated", Q(due_on__lt=silent_since)),
        ("over_budget", over),
    ]
    severity = Case(*(When(test, then=Value(SEVERITY[kind])) for kind, test in cases), output_field=FloatField())
    kind = Case(*(When(test, then=Value(kind)) for kind, test in cases))
    any_of = cases[0][1]
    for _kind, test in cases[1:]:
        any_of |= test
    rows = rows.filter(any_of).annotate(matter=kind, first_rank=severity * Sqrt(Coalesce(F("amount"), 0.0, output_field=FloatField())))
    return rows.select_related("lead", "card__main_objective", "unit").defer("search", "attributes", "card__main_objective__search")


def _money_in(board: Board) -> Any:
    """The budget of a project in the currency of the board; null where it or a rate is unknown."""
    if board.run is None or board.rates is None:
        return F("card__budget")
    rate = rate_into(board.currency, rates=board.rates, on=board.run.as_of)
    return Cast(F("card__budget") * rate, FloatField())


def _of_project(row: Any, board: Board, today: date) -> Need:
    money, card = float(board.now.totals.money), row.card
    share = float(row.amount or 0) / money if money else 0.0
    main = card.main_objective if not row.orphan else None
    weight = board.weights.get(main.pk, 0.0) if main else 0.0
    return Need(
        kind=row.matter,
        about=f"project:{row.pk}",
        status=BADGES[row.matter],
        title=row.name,
        href=reverse("portfolio:project", args=[row.code]),
        change=sentences.change_of_project(row, since=board.before_on, today=today),
        owner=row.lead.get_full_name() if row.lead else "",
        project_id=row.pk,
        amount=None if row.amount is None else float(row.amount),
        weight=strategic_weight(share, weight),
        money_share=share,
        objective_code=main.code if main and weight else "",
        objective_weight=weight,
        state=f"{row.d_worst or ''}:{'' if row.d_computed is None else round(row.d_computed, 1)}",
    )


def _of_objective(objective: StrategicObjective, board: Board) -> Need:
    weight = board.weights.get(objective.pk, 0.0)
    return Need(
        kind="orphan_objective",
        about=f"objective:{objective.pk}",
        status="orphan",
        title=f"{objective.code} {objective.name}",
        href=reverse("strategy:objective", args=[objective.pk]),
        owner=objective.owner.get_full_name() if objective.owner else "",
        objective_id=objective.pk,
        weight=strategic_weight(0.0, weight),
        objective_code=objective.code,
        objective_weight=weight,
        state="unserved",
    )


# --- Telling the chosen ones ---------------------------------------------------------------------------------------------
def told(chosen: Sequence[Need], board: Board, projects: QuerySet[Project], reader: Reader) -> list[Need]:
    """The chosen exceptions with cause, change, actions and reasons; other matters as they are. At most five queries."""
    mine = [need for need in chosen if need.kind in BADGES or need.kind == "orphan_objective"]
    if not mine or board.run is None:
        return list(chosen)
    facts = _Facts.of([need for need in mine if need.project_id], board, projects)
    unserved_before = _unserved_before(mine, board)
    found = {}
    for need in mine:
        if need.objective_id:
            found[need.key] = _objective_told(need, board, unserved_before, reader.back)
        else:
            found[need.key] = _project_told(need, board, facts, reader)
    return [found.get(need.key, need) for need in chosen]


@dataclass(frozen=True)
class _Facts:
    """What the sentences about the chosen projects need: the rows, the figures of delivery, money at completion, refused links."""

    rows: dict[int, Project]
    delivery: dict[int, dict[str, Any]]
    budgets: dict[int, EarnedValuePoint]
    refused: dict[int, ProjectContribution]
    vetoes: dict[int, Veto]

    @classmethod
    def of(cls, needs: Iterable[Need], board: Board, projects: QuerySet[Project]) -> "_Facts":
        ids = [need.project_id for need in needs]
        rows = projects.filter(pk__in=ids).select_related("lead", "sponsor", "card", "unit", "portfolio").defer("search", "attributes")
        shots = ScoreSnapshot.objects.filter(run=board.run, project__in=ids).values_list("project_id", "detail")
        points = EarnedValuePoint.objects.current().filter(project__in=ids, earned_value__isnull=False).order_by("project_id", "-on")
        links = ProjectContribution.objects.current().filter(project__in=ids, state=ProjectContribution.State.REFUSED)
        return cls(
            {row.pk: row for row in rows},
            {pk: detail.get("delivery") or {} for pk, detail in shots},
            {point.project_id: point for point in points.distinct("project_id")},
            {link.project_id: link for link in links.select_related("objective").order_by("decided_on")},
            _vetoes([need.project_id for need in needs if need.kind == "veto" and need.project_id], board),
        )


def _vetoes(projects: list[int], board: Board) -> dict[int, Veto]:
    """The supplier's finding behind each veto that comes through a supplier. At most two queries."""
    return {one.project_id: one for one in vetoes(projects, board.run.cut_off)} if projects and board.run else {}


def _project_told(need: Need, board: Board, facts: _Facts, reader: Reader) -> Need:
    row = facts.rows.get(need.project_id or 0)
    if row is None:
        return need
    figures = facts.delivery.get(row.pk, {}).get("figures", {})
    money = {"earned": facts.budgets.get(row.pk), "refused": facts.refused.get(row.pk), "currency": board.currency}
    money |= {"through": facts.vetoes.get(row.pk)}
    cause = sentences.cause(need, row, figures=figures, today=reader.today, **money)
    decision = reader.waiting.get(row.pk)
    if decision:
        cause = f"{cause} {sentences.waits_for_decision(decision)}"
    deeds = actions_on_project(need.kind, row, user=reader.user, back=reader.back, decision=decision)
    return replace(need, cause=cause, actions=deeds, why=sentences.why(need))


def _objective_told(need: Need, board: Board, unserved_before: set[int] | None, back: str) -> Need:
    change = sentences.change_of_objective(need, before=unserved_before, since=board.before_on)
    return replace(
        need, cause=sentences.unserved(need), change=change, actions=actions_on_objective(need, back=back), why=sentences.why(need)
    )


def _unserved_before(needs: Iterable[Need], board: Board) -> set[int] | None:
    """The objectives that no project served in the earlier run; None where that is unknown."""
    if board.before_run_id is None or not any(need.objective_id for need in needs):
        return None
    row = board.company_before or RunIndex.objects.filter(run=board.before_run_id, scope="everything").first()
    kept = row.detail.get("orphan_objectives") if row else None
    return None if kept is None else set(kept)

"""What we would stop first: weakly aligned or orphan projects with money still to spend, the least value for it first.

Value = alignment × delivery confidence, 0–100; value per million = that over the money still to spend. A proposal with its
reasons, never a verdict: each row leads to a decision that somebody takes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, F, FloatField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Coalesce, Greatest
from django.utils.translation import gettext as _

from cmo_portal.dashboards.board import Spending
from cmo_portal.dashboards.boards.frame import BoardFilters, Scope
from foundation import formatting
from portfolio.models import BudgetLine, Project, ProjectMember, ScoreRun, ScoreSnapshot
from portfolio.money import rates
from portfolio.queries.converted import rate_into
from portfolio.queries.project_list import with_scores

SHOWN = 10
WEAK_BELOW = 40.0
WORTH_IT = 0.1  # of its money must be left: stopping what is nearly paid for frees nothing
UNKNOWN_DELIVERY = 0.5
MILLION = 1_000_000
AMOUNT = DecimalField(max_digits=18, decimal_places=2)


class StopFilters(BoardFilters):
    """Narrowed by unit; the order is the board's point."""


@dataclass(frozen=True)
class Candidate:
    """One project that could stop: its value, the money and people it would free, and why it stands here."""

    project: Any
    value: float
    left: Decimal
    people: Decimal
    why: str
    rate: Decimal | None = None

    @property
    def rounded(self) -> float | None:
        return None if self.per_million is None else round(self.per_million, 2)

    @property
    def per_million(self) -> float | None:
        """Of the plan's currency; None where no rate is known."""
        return None if self.rate is None else self.value / (float(self.left * self.rate) / MILLION)


@dataclass(frozen=True)
class Freed:
    """What stopping all of them would free, and the alignment of what remains (None where it cannot be told)."""

    money: Decimal
    people: Decimal
    before: float | None = None
    after: float | None = None


def candidates(scope: Scope, run: ScoreRun | None, *, currency: str, shown: int = SHOWN) -> list[Candidate]:
    """The short list, money compared in `currency`. Two queries."""
    if run is None:
        return []
    rows = _rows(scope.projects, run, currency).order_by(F("density").asc(nulls_last=True), "code")[:shown]
    return [Candidate(row, row.value, row.left, row.people, _why(row, currency), row.rate) for row in rows]


def _rows(projects: QuerySet[Project], run: ScoreRun, currency: str) -> QuerySet[Project]:
    spent = BudgetLine.objects.current().filter(project=OuterRef("pk")).values("project").annotate(sum=Sum("actual")).values("sum")
    people = ProjectMember.objects.filter(project=OuterRef("pk")).values("project").annotate(sum=Sum("share")).values("sum")
    weak = ScoreSnapshot.objects.filter(Q(s__lt=WEAK_BELOW) | Q(orphan=True), run=run)
    rows = with_scores(projects.filter(pk__in=weak.values("project")), run.pk)
    whole = Greatest(Coalesce(F("card__budget_total"), F("card__budget"), output_field=AMOUNT), Decimal(0), output_field=AMOUNT)
    rows = rows.annotate(
        whole=whole,
        left=whole - Coalesce(Subquery(spent, output_field=AMOUNT), Decimal(0), output_field=AMOUNT),
        people=Coalesce(Subquery(people, output_field=AMOUNT), Decimal(0), output_field=AMOUNT),
        value=Coalesce(F("score_s"), 0.0) * Coalesce(F("score_d"), UNKNOWN_DELIVERY, output_field=FloatField()),
    )
    rows = rows.filter(Q(left__gt=F("whole") * Decimal(str(WORTH_IT))) & Q(left__gt=0))
    rows = rows.annotate(rate=rate_into(currency, rates=rates(known_at=run.cut_off), on=run.as_of))
    rows = rows.annotate(density=F("value") / Cast(F("left") * F("rate"), FloatField()))
    return rows.select_related("unit", "lead", "portfolio", "card").defer("search", "attributes")


def _why(row: Any, currency: str) -> str:
    """The reasons, from facts: what it serves, how it goes, what is still to spend."""
    currency = row.portfolio.currency if row.portfolio else currency
    parts = [
        _("serves no validated objective")
        if row.score_orphan
        else _("alignment %(score)s of 100") % {"score": formatting.number(row.score_s, 0)},
        _("delivery %(share)s sure") % {"share": formatting.percent(row.score_d)} if row.score_d is not None else _("delivery unknown"),
    ]
    facts = {"left": formatting.money(row.left, currency), "whole": formatting.money(row.whole, currency)}
    parts.append(_("%(left)s of %(whole)s still to spend") % facts)
    text = ", ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def freed(rows: Sequence[Candidate], spending: Spending | None) -> Freed:
    """The sums of a short list in the plan's currency; `spending` is the whole it would leave, as the night counted it.

    Money without a rate is left out of the sums.
    """
    known = [row for row in rows if row.rate is not None]
    money, people = sum((row.left * row.rate for row in known), Decimal(0)), sum((row.people for row in rows), Decimal(0))
    if spending is None or spending.alignment is None:
        return Freed(money, people)
    scored = [row for row in known if row.project.score_ranked and row.project.score_s is not None and row.project.card.budget]
    believed = [(float(row.project.card.budget * row.rate), row.project.score_s) for row in scored]
    judged = float(spending.totals.money - spending.totals.unscored_money)
    gone = sum(budget for budget, _score in believed)
    points = spending.alignment * judged - sum(budget * score for budget, score in believed)
    after = points / (judged - gone) if judged > gone else None
    return Freed(money, people, spending.alignment, after)


def headings() -> list[str]:
    return [
        _("Code"), _("Project"), _("Unit"), _("Lead"), _("Alignment"), _("Delivery"), _("Value per million"), _("Currency"),
        _("Money freed"), _("People freed, full time"), _("Why"),
    ]  # fmt: skip


def cells(found: Iterable[Candidate]) -> Iterable[list[object]]:
    """The rows of the export."""
    for one in found:
        row = one.project
        yield [
            row.code, row.name, row.unit.name if row.unit else "", row.lead.full_name if row.lead else "", row.score_s, row.score_d,
            one.rounded, row.portfolio.currency if row.portfolio else "", one.left, one.people, one.why,
        ]  # fmt: skip

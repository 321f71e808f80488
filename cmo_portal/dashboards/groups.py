"""Portfolios and programmes: how many projects, how much money, how they score and are reported, and how that moved.

Confidential projects are in none of these sums; the pages say so.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, FloatField, Q, QuerySet, Sum
from django.db.models.functions import Cast

from cmo_portal.dashboards import kept
from cmo_portal.dashboards.sums import Selection, Sums
from foundation.accounts.access import rights_of
from foundation.accounts.models import User
from portfolio import access
from portfolio.alignment.parameters import Parameters
from portfolio.models import Portfolio, Programme, Project, ScoreRun
from portfolio.models.projects import ProjectClass
from portfolio.money import NoRate, plan_currency, rates
from portfolio.queries.converted import rate_into
from portfolio.queries.project_list import HEALTHS, with_scores

BANDS = ("aligned", "partial", "weak")
ENDED = ("closed", "cancelled")
MONTHS = 12
PROJECTS_SHOWN = 15
WEIGHTS = ("judged", "weighed", "carried", "delivered")


@dataclass(frozen=True)
class Part:
    """One share of a bar: what it is, how many, how wide (percent), and the filter of the list that shows them."""

    status: str
    count: int
    width: str
    query: str


@dataclass
class Figures:
    """The sums over the going strategic projects of one group; money in its currency."""

    strategic: int = 0
    others: int = 0
    ended: int = 0
    budget: Decimal = Decimal(0)
    forecast: Decimal = Decimal(0)
    undisclosed: int = 0
    judged: float = 0.0
    weighed: float = 0.0
    delivered: float = 0.0
    carried: float = 0.0
    needs_help: int = 0
    bands: dict[str, int] = field(default_factory=dict)
    healths: dict[str, int] = field(default_factory=dict)
    currencies: set[str] = field(default_factory=set)

    @property
    def one_currency(self) -> str:
        """The currency in which all of its money counts; empty where there is none or several."""
        return next(iter(self.currencies)) if len(self.currencies) == 1 else ""

    @property
    def alignment(self) -> float | None:
        """The mean alignment, weighted by budget in one currency; None where nothing can be judged."""
        return self.weighed / self.judged if self.judged else None

    @property
    def delivery(self) -> float | None:
        return self.delivered / self.carried if self.carried else None

    @property
    def band_parts(self) -> list[Part]:
        return _parts(self.bands, self.strategic, [*BANDS, "unscored"], "band")

    @property
    def health_parts(self) -> list[Part]:
        return _parts(self.healths, self.strategic, [*HEALTHS, "none"], "health")

    def add(self, row: dict[str, Any]) -> None:
        """Take in one row of `_grouped`."""
        self.ended += row["ended"]
        if row["project_class"] != ProjectClass.STRATEGIC:
            self.others += row["going"]
            return
        self.strategic += row["going"]
        self.budget += row["budget"] or 0
        self.forecast += row["forecast"] or 0
        self.undisclosed += row["undisclosed"]
        self.needs_help += row["needs_help"]
        self.judged, self.weighed = self.judged + (row["judged"] or 0), self.weighed + (row["weighed"] or 0)
        self.carried, self.delivered = self.carried + (row["carried"] or 0), self.delivered + (row["delivered"] or 0)
        if row["going"]:
            self.currencies.add(row["currency"])
        for name in (*BANDS, "unscored"):
            self.bands[name] = self.bands.get(name, 0) + row[f"band_{name}"]
        for name in (*HEALTHS, "none"):
            self.healths[name] = self.healths.get(name, 0) + row[f"health_{name}"]


@dataclass(frozen=True)
class Group:
    """A portfolio or a programme with its sums; a portfolio also holds its programmes."""

    row: Portfolio | Programme
    figures: Figures
    programmes: list["Group"] = field(default_factory=list)

    @property
    def id_text(self) -> str:
        """Its number as addresses carry it, whatever the language writes."""
        return str(self.row.pk)


@dataclass(frozen=True)
class Past:
    """The indices of a group on the last computed day of a month."""

    on: date
    alignment: float | None
    delivery: float | None
    projects: int
    money: Decimal


def _parts(counts: dict[str, int], whole: int, names: Iterable[str], filter_name: str) -> list[Part]:
    shown = [name for name in names if counts.get(name) and whole]
    return [Part(name, counts[name], f"{100 * counts[name] / whole:.2f}", f"{filter_name}={name}&status=going") for name in shown]


def groups(user: User, run: ScoreRun | None) -> tuple[list[Group], list[Group]]:
    """The portfolios with their programmes, and the programmes of no portfolio, that hold a project the person sees. Three queries."""
    by_portfolio: dict[int | None, Figures] = {}
    by_programme: dict[int | None, Figures] = {}
    for row in _grouped(access.visible_to(user).filter(is_confidential=False), run):
        by_portfolio.setdefault(row["portfolio"], Figures()).add(row)
        by_programme.setdefault(row["programme"], Figures()).add(row)
    whole = rights_of(user).reads.everything
    programmes = [Group(one, by_programme.get(one.pk, Figures())) for one in Programme.objects.all() if whole or one.pk in by_programme]
    portfolios = [
        Group(one, by_portfolio.get(one.pk, Figures()), [each for each in programmes if each.row.portfolio_id == one.pk])  # type: ignore[union-attr]
        for one in Portfolio.objects.select_related("plan")
        if whole or one.pk in by_portfolio
    ]
    shown = {each.row.pk for one in portfolios for each in one.programmes}
    return portfolios, [each for each in programmes if each.row.pk not in shown]


def figures_of(projects: QuerySet[Project], run: ScoreRun | None) -> Figures:
    """The sums over some projects, in one query."""
    found = Figures()
    for row in _grouped(projects.filter(is_confidential=False), run):
        found.add(row)
    return found


def by_programme(projects: QuerySet[Project], run: ScoreRun | None, portfolio: Portfolio) -> list[Group]:
    """The programmes of a portfolio with the sums over their projects among `projects`. Two queries."""
    found: dict[int | None, Figures] = {}
    for row in _grouped(projects.filter(is_confidential=False), run):
        found.setdefault(row["programme"], Figures()).add(row)
    rows = Programme.objects.filter(Q(portfolio=portfolio) | Q(pk__in=[pk for pk in found if pk])).order_by("code")
    return [Group(one, found.get(one.pk, Figures())) for one in rows]


def _grouped(projects: QuerySet[Project], run: ScoreRun | None) -> list[dict[str, Any]]:
    """One row for each portfolio, programme and class, with its currency; where there are several, the weights of means are converted.

    Projects of no portfolio count as the plan does.
    """
    rows = list(_sums(projects, run))
    usual = "" if all(row["portfolio__currency"] for row in rows) else plan_currency()
    rows = [row | {"currency": row["portfolio__currency"] or usual} for row in rows]
    codes = sorted({row["currency"] for row in rows})
    if run is None or len(codes) < 2:
        return rows
    worth = _worth_in(usual or plan_currency(), codes, run)
    return [row | {name: (row[name] or 0) * worth[row["currency"]] for name in WEIGHTS} for row in rows]


def _worth_in(currency: str, codes: Iterable[str], run: ScoreRun) -> dict[str, float]:
    """What one of each currency weighs in a mean, at the rates the night knew; money without a rate weighs nothing."""
    known, found = rates(known_at=run.cut_off), {}
    for code in codes:
        try:
            found[code] = float(known.rate(code, currency, run.as_of))
        except NoRate:
            found[code] = 0.0
    return found


def _sums(projects: QuerySet[Project], run: ScoreRun | None) -> Iterable[dict[str, Any]]:
    """Counts, money, sums of scores weighted by money, by portfolio, programme and class."""
    going, scored = ~Q(status__in=ENDED), Q(score_s__isnull=False, score_ranked=True)
    money, believed = Cast("card__budget", FloatField()), going & scored & Q(card__budget__gt=0)
    landing = going & Q(score_d__isnull=False, card__budget__gt=0)
    rows = with_scores(projects, run.pk if run else None).order_by()
    return rows.values("portfolio", "programme", "project_class", "portfolio__currency").annotate(
        going=Count("pk", filter=going),
        ended=Count("pk", filter=Q(status__in=ENDED)),
        budget=Sum("card__budget", filter=going),
        forecast=Sum("card__forecast", filter=going),
        undisclosed=Count("pk", filter=going & Q(card__budget_undisclosed=True)),
        judged=Sum(money, filter=believed),
        weighed=Sum(money * F("score_s"), filter=believed),
        carried=Sum(money, filter=landing),
        delivered=Sum(money * F("score_d"), filter=landing),
        needs_help=Count("pk", filter=going & Q(score_watermelon=True)),
        band_unscored=Count("pk", filter=going & Q(score_s=None)),
        health_none=Count("pk", filter=going & Q(card__health_rank=None)),
        **{f"band_{name}": Count("pk", filter=going & Q(score_s__isnull=False, score_band=name)) for name in BANDS},
        **{f"health_{name}": Count("pk", filter=going & Q(card__health_rank=rank)) for name, rank in HEALTHS.items()},
    )


# --- One group -----------------------------------------------------------------------------------------------------------
def largest(projects: QuerySet[Project], run: ScoreRun | None, *, currency: str, mixed: bool) -> list[Project]:
    """The going projects with most money, with unit, lead, card and score; confidential ones the person is named on included.

    Where money is `mixed` it is compared in `currency`, and what has no rate comes last.
    """
    rows = with_scores(projects.exclude(status__in=ENDED), run.pk if run else None)
    rows = rows.select_related("unit", "lead", "portfolio", "card").defer("search", "sort_fr", "sort_en", "attributes")
    worth: Any = F("card__budget")
    if mixed and run is not None:
        worth = Cast(worth * rate_into(currency, rates=rates(known_at=run.cut_off), on=run.as_of), FloatField())
    return list(rows.order_by(worth.desc(nulls_last=True), "code")[:PROJECTS_SHOWN])


def history(user: User, projects: QuerySet[Project], run: ScoreRun | None, currency: str, portfolio: Portfolio | None) -> list[Past]:
    """A group month by month, the oldest first: kept by the night for a whole portfolio, added up afresh otherwise."""
    runs = _month_ends()
    if portfolio is not None and rights_of(user).reads.everything:
        known = kept.spendings((kept.PORTFOLIO, portfolio.pk), runs, {})
        told = [(one, known[one.pk].totals) for one in runs if one.pk in known]
    else:
        known_rates = rates()
        chosen = [(one, Selection(one.pk, one.as_of, one.cut_off, projects.filter(is_confidential=False))) for one in runs]
        told = [(one, Sums(each, Parameters.from_json(one.model.parameters), known_rates, currency).totals()) for one, each in chosen]
    return [Past(one.as_of, totals.alignment, totals.delivery, totals.projects, totals.money) for one, totals in told if totals.projects]


def _month_ends() -> list[ScoreRun]:
    """The last computed run of each of the last twelve months, the oldest first."""
    done = ScoreRun.objects.filter(state__in=[ScoreRun.State.PUBLISHED, ScoreRun.State.DONE]).order_by("as_of", "id")
    last_of_month = {(day.year, day.month): pk for pk, day in done.values_list("pk", "as_of")}
    wanted = list(last_of_month.values())[-MONTHS:]
    return list(ScoreRun.objects.filter(pk__in=wanted).select_related("model").order_by("as_of"))

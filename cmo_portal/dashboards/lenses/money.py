"""The year's money by direction, and the projects whose forecast leaves the budget. Amounts in the plan's currency."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum

from foundation.accounts.models import OrganisationUnit
from portfolio.models import BudgetLine, Project
from portfolio.money import NoRate, Rates, rates
from portfolio.queries.converted import rate_into

SHOWN = 8


@dataclass(frozen=True)
class Year:
    """Budget, forecast and spending of one direction (or the whole) in the year."""

    name: str = ""
    code: str = ""
    budget: Decimal = Decimal(0)
    forecast: Decimal = Decimal(0)
    spent: Decimal = Decimal(0)

    @property
    def gap(self) -> Decimal:
        return self.forecast - self.budget

    @property
    def gap_share(self) -> float | None:
        return float(self.gap / self.budget) if self.budget else None

    @property
    def spent_share(self) -> float | None:
        return float(self.spent / self.budget) if self.budget else None


@dataclass(frozen=True)
class MoneyFacts:
    """The whole, each direction, the widest overruns, and how many there are."""

    whole: Year = field(default_factory=Year)
    units: list[Year] = field(default_factory=list)
    over: list[Project] = field(default_factory=list)
    over_count: int = 0


def money_facts(
    projects: QuerySet[Project], units: Iterable[OrganisationUnit], top: Mapping[int, int], *, currency: str, on: date
) -> MoneyFacts:
    """The year's money of `projects`. Five queries."""
    known = rates()
    planned = projects.order_by().values("unit", "portfolio__currency").annotate(budget=Sum("card__budget"), forecast=Sum("card__forecast"))
    lines = BudgetLine.objects.current().filter(project__in=projects.order_by().values("pk"), year=on.year)
    spent = lines.order_by().values("project__unit", "currency").annotate(spent=Sum("actual"))
    sums: dict[int | None, dict[str, Decimal]] = {}
    for row in planned:
        _add(sums, top.get(row["unit"]), row, ("budget", "forecast"), _rate(known, row["portfolio__currency"] or currency, currency, on))
    for row in spent:
        _add(sums, top.get(row["project__unit"]), row, ("spent",), _rate(known, row["currency"], currency, on))
    years = [Year(unit.name, unit.code, **sums[unit.pk]) for unit in units if unit.pk in sums]
    whole = {name: sum((each[name] for each in sums.values()), Decimal(0)) for name in ("budget", "forecast", "spent")}
    over = projects.filter(card__budget__gt=0, card__forecast__gt=F("card__budget"))
    rows = over.annotate(excess=F("card__forecast") - F("card__budget")).select_related("unit", "lead", "card", "portfolio")
    rows = rows.annotate(converted=F("excess") * rate_into(currency, rates=known, on=on))
    widest = list(rows.defer("search", "attributes").order_by(F("converted").desc(nulls_last=True), "code")[:SHOWN])
    return MoneyFacts(Year(**whole), years, widest, over.count())


def _add(sums: dict, place: int | None, row: Mapping[str, Any], names: Iterable[str], rate: Decimal) -> None:
    known = sums.setdefault(place, {"budget": Decimal(0), "forecast": Decimal(0), "spent": Decimal(0)})
    for name in names:
        known[name] += (row[name] or Decimal(0)) * rate


def _rate(known: Rates, from_currency: str, to_currency: str, on: date) -> Decimal:
    """Money without a rate leaves the sums, as everywhere on the board."""
    try:
        return known.rate(from_currency, to_currency, on)
    except NoRate:
        return Decimal(0)

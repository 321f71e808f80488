"""Amounts in several currencies: converted at a dated rate, or refused. Unlike sums are never added."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portfolio.models import ExchangeRate, Project
from strategy.models import StrategicPlan

DEFAULT_CURRENCY = "EUR"


class NoRate(ValidationError):
    """No rate is known between two currencies at a date; the message says which one to enter."""

    def __init__(self, from_currency: str, to_currency: str, on: date) -> None:
        self.from_currency, self.to_currency, self.on = from_currency, to_currency, on
        text = _("No exchange rate from %(from)s to %(to)s is known on %(on)s. Enter one under Exchange rates.")
        super().__init__(text % {"from": from_currency, "to": to_currency, "on": on.isoformat()}, code="no_rate")


@dataclass(frozen=True)
class Rates:
    """Dated rates by pair of currencies, the newest first. A pair known one way serves both ways."""

    by_pair: dict[tuple[str, str], list[tuple[date, Decimal]]] = field(default_factory=dict)

    def rate(self, from_currency: str, to_currency: str, on: date) -> Decimal:
        """How many `to_currency` one `from_currency` is worth on the day `on`; raises NoRate."""
        if from_currency == to_currency:
            return Decimal(1)
        found = self._latest(from_currency, to_currency, on)
        if found is not None:
            return found
        inverse = self._latest(to_currency, from_currency, on)
        if inverse is None:
            raise NoRate(from_currency, to_currency, on)
        return 1 / inverse

    def convert(self, amount: Decimal, from_currency: str, to_currency: str, on: date) -> Decimal:
        """`amount` in `to_currency`, to the cent; raises NoRate."""
        return (amount * self.rate(from_currency, to_currency, on)).quantize(Decimal("0.01"))

    def total(self, amounts: Iterable[tuple[Decimal, str]], to_currency: str, on: date) -> Decimal:
        """The sum in `to_currency` of amounts given with their currency; raises NoRate rather than adding unlike sums."""
        return sum((self.convert(amount, currency, to_currency, on) for amount, currency in amounts), Decimal(0))

    def _latest(self, from_currency: str, to_currency: str, on: date) -> Decimal | None:
        return next((rate for day, rate in self.by_pair.get((from_currency, to_currency), ()) if day <= on), None)


def rates(*, known_at: datetime | None = None) -> Rates:
    """The rates that hold now, or that were known at an instant. One query."""
    rows = ExchangeRate.objects.known_at(known_at) if known_at else ExchangeRate.objects.current()
    by_pair: dict[tuple[str, str], list[tuple[date, Decimal]]] = {}
    for row in rows.order_by("-on", "-id"):
        by_pair.setdefault((row.from_currency, row.to_currency), []).append((row.on, row.rate))
    return Rates(by_pair)


def plan_currency() -> str:
    """The currency in which the active plan counts."""
    return StrategicPlan.objects.filter(status=StrategicPlan.Status.ACTIVE).values_list("currency", flat=True).first() or DEFAULT_CURRENCY


def currency_of(project: Project) -> str:
    """The currency of a project's money: its portfolio's, else the plan's."""
    return project.portfolio.currency if project.portfolio else plan_currency()

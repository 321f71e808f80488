from datetime import date
from decimal import Decimal

import pytest

from portfolio import money
from portfolio.actions import finance

DAY = date(2026, 7, 1)


@pytest.fixture
def rate(db, ada, at):
    def enter(value: str, on: date = date(2026, 1, 1)):
        return finance.set_rate(from_currency="GBP", to_currency="EUR", on=on, rate=Decimal(value), source="ECB", by=ada, at=at)

    return enter


def test_the_rate_in_force_on_the_day_counts(rate):
    rate("1.10")
    rate("1.20", date(2026, 6, 1))
    rate("1.30", date(2026, 8, 1))
    assert money.rates().convert(Decimal(100), "GBP", "EUR", DAY) == Decimal("120.00")


def test_a_rate_serves_both_ways(rate):
    rate("1.25")
    assert money.rates().convert(Decimal(100), "EUR", "GBP", DAY) == Decimal("80.00")


def test_like_sums_need_no_rate(db):
    assert money.rates().total([(Decimal(1), "EUR"), (Decimal(2), "EUR")], "EUR", DAY) == 3


def test_unlike_sums_are_refused_naming_the_rate_to_enter(rate):
    rate("1.25", date(2026, 8, 1))
    with pytest.raises(money.NoRate, match="from GBP to EUR is known on 2026-07-01"):
        money.rates().total([(Decimal(1), "EUR"), (Decimal(2), "GBP")], "EUR", DAY)


def test_a_corrected_rate_leaves_the_past_as_it_was_known(rate, ada, at):
    from datetime import timedelta

    rate("1.25")
    later = at + timedelta(days=1)
    finance.set_rate(from_currency="GBP", to_currency="EUR", on=date(2026, 1, 1), rate=Decimal("1.5"), source="ECB", by=ada, at=later)
    assert money.rates(known_at=at).rate("GBP", "EUR", DAY) == Decimal("1.25")
    assert money.rates().rate("GBP", "EUR", DAY) == Decimal("1.5")


def test_a_project_counts_in_the_currency_of_its_portfolio_else_of_the_plan(project, plan, at):
    from portfolio.actions.projects import create_project

    assert money.currency_of(project) == "EUR"
    plan.currency = "CHF"
    plan.save()
    assert money.currency_of(create_project(by=None, at=at, name_fr="Seul")) == "CHF"

"""Money of projects in one currency, converted by the database, so that lists may sort, weigh and add it."""

from datetime import date

from django.db.models import Case, DecimalField, Value, When

from portfolio.models import Project
from portfolio.money import NoRate, Rates

RATE = DecimalField(max_digits=24, decimal_places=12)


def rate_into(currency: str, *, rates: Rates, on: date, of: str = "") -> Case:
    """How many `currency` one unit of a project's money is worth; null where no rate is known, so that unlike sums are never added.

    `of` leads to the project ("project__"). A project of no portfolio counts in `currency` already.
    """
    known = {currency: Value(1, output_field=RATE)}
    for code in {code for pair in rates.by_pair for code in pair} - {currency}:
        try:
            known[code] = Value(rates.rate(code, currency, on), output_field=RATE)
        except NoRate:
            continue
    cases = [When(**{f"{of}portfolio__currency": code}, then=rate) for code, rate in sorted(known.items())]
    return Case(When(**{f"{of}portfolio__isnull": True}, then=known[currency]), *cases, default=None, output_field=RATE)


def budget_in(currency: str, project: Project, *, rates: Rates, on: date) -> float | None:
    """This year's budget of a project (with portfolio and card) in `currency`; None where it or a rate is unknown."""
    own = project.portfolio.currency if project.portfolio else currency
    if project.card.budget is None:
        return None
    try:
        return float(rates.convert(project.card.budget, own, currency, on))
    except NoRate:
        return None

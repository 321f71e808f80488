"""Money of projects: budget lines by year, earned-value points, and the rates between currencies."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import history
from foundation.accounts.models import User
from foundation.audit import actions as audit
from portfolio.actions.cards import refresh_card
from portfolio.actions.projects import hold
from portfolio.models import BudgetLine, EarnedValuePoint, ExchangeRate, Project
from portfolio.money import currency_of

Nature = BudgetLine.Nature


def add_budget_line(
    *,
    project: Project,
    year: int | None,
    by: User | None,
    at: datetime,
    nature: str = Nature.TOTAL,
    label: str = "",
    currency: str = "",
    **amounts: Any,
) -> BudgetLine:
    """Add one year of money of one nature (no year: the whole life); `amounts`: baseline, forecast, actual, undisclosed.

    Adding the same line with the same amounts again returns the standing one; with other amounts it raises ValidationError.
    """
    with transaction.atomic():
        hold(project)
        currency = _require_one_currency(project, currency)
        _require_split_or_whole(project, year, nature)
        identity = {"project": project, "year": year, "nature": nature, "label": label}
        line = history.record_again(BudgetLine, at=at, by=by, identity=identity, currency=currency, **amounts)
        if line is None:
            return _standing(BudgetLine, identity, amounts, _("This line already stands; change its amounts instead."))
        facts = {"year": year, "nature": nature, "currency": currency, **amounts}
        _finish(line, verb="budget.added", by=by, at=at, facts=facts)
        return line


def change_budget_line(*, line: BudgetLine, by: User | None, at: datetime, **amounts: Any) -> BudgetLine:
    """Record new amounts; raises ChangedMeanwhile when somebody changed the line since it was read."""
    return _changed(line, verb="budget.changed", by=by, at=at, facts={"year": line.year, "nature": line.nature}, changes=amounts)


def remove_budget_line(*, line: BudgetLine, by: User | None, at: datetime) -> None:
    """Take the line out of the sums; its history stays."""
    with transaction.atomic():
        hold(line.project)
        history.remove(line, at=at, by=by)
        _finish(line, verb="budget.removed", by=by, at=at, facts={"year": line.year, "nature": line.nature, "baseline": line.baseline})


def _require_one_currency(project: Project, currency: str) -> str:
    own = currency_of(project)
    if currency and currency != own:
        text = _("This project counts in %(own)s; convert the amount before entering it.")
        raise ValidationError({"currency": text % {"own": own}})
    return own


def _require_split_or_whole(project: Project, year: int | None, nature: str) -> None:
    """A year is either split into capex and opex or not: both together would count twice."""
    lines = BudgetLine.objects.current().filter(project=project, year=year)
    clash = lines.exclude(nature=Nature.TOTAL) if nature == Nature.TOTAL else lines.filter(nature=Nature.TOTAL)
    if clash.exists():
        raise ValidationError({"nature": _("This year already holds money that is split otherwise; change or remove it first.")})


def require_may_stand(row: BudgetLine | EarnedValuePoint) -> None:
    """Raises ValidationError where a removed row cannot come back: split otherwise meanwhile, or in a currency of before."""
    _require_one_currency(row.project, row.currency)
    if isinstance(row, BudgetLine):
        _require_split_or_whole(row.project, row.year, row.nature)


def add_point(*, project: Project, on: date, by: User | None, at: datetime, currency: str = "", **amounts: Any) -> EarnedValuePoint:
    """Add the earned value at a date (cumulated): planned_value, earned_value, actual_cost, budget_at_completion."""
    with transaction.atomic():
        hold(project)
        currency = _require_one_currency(project, currency)
        identity = {"project": project, "on": on}
        point = history.record_again(EarnedValuePoint, at=at, by=by, identity=identity, currency=currency, **amounts)
        if point is None:
            return _standing(EarnedValuePoint, identity, amounts, _("A point already stands on this day; change it instead."))
        _finish(point, verb="earned_value.added", by=by, at=at, facts={"on": on, **amounts})
        return point


def change_point(*, point: EarnedValuePoint, by: User | None, at: datetime, **amounts: Any) -> EarnedValuePoint:
    """Record new figures for a day; raises ChangedMeanwhile when somebody changed them since they were read."""
    return _changed(point, verb="earned_value.changed", by=by, at=at, facts={"on": point.on}, changes=amounts)


def remove_point(*, point: EarnedValuePoint, by: User | None, at: datetime) -> None:
    """Take the point off the curve; its history stays."""
    with transaction.atomic():
        hold(point.project)
        history.remove(point, at=at, by=by)
        _finish(point, verb="earned_value.removed", by=by, at=at, facts={"on": point.on})


def set_rate(*, from_currency: str, to_currency: str, on: date, rate: Decimal, source: str, by: User | None, at: datetime) -> ExchangeRate:
    """Say what a currency is worth in another from a day on; a rate of the same day is replaced and stays readable."""
    if from_currency == to_currency:
        raise ValidationError({"to_currency": _("Choose two different currencies.")})
    with transaction.atomic():
        identity = {"from_currency": from_currency, "to_currency": to_currency, "on": on}
        facts = {"rate": rate, "source": source}
        known = ExchangeRate.objects.filter(superseded_at__isnull=True, **identity).first()
        if known is None:
            row = history.record(ExchangeRate, at=at, by=by, **identity, **facts)
        else:
            row = history.supersede(known, at=at, by=by, removed=False, **facts)
        audit.record(by=by, at=at, verb="rate.set", subjects=[row], facts={"about": f"{from_currency}/{to_currency}", **identity, **facts})
        return row


def _standing(model: type[models.Model], identity: dict[str, Any], amounts: dict[str, Any], otherwise: str) -> Any:
    """The fact that already stands, when it says the same (a form sent twice); raises ValidationError when it does not."""
    known = model.objects.current().get(**history.where(identity))  # type: ignore[attr-defined]
    if all(getattr(known, name) == value for name, value in amounts.items()):
        return known
    raise ValidationError(otherwise)


def _changed(row: Any, *, verb: str, by: User | None, at: datetime, facts: dict[str, Any], changes: dict[str, Any]) -> Any:
    with transaction.atomic():
        hold(row.project)
        told = audit.changes({name: getattr(row, name) for name in changes}, changes)
        if not told:
            return row
        changed = history.supersede(row, at=at, by=by, **changes)
        _finish(changed, verb=verb, by=by, at=at, facts={**facts, "changes": told})
        return changed


def _finish(row: Any, *, verb: str, by: User | None, at: datetime, facts: dict[str, Any]) -> None:
    refresh_card(row.project, as_of=timezone.localdate(at))
    told = {"about": str(getattr(row, "on", None) or getattr(row, "year", None) or ""), "of": row._meta.label_lower, **facts}
    audit.record(by=by, at=at, verb=verb, subjects=[row.project], facts=told)

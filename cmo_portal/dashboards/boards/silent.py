"""Without news: reports that were missed, by how far the silence has been told: lead, sponsor (+10 days), CMO (+20 days)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cmo_portal.dashboards.boards.frame import BoardFilters, Scope
from foundation.accounts.models import OrganisationUnit
from foundation.bilingual import language
from portfolio.models import Project
from portfolio.queries import keyset
from portfolio.reporting_calendar import BOARD_DAYS, GRACE_DAYS, SPONSOR_DAYS

STEPS = {
    "lead": gettext_lazy("The lead is asked"),
    "sponsor": gettext_lazy("The sponsor is told (+10 days)"),
    "board": gettext_lazy("The CMO is told (+20 days)"),
}


class SilentFilters(BoardFilters):
    """Narrowed by unit and by step of the escalation."""

    step = forms.ChoiceField(label=gettext_lazy("Step"), required=False, choices=[("", gettext_lazy("Every step")), *STEPS.items()])
    SORTS = {
        "late": gettext_lazy("Due"),
        "name": gettext_lazy("Project"),
        "unit": gettext_lazy("Unit"),
        "lead": gettext_lazy("Lead"),
        "budget": gettext_lazy("Budget"),
    }
    DEFAULT = "late"


def step_of(due: date, today: date) -> str:
    """How far the silence has been told."""
    late = (today - due).days
    return "board" if late > BOARD_DAYS else "sponsor" if late > SPONSOR_DAYS else "lead"


def _within(step: str, today: date) -> Q:
    grace, sponsor, board = (today - timedelta(days=days) for days in (GRACE_DAYS, SPONSOR_DAYS, BOARD_DAYS))
    return {
        "lead": Q(card__due_on__lt=grace, card__due_on__gte=sponsor),
        "sponsor": Q(card__due_on__lt=sponsor, card__due_on__gte=board),
        "board": Q(card__due_on__lt=board),
    }.get(step, Q(card__due_on__lt=grace))


def rows(scope: Scope, filters: SilentFilters, today: date) -> QuerySet[Project]:
    """The silent projects, as filtered, in no order yet."""
    found = scope.projects.filter(_within(filters.chosen.get("step", ""), today))
    return found.select_related("unit", "lead", "sponsor", "portfolio", "card").defer("search", "attributes")


def columns() -> dict[str, keyset.Column]:
    """What the list sorts by."""
    there = {"missing": Q(card__budget=None), "present": Q(card__budget__isnull=False)}
    return {
        "late": keyset.Column("card__due_on", "card__project_id", kind=date),
        "name": keyset.Column(f"sort_{language()}"),
        "unit": keyset.Column("card__unit_sort", "card__project_id"),
        "lead": keyset.Column("card__lead_sort", "card__project_id"),
        "budget": keyset.Column("card__budget", "card__project_id", kind=Decimal, **there),
    }


def by_step(scope: Scope, today: date) -> dict[str, int]:
    """How many projects stand at each step. One query."""
    return scope.projects.order_by().aggregate(**{step: Count("id", filter=_within(step, today)) for step in STEPS})


@dataclass(frozen=True)
class InTime:
    """Reports in time of one direction. Never of a person."""

    unit: OrganisationUnit
    owing: int
    silent: int

    @property
    def share(self) -> float:
        return 1 - self.silent / self.owing


def by_direction(scope: Scope, today: date) -> list[InTime]:
    """The share of projects that report in time, by direction, the lowest first. One query."""
    late = Q(card__due_on__lt=today - timedelta(days=GRACE_DAYS))
    found = (
        scope.projects.filter(card__due_on__isnull=False).order_by().values("unit").annotate(n=Count("id"), late=Count("id", filter=late))
    )
    sums: dict[int, list[int]] = {}
    for row in found:
        place = sums.setdefault(scope.top.get(row["unit"], 0), [0, 0])
        place[0] += row["n"]
        place[1] += row["late"]
    told = [InTime(unit, *sums[unit.pk]) for unit in scope.directions if unit.pk in sums]
    return sorted(told, key=lambda one: (one.share, one.unit.code))


def headings() -> list[str]:
    return [
        _("Code"), _("Project"), _("Unit"), _("Lead"), _("Sponsor"), _("Last report"), _("Due"), _("Days late"), _("Step"),
        _("Currency"), _("Budget"),
    ]  # fmt: skip


def cells(found: Iterable[Any], today: date) -> Iterable[list[object]]:
    """The rows of the export."""
    for row in found:
        due = row.card.due_on
        yield [
            row.code, row.name, row.unit.name if row.unit else "", row.lead.full_name if row.lead else "",
            row.sponsor.full_name if row.sponsor else "", row.card.reported_on, due, (today - due).days, str(STEPS[step_of(due, today)]),
            row.portfolio.currency if row.portfolio else "", row.card.budget,
        ]  # fmt: skip

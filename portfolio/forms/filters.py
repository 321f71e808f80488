"""The filters of the list of projects. They live in the address; a value nobody knows is dropped and named, never an error."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import OrganisationUnit, User
from foundation.bilingual import name_field
from foundation.filtering import Choices, Filters
from portfolio.models import Health, Portfolio, Programme, Project
from portfolio.models.projects import ProjectClass, ProjectStatus
from portfolio.models.scores import ScoreSnapshot
from portfolio.queries.project_list import DEFAULT_SORT, GOING_ON, NO_RANK, RANKING, SORTS, UNSCORED, Wanted
from strategy.models import Horizon, StrategicObjective


class ProjectFilters(Filters):
    """Everything the list can be narrowed by."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=200, widget=forms.TextInput({"type": "search", "autocomplete": "off"})
    )
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    objective = forms.ChoiceField(label=_("Objective"), required=False)
    health = forms.ChoiceField(label=_("Health"), required=False)
    lead = forms.ChoiceField(label=_("Lead"), required=False)
    horizon = forms.ChoiceField(label=_("Horizon"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)
    portfolio = forms.ChoiceField(label=_("Portfolio"), required=False)
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    owner = forms.ChoiceField(label=_("Objective owner"), required=False)
    band = forms.ChoiceField(label=_("Alignment"), required=False)
    orphan = forms.BooleanField(label=_("Serves no validated objective"), required=False)
    needs_help = forms.BooleanField(label=_("Needs help"), required=False)
    sort = forms.ChoiceField(label=_("Sort by"), required=False)

    MORE = ("lead", "horizon", "status", "portfolio", "programme", "owner", "band", "orphan", "needs_help")

    def __init__(self, data: QueryDict, *, visible: QuerySet[Project]) -> None:
        super().__init__(data)
        self.project_class = data.get("class") if data.get("class") in ProjectClass.values else ProjectClass.STRATEGIC
        self.units = list(OrganisationUnit.objects.order_by("code"))
        standing = StrategicObjective.objects.filter(retired_on=None).select_related("owner").defer("search")
        self.objectives = list(standing.order_by("plan", "position", "code"))
        self.offer("unit", _("Every unit"), _tree(self.units))
        self.offer("objective", _("Every objective"), [(str(o.pk), _named(o)) for o in self.objectives])
        self.offer("health", _("Every health"), [*Health.choices, (NO_RANK, _("Never reported"))])
        self.offer("lead", _("Every lead"), _leads(visible))
        self.offer("horizon", _("Every horizon"), Horizon.choices)
        self.offer("status", _("Every status"), [(GOING_ON, _("Going on")), *ProjectStatus.choices])
        self.portfolios = list(Portfolio.objects.order_by(name_field()))
        self.offer("portfolio", _("Every portfolio"), [(str(p.pk), p.name) for p in self.portfolios])
        programmes = Programme.objects.order_by(name_field())
        self.offer("programme", _("Every programme"), [(str(p.pk), p.name) for p in programmes])
        self.offer("owner", _("Every owner"), _owners(self.objectives))
        self.offer("band", _("Every alignment"), [*ScoreSnapshot.Band.choices, (UNSCORED, _("No score"))])
        self.fields["sort"].choices = self._orders()
        self.initial["sort"] = DEFAULT_SORT

    def _orders(self) -> Choices:
        names = [name for name in SORTS if name not in RANKING or self.project_class == ProjectClass.STRATEGIC]
        return [(f"{sign}{name}", f"{SORTS[name]} {arrow}") for name in names for sign, arrow in (("", "↑"), ("-", "↓"))]

    @property
    def more_chosen(self) -> bool:
        """Is one of the folded filters in force?"""
        return any(name in self.chosen for name in self.MORE)

    @property
    def unlike_budgets(self) -> list[str]:
        """The currencies that stand side by side when the list is sorted by budget; empty where all count in one."""
        codes = {portfolio.currency for portfolio in self.portfolios}
        sorts = self.chosen.get("sort", "").removeprefix("-") == "budget"
        return sorted(codes) if sorts and len(codes) > 1 and "portfolio" not in self.chosen else []

    def wanted(self) -> Wanted:
        """The same as the list understands it."""
        chosen = self.chosen
        return Wanted(
            q=chosen.get("q", ""),
            units=_below(self.units, chosen.get("unit")),
            objectives=_below(self.objectives, chosen.get("objective")),
            health=chosen.get("health", ""),
            horizon=chosen.get("horizon", ""),
            project_class=self.project_class,
            status=chosen.get("status", ""),
            portfolio=int(chosen["portfolio"]) if "portfolio" in chosen else None,
            programme=int(chosen["programme"]) if "programme" in chosen else None,
            lead=int(chosen["lead"]) if "lead" in chosen else None,
            owner=int(chosen["owner"]) if "owner" in chosen else None,
            band=chosen.get("band", ""),
            orphan=chosen.get("orphan", False),
            needs_help=chosen.get("needs_help", False),
            sort=chosen.get("sort", DEFAULT_SORT),
        )


def _named(objective: StrategicObjective) -> str:
    return Truncator(f"{objective.code} · {objective.name}").chars(80)


def _leads(visible: QuerySet[Project]) -> Choices:
    leading = User.objects.filter(pk__in=visible.exclude(lead=None).values("lead")).order_by("full_name")
    return [(str(user.pk), user.full_name) for user in leading]


def _owners(objectives: list[StrategicObjective]) -> Choices:
    owners = {objective.owner.pk: objective.owner.full_name for objective in objectives if objective.owner}
    return sorted(((str(pk), name) for pk, name in owners.items()), key=lambda one: one[1].casefold())


def _tree(units: list[OrganisationUnit]) -> Choices:
    return [(str(unit.pk), f"{'– ' * depth}{unit.name}") for unit, depth in _in_depth(units, None, 0)]


def _in_depth(rows: list[Any], parent: int | None, depth: int) -> Iterator[tuple[Any, int]]:
    for row in rows:
        if row.parent_id == parent:
            yield row, depth
            yield from _in_depth(rows, row.pk, depth + 1)


def _below(rows: list[Any], chosen: str | None) -> frozenset[int]:
    """The ids of the chosen row and of everything below it in its tree."""
    if not chosen:
        return frozenset()
    return frozenset({int(chosen), *(row.pk for row, _depth in _in_depth(rows, int(chosen), 0))})

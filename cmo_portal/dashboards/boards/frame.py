"""What the boards share: their tabs, their filters in the address, the projects they may speak of."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.accounts.access import rights_of
from foundation.accounts.models import OrganisationUnit, User
from foundation.filtering import Filters
from portfolio.access import visible_to
from portfolio.models import Project
from portfolio.models.projects import ProjectClass, ProjectStatus
from portfolio.queries.keyset import Sort
from portfolio.queries.left_out import hidden_confidential

ENDED = (ProjectStatus.CLOSED, ProjectStatus.CANCELLED)
PAGES = (
    ("needs_help", _("Who needs help"), "heart-handshake", False),
    ("silent", _("Without news"), "hourglass", False),
    ("stop_first", _("What we would stop first"), "ban", True),
)


@dataclass(frozen=True)
class Tab:
    """One board among the boards."""

    label: Any
    icon: str
    href: str
    current: bool


@dataclass(frozen=True)
class Scope:
    """The projects a board speaks of, the units and directions there are, and how many confidential ones it leaves out."""

    projects: QuerySet[Project]
    units: list[OrganisationUnit]
    directions: list[OrganisationUnit]
    top: dict[int, int]
    not_shown: int = 0
    left_out: int = 0
    chosen: OrganisationUnit | None = None
    kept_scope: tuple[str, int | None] | None = None
    below: frozenset[int] = field(default_factory=frozenset)


class BoardFilters(Filters):
    """The filters of a board: the unit, what the board adds, and the order. An unknown value is dropped and named."""

    unit = forms.ChoiceField(label=_("Unit"), required=False)
    SORTS: dict[str, Any] = {}
    DEFAULT = ""

    def __init__(self, data: QueryDict, *, units: list[OrganisationUnit]) -> None:
        super().__init__(data)
        self.fields["unit"].choices = [("", _("Every unit")), *((unit.code, unit.name) for unit in units)]
        if self.SORTS:
            orders = [
                (f"{sign}{name}", f"{label} {arrow}") for name, label in self.SORTS.items() for sign, arrow in (("", "↑"), ("-", "↓"))
            ]
            orders.sort(key=lambda order: order[0] != self.DEFAULT)
            self.fields["sort"] = forms.ChoiceField(label=_("Sort by"), required=False, choices=orders, initial=self.DEFAULT)

    @property
    def sort(self) -> str:
        return self.chosen.get("sort", self.DEFAULT)

    def order(self, columns: dict[str, Any]) -> Sort:
        """The order of the rows."""
        return Sort(columns[self.sort.removeprefix("-")], self.sort.startswith("-"))


def tabs(user: User, current: str) -> list[Tab]:
    """The boards that a person may open."""
    reads = reads_boards(user)
    return [Tab(label, icon, reverse(f"boards:{name}"), name == current) for name, label, icon, apart in PAGES if reads or not apart]


def reads_boards(user: User) -> bool:
    """May `user` read what arbitrates between projects: who reads a part of the company by role?"""
    from cmo_portal.dashboards.personal import reads_a_board

    return reads_a_board(rights_of(user))


def scope_of(user: User, chosen_unit: str, *, classes: tuple[str, ...] = (ProjectClass.STRATEGIC,)) -> Scope:
    """The projects of the classes that `user` may see, inside a unit when one is chosen. Confidential ones stay out of every board."""
    from cmo_portal.dashboards.lenses.health import directions

    heads, top = directions()
    units = list(OrganisationUnit.objects.order_by("code"))
    unit = next((one for one in units if one.code == chosen_unit), None)
    below = frozenset(_below(units, unit.pk)) if unit else frozenset()
    place = Q(unit__in=below) if unit else Q()
    open_ones = Q(project_class__in=classes) & ~Q(status__in=ENDED) & place
    seen = visible_to(user).filter(open_ones)
    left_out = seen.filter(is_confidential=True).count()
    # All that are hidden, whatever the filter: a filtered count would tell where one is.
    hidden = hidden_confidential(user)
    return Scope(seen.filter(is_confidential=False), _offered(user, units), heads, top, hidden, left_out, unit, _kept(user, unit), below)


def _offered(user: User, units: list[OrganisationUnit]) -> list[OrganisationUnit]:
    reads = rights_of(user).reads
    return units if reads.everything or not reads.units else [unit for unit in units if unit.pk in reads.units]


def _kept(user: User, unit: OrganisationUnit | None) -> tuple[str, int | None] | None:
    """The scope of which the nights keep the history and that this person reads whole."""
    reads = rights_of(user).reads
    if unit is not None and (reads.everything or unit.pk in reads.units):
        return "unit", unit.pk
    return ("everything", None) if unit is None and reads.everything else None


def _below(units: list[OrganisationUnit], root: int) -> set[int]:
    found, queue = set(), [root]
    while queue:
        number = queue.pop()
        found.add(number)
        queue += [unit.pk for unit in units if unit.parent_id == number and unit.pk not in found]
    return found

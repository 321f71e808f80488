"""The filters of a board, read from its address: a value that does not fit falls back and says so."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from foundation import formatting
from foundation.accounts.models import OrganisationUnit
from portfolio.models import Portfolio
from portfolio.models.projects import ProjectClass

CLASSES = (ProjectClass.STRATEGIC, ProjectClass.OBLIGATION)


@dataclass(frozen=True)
class Choice:
    """One option of a filter."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True)
class BoardFilter:
    """What a board keeps. `ignored` names what the address asked for in vain."""

    unit: OrganisationUnit | None = None
    portfolio: Portfolio | None = None
    project_class: str = ProjectClass.STRATEGIC
    as_of: date | None = None
    ignored: tuple[str, ...] = ()
    units: list[Choice] = field(default_factory=list)
    portfolios: list[Choice] = field(default_factory=list)
    classes: list[Choice] = field(default_factory=list)
    periods: list[Choice] = field(default_factory=list)

    @property
    def is_default(self) -> bool:
        """Nothing narrows the board."""
        return self.unit is None and self.portfolio is None and self.project_class == ProjectClass.STRATEGIC

    @property
    def narrows(self) -> bool:
        return not self.is_default or self.as_of is not None


def read(query: QueryDict, *, units: list[OrganisationUnit], portfolios: list[Portfolio], periods: list[date]) -> BoardFilter:
    """The filter the address asks for, with the options a person may choose among. `periods`: days of older runs, newest first."""
    ignored: list[str] = []
    unit = _one(query.get("unit", ""), {one.code: one for one in units}, _("Unit"), ignored)
    portfolio = _one(query.get("portfolio", ""), {one.code: one for one in portfolios}, _("Portfolio"), ignored)
    kind = _one(query.get("class", ""), {choice.value: choice for choice in CLASSES}, _("Class"), ignored) or ProjectClass.STRATEGIC
    as_of = _one(query.get("as_of", ""), {day.isoformat(): day for day in periods}, _("Date"), ignored)
    return BoardFilter(
        unit=unit,
        portfolio=portfolio,
        project_class=kind,
        as_of=as_of,
        ignored=tuple(ignored),
        units=[Choice(one.code, one.name, one == unit) for one in units],
        portfolios=[Choice(one.code, one.name, one == portfolio) for one in portfolios],
        classes=[Choice(choice.value, str(choice.label), choice == kind) for choice in CLASSES],
        periods=[Choice(day.isoformat(), formatting.day(day), day == as_of) for day in periods],
    )


def _one(value: str, options: dict[str, Any], name: str, ignored: list[str]) -> Any | None:
    if value and value not in options:
        ignored.append(_("%(name)s “%(value)s”") % {"name": name, "value": value[:60]})
    return options.get(value)

"""The ways to look at projects: as a list, on a line of time, as bubbles, by portfolio. Filters go along from one to the other."""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What every way of looking understands.
SHARED = ("q", "unit", "objective", "lead", "owner", "status", "portfolio", "programme")
LOOKS = (
    ("portfolio:projects", _("List"), "list"),
    ("portfolio:roadmap", _("Roadmap"), "flag"),
    ("portfolio:bubbles", _("Alignment and delivery"), "chart-dots"),
    ("portfolios", _("Portfolios"), "layout-grid"),
)


@dataclass(frozen=True)
class Look:
    """One way of looking, with its address."""

    label: str | Promise
    icon: str
    href: str
    current: bool


def looks(request: HttpRequest, current: str) -> list[Look]:
    """The ways to look, with the filters of this one."""
    along = QueryDict(mutable=True)
    for name in SHARED:
        if request.GET.get(name):
            along[name] = request.GET[name]
    suffix = f"?{along.urlencode()}" if along else ""
    return [Look(label, icon, reverse(name) + ("" if name == "portfolios" else suffix), name == current) for name, label, icon in LOOKS]

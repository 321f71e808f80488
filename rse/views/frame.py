"""What the pages of RSE share: the tabs of the area and the way back."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rse import access
from rse.models import Basis

Crumb = tuple[str | Promise, str]


@dataclass(frozen=True)
class Page:
    """One page of the area in its row of tabs."""

    label: str | Promise
    icon: str
    href: str
    current: bool


TABS = (
    ("home", _("Overview"), "leaf"),
    ("initiatives", _("Initiatives"), "checklist"),
    ("footprint", _("Footprint"), "chart-bar"),
    ("funded", _("Funded trajectory"), "trending-down"),
    ("materiality", _("Materiality"), "scale"),
    ("indices", _("Equality index"), "users"),
    ("suppliers", _("Suppliers"), "sitemap"),
    ("local_projects", _("On the ground"), "heart-handshake"),
    ("campaigns", _("Campaigns"), "user-check"),
    ("surveys", _("Surveys"), "message"),
    ("quality", _("Data quality"), "shield-check"),
    ("periods", _("Entry and periods"), "calendar"),
)


def framed(request: HttpRequest, *crumbs: Crumb, current: str = "", **context: Any) -> dict[str, Any]:
    """The context of a page of the area."""
    way: list[Crumb] = [] if current == "home" else [(_("CSR"), reverse("rse:home"))]
    return context | {
        "crumbs": [*way, *(crumb for crumb in crumbs if crumb[1])],  # the page itself is named by its heading and its tab
        "pages": [Page(label, icon, reverse(f"rse:{name}"), name == current) for name, label, icon in TABS],
        "may_enter": access.may_enter(request.user),
        "may_steer": access.may_steer(request.user),
    }


def asked_basis(request: HttpRequest) -> str:
    """`?basis=`, else market-based; a value nobody knows falls back."""
    wanted = request.GET.get("basis", "")
    return wanted if wanted in Basis.values else Basis.MARKET

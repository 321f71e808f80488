"""`{% saved_views "portfolio:projects" "project-list" %}`: the views of a page as tabs, and the way to save the one on the screen."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse

from foundation.accounts.models import SavedView
from foundation.saved_views import queries
from foundation.saved_views.registry import PAGES, canonical

register = template.Library()
SHOWN = 6


@dataclass(frozen=True)
class Tab:
    """One view in the row."""

    view: SavedView
    href: str
    current: bool
    own: bool


@register.inclusion_tag("saved_views/_bar.html", takes_context=True)
def saved_views(context: template.Context, page: str, target: str) -> dict[str, Any]:
    """The row of views over a list; `target` is the id of the part that htmx swaps. One query, and two more for a view of somebody else."""
    request: HttpRequest = context["request"]
    here = canonical(request.GET)
    me = request.user.pk
    tabs = [Tab(view, queries.href_of(view), view.query == here, view.owner_id == me) for view in queries.on_page(request.user, page)]
    tabs.sort(key=lambda tab: not tab.current)
    opened = next((tab.view for tab in tabs if str(tab.view.pk) == request.GET.get("view")), None)
    return {
        "tabs": tabs[:SHOWN],
        "more": tabs[SHOWN:],
        "bare": not here,
        "bare_href": reverse(page),
        "known": any(tab.current for tab in tabs),
        "page": page,
        "query": here,
        "target": target,
        "opened": opened,
        "left_out": PAGES[page].left_out(request.user) if opened and opened.owner_id != request.user.pk else [],
        "csrf_token": context.get("csrf_token"),
        "request": request,
    }

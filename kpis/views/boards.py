"""The boards: every indicator as a card, the scorecard, the quality of the data."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from foundation import formatting
from foundation.filtering import address
from foundation.htmx import render_page
from kpis import access
from kpis.forms.boards import BoardFilters
from kpis.models.alerts import Status
from kpis.queries import board as boards
from kpis.queries import quality as qualities
from kpis.queries import scorecard as scorecards
from kpis.queries.board import ORDER
from strategy.access import plan_to_see


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Every indicator in use as a card, grouped, filtered, sorted and paged by the address."""
    rights = access.reader(request.user)
    filters, today = BoardFilters(request.GET), timezone.localdate()
    wanted = filters.wanted()
    found = boards.board(wanted, today=today, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    total = found.counts.get(wanted.status, 0) if wanted.status else found.total
    context = framed(
        "board",
        filters=filters,
        chips=filters.chips(),
        board=found,
        wanted=wanted,
        today=today,
        statuses=_statuses(request, found.counts, wanted.status),
        count=ngettext("%(count)s indicator", "%(count)s indicators", total) % {"count": formatting.number(total)},
        may_define=rights.steers,
    )
    return render_page(request, "kpis/board.html", "indicator-board", context)


def _statuses(request: HttpRequest, counts: dict[str, int], current: str) -> list[dict[str, Any]]:
    """How many stand where, each a filter."""
    shown = [status for status in map(str, ORDER) if counts.get(status) or status == current]
    return [_standing(request, status, counts.get(status, 0), on=status == current) for status in shown]


def _standing(request: HttpRequest, status: str, count: int, *, on: bool) -> dict[str, Any]:
    return {"status": status, "count": count, "href": address(request.GET, status=None if on else status), "on": on}


def framed(current: str, *crumbs: tuple[str, str], **context: Any) -> dict[str, Any]:
    """The context of a page of the area: its tabs and the way back."""
    pages = [
        {"label": _("Board"), "icon": "layout-grid", "href": reverse("kpis:board"), "current": current == "board"},
        {"label": _("Scorecard"), "icon": "table", "href": reverse("kpis:scorecard"), "current": current == "scorecard"},
        {"label": _("Data quality"), "icon": "shield-check", "href": reverse("kpis:quality"), "current": current == "quality"},
    ]
    return context | {"pages": pages, "crumbs": [(_("Indicators"), reverse("kpis:board")), *crumbs], "no_data": Status.NO_DATA}


@require_safe
def scorecard(request: HttpRequest) -> HttpResponse:
    """Objectives down, perspectives across."""
    access.reader(request.user)
    today = timezone.localdate()
    plan = plan_to_see(request.user)
    found = scorecards.scorecard(plan, today=today)
    context = framed("scorecard", (_("Scorecard"), ""), scorecard=found, plan=plan, today=today)
    return render_page(request, "kpis/scorecard.html", "scorecard", context)


@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    """What is wrong with the data, by fault."""
    access.reader(request.user)
    whole = request.GET.get("all", "")
    found = qualities.faults(today=timezone.localdate(), whole=whole)
    context = framed("quality", (_("Data quality"), ""), faults=found, total=qualities.in_use(), whole=whole)
    return render_page(request, "kpis/quality.html", "data-quality", context)

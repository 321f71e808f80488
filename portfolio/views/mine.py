"""My projects, what they bring to the vision, and my team."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.accounts.models import OrganisationUnit
from foundation.asked import whole_number
from foundation.htmx import render_page
from portfolio import access
from portfolio.alignment.explain import published_run
from portfolio.queries.load import team_page, units_of
from portfolio.queries.mine import mine
from portfolio.queries.my_contribution import parts_of, with_ways


@require_safe
def my_projects(request: HttpRequest) -> HttpResponse:
    """The projects that name the person who asks; nobody else's."""
    run = published_run()
    found = mine(request.user, run.pk if run else None)
    groups = [("led", found.led), ("sponsored", found.sponsored), ("joined", found.joined)]
    context = {
        "groups": [(name, rows) for name, rows in groups if rows],
        "refused": found.refused,
        "run": run,
        "today": timezone.localdate(),
        "can_create": access.can_create(request.user),
        "tabs": tabs("my_projects"),
    }
    return render_page(request, "portfolio/my_projects.html", "my-projects", context)


def tabs(current: str) -> list[dict[str, Any]]:
    """The pages about oneself."""
    pages = [
        ("my_projects", _("My projects")),
        ("my_contribution", _("My contribution")),
        ("my_team", _("My team")),
        ("wins", _("Wins")),
    ]
    return [{"label": label, "href": reverse(f"portfolio:{name}"), "current": name == current} for name, label in pages]


@require_safe
def my_contribution(request: HttpRequest) -> HttpResponse:
    """From one of my projects to the vision, with what each link brings to the project's score."""
    parts = parts_of(request.user)
    asked = request.GET.get("project", "")
    part = next((one for one in parts if one.project.code == asked), parts[0] if parts else None)
    context = {
        "parts": parts,
        "part": with_ways(part, timezone.localdate()) if part else None,
        "run": published_run(),
        "tabs": tabs("my_contribution"),
    }
    return render_page(request, "portfolio/my_contribution.html", "contribution", context)


@require_safe
def my_team(request: HttpRequest) -> HttpResponse:
    """Who of my team works on what; overload shows. Rates of others only by unit."""
    managed = units_of(request.user)
    unit, after = request.GET.get("unit", ""), request.GET.get("after", "")
    chosen = whole_number(unit)
    chosen = chosen if chosen in managed else None
    only_over = request.GET.get("over") == "1"
    page = team_page(
        request.user,
        on=timezone.localdate(),
        unit=chosen,
        after=int(after) if after.isdecimal() and len(after) < 7 else None,
        only_over=only_over,
    )
    context = {
        "page": page,
        "units": list(OrganisationUnit.objects.filter(pk__in=managed).order_by("code")),
        "unit": chosen,
        "only_over": only_over,
        "tabs": tabs("my_team"),
    }
    return render_page(request, "portfolio/my_team.html", "team-load", context)

"""Choose a person or a project: what they may see and do, or who may see it, and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from cmo_portal.rights import queries
from foundation.accounts.access import require_admin
from foundation.accounts.models import User
from foundation.htmx import render_page
from portfolio import access
from portfolio.queries import sight


@require_safe
def who_sees_what(request: HttpRequest) -> HttpResponse:
    """Find the person or the project."""
    require_admin(request.user)
    text, about = request.GET.get("q", "")[:100], request.GET.get("about", "people")
    without = request.GET.get("without") == "1"
    of_projects = about == "projects"
    people = [] if of_projects else queries.people(text, on=timezone.localdate(), without_role=without)
    projects = queries.projects(request.user, text) if of_projects else []
    context = {
        "text": text,
        "of_projects": of_projects,
        "without": without,
        "people": people[: queries.PAGE],
        "projects": projects[: queries.PAGE],
        "more": max(len(people), len(projects)) > queries.PAGE,
    }
    return render_page(request, "rights/who_sees_what.html", "found", context)


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What one person may see and do, and why."""
    require_admin(request.user)
    found = get_object_or_404(User.objects.select_related("unit").defer("search"), pk=pk)
    page = queries.person_page(found, asked_by=request.user, on=timezone.localdate(), after=request.GET.get("after", "")[:40])
    return render_page(request, "rights/person.html", "person", {"page": page, "person": found})


@require_safe
def project(request: HttpRequest, code: str) -> HttpResponse:
    """Who may see one project, and why."""
    require_admin(request.user)
    found = access.project_to_see(request.user, code)
    seers = sight.seers(found, timezone.localdate())
    context = {"project": found, "seers": seers, "reporters": sum(s.may_report for s in seers), "editors": sum(s.may_edit for s in seers)}
    return render_page(request, "rights/project.html", "seers", context)

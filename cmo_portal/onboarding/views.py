"""The three choices of an empty portal, and the page that follows the demonstration being written."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cmo_portal.onboarding import actions, queries
from cmo_portal.onboarding.models import Beginning
from foundation.accounts.access import require_admin
from foundation.bilingual import language
from foundation.htmx import render_page, see_other

AFTER = {Beginning.Choice.DEMO: "start_progress", Beginning.Choice.IMPORT: "exchange:imports", Beginning.Choice.BLANK: "strategy:strategy"}


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose how to begin; offered once, while there is nothing."""
    require_admin(request.user)
    if not queries.is_wanted(request.user):
        return see_other(request, "home")
    choice = request.POST.get("choice", "")
    if request.method == "POST" and choice in Beginning.Choice.values:
        begun = actions.begin(choice=choice, by=request.user, at=timezone.now(), language=language())
        return see_other(request, AFTER[Beginning.Choice(begun.choice)])
    return render_page(request, "onboarding/start.html", "choices", {"progress": queries.progress()})


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """How far the demonstration has come."""
    require_admin(request.user)
    found = queries.progress()
    if found is None:
        raise Http404
    return render_page(request, "onboarding/progress.html", "progress", {"progress": found})

"""The nights: list, one night with its progress, and the buttons."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cmo_portal.nights_pages import queries
from foundation import toasts
from foundation.accounts.access import require_admin
from foundation.asked import whole_number
from foundation.htmx import render_page, see_other
from portfolio.alignment import nights
from portfolio.models import ScoreRun


@require_safe
def night_list(request: HttpRequest) -> HttpResponse:
    """Every run of the scores, newest first."""
    require_admin(request.user)
    before = request.GET.get("before", "")
    runs = queries.latest(whole_number(before))
    context = {
        "runs": runs[: queries.PAGE],
        "older": runs[queries.PAGE - 1].pk if len(runs) > queries.PAGE else None,
        "shown": queries.shown_run_id(),
    }
    return render_page(request, "nights/list.html", "nights", context)


@require_safe
def night(request: HttpRequest, number: int) -> HttpResponse:
    """One run: how far it is, its chunks, what failed. The address survives a reload."""
    require_admin(request.user)
    run = get_object_or_404(ScoreRun.objects.select_related("model", "wanted_by"), pk=number)
    run.seconds = queries.seconds_of(run)
    return render_page(request, "nights/night.html", "night", {"watched": queries.watched(run)})


@require_POST
def run_now(request: HttpRequest) -> HttpResponse:
    """Want a run of everything known now; a worker takes it up within seconds."""
    require_admin(request.user)
    run = nights.want_run(by=request.user, at=timezone.now())
    return see_other(request, "night", run.pk)


@require_POST
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Stop a run; what readers see stays."""
    require_admin(request.user)
    run = get_object_or_404(ScoreRun, pk=number)
    stopped = nights.cancel_run(run=run, by=request.user, at=timezone.now())
    toasts.say(request, _("Stopped. The scores shown stay as they are.") if stopped else _("It had already ended."))
    return see_other(request, "night", run.pk)


@require_POST
def resume(request: HttpRequest, number: int) -> HttpResponse:
    """Take up a stopped or failed run where it was."""
    require_admin(request.user)
    run = get_object_or_404(ScoreRun, pk=number)
    taken = nights.resume_run(run=run, by=request.user, at=timezone.now())
    toasts.say(request, _("Taken up again.") if taken else _("It can no longer be taken up."))
    return see_other(request, "night", run.pk)

"""The page of an initiative with the projects that carry it out; a project joins one or leaves it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from foundation import toasts
from foundation.audit.queries import trail
from foundation.editing import in_words
from foundation.history import ChangedMeanwhile
from foundation.htmx import render_page, see_other
from foundation.paging import page_of
from foundation.refusals import Refusal
from portfolio import access
from portfolio.actions import initiatives as actions
from portfolio.charts.abatement import abatement_curve
from portfolio.models import ProjectInitiative
from portfolio.money import plan_currency
from portfolio.queries.funded import funded
from portfolio.queries.initiatives import projects_of
from rse import access as rse_access
from rse.catalogues import categories
from rse.forms.initiatives import AnswerForm, ObjectiveForm
from rse.models import Initiative, InitiativeEffect
from rse.queries.promises import promises_of
from rse.views.frame import framed

SHOWN = 12
REASONS = {
    "outside": _("outside the scopes of the target"),
    "not_approved": _("not approved to start yet"),
    "not_funded": _("not funded yet"),
    "within": _("counted in the initiative it is part of"),
    "counted": _("counted, times its confidence"),
}


@require_safe
def initiative(request: HttpRequest, code: str) -> HttpResponse:
    """What it is for, what waits, what it promises and brings, who reports what, what was changed and why."""
    found, today = rse_access.initiative_to_see(request.user, code), timezone.localdate()
    updates = page_of(request, found.updates.select_related("by"), SHOWN)
    last = updates[0] if updates.number == 1 and updates else found.updates.first()
    duty = found.duties.filter(answered_at__isnull=True).select_related("update").first()
    may_report = rse_access.may_report(request.user, found)
    links = list(found.objective_links.current().select_related("objective__owner").order_by("objective__position", "objective__code"))
    context = framed(
        request,
        (_("Initiatives"), reverse("rse:initiatives")),
        (found.code, ""),
        current="initiatives",
        initiative=found,
        today=today,
        themes=list(found.themes.select_related("group").order_by("group", "position")),
        sites=list(found.sites.all()),
        sources=[categories()[code] for code in found.categories if code in categories()],
        effects=list(InitiativeEffect.objects.current().filter(initiative=found).select_related("indicator").order_by("id")),
        claims=promises_of(found),
        updates=updates,
        last=last,
        due_on=found.due_on(last.on if last else None),
        duty=duty if found.is_running else None,
        answer=AnswerForm(open_duty=True) if duty and may_report else None,
        adjustments=list(found.adjustments.select_related("by")),
        links=links,
        objective_form=ObjectiveForm(initiative=found) if may_report else None,
        carriers=projects_of(found, request.user),
        may_report=may_report,
        currency=plan_currency(),
        trail=trail(found, request.user),
    )
    return render_page(request, "rse/initiative.html", "initiative", context)


@require_POST
def initiative_join(request: HttpRequest, code: str) -> HttpResponse:
    """Make the project part of an initiative."""
    project = access.project_to_edit(request.user, code)
    chosen = Initiative.objects.filter(code=request.POST.get("initiative", "")).defer("search").first()
    if chosen is None:
        toasts.say(request, gettext("Choose an initiative of the list."), level="error")
        return see_other(request, "portfolio:responsibility", code)
    try:
        actions.link_initiative(project=project, initiative=chosen, by=request.user, at=timezone.now())
        toasts.say(request, gettext("The project is part of the initiative: tonnes that both promise count once."))
    except Refusal as refusal:
        toasts.say(request, in_words(refusal), level="error")
    return see_other(request, "portfolio:responsibility", code)


@require_POST
def initiative_leave(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Take the project out of an initiative."""
    project = access.project_to_edit(request.user, code)
    held = ProjectInitiative.objects.current().select_related("project", "initiative").filter(project=project)
    link = get_object_or_404(held.defer("initiative__search", "project__search"), key=key)
    try:
        actions.unlink_initiative(link=link, by=request.user, at=timezone.now())
        toasts.say(request, gettext("The project is no longer part of the initiative."))
    except ChangedMeanwhile:
        toasts.say(request, gettext("Somebody else changed this a moment ago: look again."), level="warning")
    return see_other(request, "portfolio:responsibility", code)


@require_safe
def funded_trajectory(request: HttpRequest) -> HttpResponse:
    """What approved, funded work is expected to cut against the gap to the target; what was discounted and why; what a tonne costs."""
    rse_access.reader(request.user)
    found, currency = funded(request.user), plan_currency()
    context = framed(
        request,
        (_("Funded trajectory"), ""),
        current="funded",
        found=found,
        reasons=REASONS,
        figure=abatement_curve(found.lines, currency),
        currency=currency,
    )
    return render_page(request, "rse/funded.html", "funded", context)

"""Decisions: those that wait, one of them, and asking for one."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import toasts
from foundation.accounts.access import require_any_grant
from foundation.history import ChangedMeanwhile
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.paging import page_of
from foundation.submissions import entered
from portfolio import access
from portfolio.actions import decisions as actions
from portfolio.forms.attention import DecisionForm, OutcomeForm
from portfolio.models import Decision
from portfolio.queries import decisions as queries
from portfolio.queries.left_out import confidential_sentence
from portfolio.views.attention import came_from

LATELY = 5


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """The decisions that projects wait for, mine first, and those taken lately; `?state=closed`: all that were."""
    require_any_grant(request.user)
    seen = access.decisions_seen_by(request.user)
    closed = queries.closed(seen)
    context: dict[str, Any] = {"today": timezone.localdate(), "left_out": confidential_sentence(request.user)}
    if request.GET.get("state") == "closed":
        context |= {"all_closed": True, "closed_page": page_of(request, closed)}
    else:
        mine, others = queries.waiting(seen, request.user)
        context |= {"mine": list(mine), "others": page_of(request, others), "closed": list(closed[: LATELY + 1])}
        context["waiting"] = len(context["mine"]) + context["others"].paginator.count
    return render_page(request, "portfolio/decisions.html", "decisions", context)


@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, key: UUID) -> HttpResponse:
    """One decision; who was asked, or the CMO, says what was decided."""
    found = access.decision_to_see(request.user, key)
    form = OutcomeForm(request.POST or None)
    if request.method == "POST":
        found = access.decision_to_take(request.user, key)
        if found.state == Decision.State.WAITING and form.is_valid():
            try:
                actions.take_decision(decision=found, outcome=form.cleaned_data["outcome"], by=request.user, at=timezone.now())
                toasts.say(request, _("Decided; the lead and the sponsor are told."))
                return see_other(request, came_from(request, reverse("portfolio:decision", args=[key])))
            except ChangedMeanwhile:
                form.add_error(None, _("Somebody else closed this decision meanwhile; reload the page to read it."))
    context = {
        "decision": found,
        "form": form,
        "may_decide": access.can_decide(request.user, found) and found.state == Decision.State.WAITING,
        "asked": queries.asked(found),
        "today": timezone.localdate(),
    }
    return render_page(request, "portfolio/decision.html", "decision", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def drop(request: HttpRequest, key: UUID) -> HttpResponse:
    """The decision is no longer needed."""
    found = access.decision_to_take(request.user, key)
    if found.state == Decision.State.WAITING:
        actions.drop_decision(decision=found, by=request.user, at=timezone.now())
        toasts.say(request, _("The decision is no longer waited for."))
    return see_other(request, "portfolio:decisions")


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Ask somebody for a decision about a project."""
    project = access.project_to_bring_to_decision(request.user, code)
    form = DecisionForm(request.POST or None, project=project, by=request.user, initial={"title": request.GET.get("title", "")[:200]})

    def act() -> str:
        actions.open_decision(project=project, by=request.user, at=timezone.now(), **form.answers)
        toasts.say(request, _("The decision is asked of %(name)s.") % {"name": form.answers["decider"].full_name})
        return came_from(request, reverse("portfolio:decisions"))

    if done := entered(request, form, act):
        return done
    context = {"project": project, "form": form, "back": came_from(request, project.get_absolute_url())}
    return render_page(request, "portfolio/decision_form.html", "decision-form", context, status=UNPROCESSABLE if form.errors else 200)

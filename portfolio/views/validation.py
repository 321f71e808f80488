"""The owner's queue: validate in bulk, refuse with a reason, confirm what is still true."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import toasts
from foundation.asked import whole_number
from foundation.history import ChangedMeanwhile
from foundation.htmx import CONFLICT, UNPROCESSABLE, render_page, see_other
from portfolio import access
from portfolio.actions import contributions as actions
from portfolio.forms.contributions import ReasonForm
from portfolio.models import ProjectContribution
from portfolio.queries import project_page, validation
from portfolio.views.refusals import add_errors


@require_safe
def to_validate(request: HttpRequest) -> HttpResponse:
    """The links that wait for this person, and the validations that end soon."""
    access.validator(request.user)
    return _queue(request)


def _queue(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    links = access.links_decided_by(request.user)
    waiting, ending = validation.to_validate(links), validation.still_true(links, timezone.localdate())
    context: dict[str, Any] = {
        "waiting": waiting,
        "ending": ending,
        "waiting_count": sum(len(group.links) for group in waiting),
        "ending_count": sum(len(group.links) for group in ending),
        "more": validation.count_to_validate(links) > validation.SHOWN,
        "statements": project_page.statements(None),
        "problem": problem,
        "today": timezone.localdate(),
    }
    return render_page(request, "portfolio/validate.html", "queue", context, status=status)


@require_POST
def accept(request: HttpRequest) -> HttpResponse:
    """Validate the ticked links, all or none."""
    access.validator(request.user)
    return _decide(request, actions.validate_all, lambda n: ngettext("%(n)s link validated.", "%(n)s links validated.", n))


@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Still true: the ticked validations hold for another year."""
    access.validator(request.user)
    return _decide(request, actions.renew_all, lambda n: ngettext("%(n)s link confirmed.", "%(n)s links confirmed.", n))


def _decide(request: HttpRequest, act: Any, sentence: Any) -> HttpResponse:
    asked = {number for text in request.POST.getlist("link") if (number := whole_number(text)) is not None}
    links = list(access.links_decided_by(request.user).filter(pk__in=asked).select_related("project", "objective"))
    if not asked:
        return _queue(request, problem=_("Tick at least one link."), status=UNPROCESSABLE)
    changed = _("Some of these links were changed meanwhile. Nothing was decided: look at them again below.")
    if len(links) != len(asked):
        return _queue(request, problem=changed, status=CONFLICT)
    try:
        act(links=links, by=request.user, at=timezone.now())
    except ChangedMeanwhile:
        return _queue(request, problem=changed, status=CONFLICT)
    except ValidationError as error:
        return _queue(request, problem=" ".join(error.messages), status=UNPROCESSABLE)
    decision = validation.last_decision(request.user)
    undo_url = reverse("portfolio:decision_undo", args=[decision.position]) if decision else ""
    toasts.say(request, sentence(len(links)) % {"n": len(links)}, undo_url=undo_url)
    return see_other(request, "portfolio:to_validate")


@require_POST
def undo(request: HttpRequest, position: int) -> HttpResponse:
    """Take back one's own last decision in bulk."""
    access.validator(request.user)
    entry = validation.last_decision(request.user)
    if entry is None or entry.position != position:
        raise Http404
    mine = access.links_decided_by(request.user).filter(pk__in=[told["row"] for told in entry.facts["links"]])
    taken = actions.take_back(rows=list(mine.values_list("pk", flat=True)), by=request.user, at=timezone.now())
    if not taken:
        problem = _("These links were changed meanwhile, or are no longer yours to decide. Nothing was taken back.")
        return _queue(request, problem=problem, status=CONFLICT)
    toasts.say(request, ngettext("%(n)s link waits again.", "%(n)s links wait again.", len(taken)) % {"n": len(taken)})
    return see_other(request, "portfolio:to_validate")


@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say no, with the reason that the lead will read."""
    link = access.link_to_decide(request.user, key)
    form = ReasonForm(request.POST or None, initial={"version": link.pk})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["version"] not in (None, link.pk):
            return _refuse_page(request, link, conflict=True)
        try:
            actions.refuse(link=link, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
            toasts.say(request, _("Refused; the lead is told why."))
            return see_other(request, "portfolio:to_validate")
        except ChangedMeanwhile:
            return _refuse_page(request, access.link_to_decide(request.user, key), conflict=True)
        except ValidationError as error:
            add_errors(form, error)
    return _refuse_page(request, link, form=form)


def _refuse_page(
    request: HttpRequest, link: ProjectContribution, *, form: ReasonForm | None = None, conflict: bool = False
) -> HttpResponse:
    form = form or ReasonForm({"reason": request.POST.get("reason", ""), "version": link.pk})
    status = CONFLICT if conflict else UNPROCESSABLE if form.errors else 200
    return render_page(request, "portfolio/refuse.html", "refuse-form", {"form": form, "link": link, "conflict": conflict}, status=status)

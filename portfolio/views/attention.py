"""Acting on a project from where one sees it: offer help, ask, remind. Each answers with the page one came from."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from foundation import toasts
from foundation.accounts.access import require_any_grant
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.submissions import SentOnce, once
from portfolio import access
from portfolio.actions import attention
from portfolio.forms.attention import QuestionForm, WordsForm
from strategy.models import StrategicObjective


@require_POST
def offer_help(request: HttpRequest, code: str) -> HttpResponse:
    """Offer help to who answers for the project, with a word or without."""
    project = access.project_to_see(request.user, code)

    def act(facts: dict[str, Any]) -> str:
        attention.offer_help(project=project, by=request.user, at=timezone.now(), text=facts["text"])
        return _("Your offer is sent to those in charge of %(project)s.") % {"project": project.name}

    return _answer(request, WordsForm(request.POST), act, project.get_absolute_url())


@require_POST
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask who answers for the project something; the question waits in what needs them."""
    project = access.project_to_see(request.user, code)

    def act(facts: dict[str, Any]) -> str:
        item = attention.ask(project=project, by=request.user, at=timezone.now(), text=facts["text"], due_on=facts["due_on"])
        return _("Asked: %(name)s will find your question on their home page.") % {"name": item.owner.full_name}

    return _answer(request, QuestionForm(request.POST), act, project.get_absolute_url())


@require_POST
def remind(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the missing report."""
    project = access.project_to_see(request.user, code)

    def act(_facts: dict[str, Any]) -> str:
        told = attention.remind(project=project, by=request.user, at=timezone.now())
        return _("Reminded.") if told else _("You have reminded them today already; once a day is enough.")

    return _answer(request, SentOnce(request.POST), act, project.get_absolute_url())


@require_POST
def ideas(request: HttpRequest, number: int) -> HttpResponse:
    """Call for projects that serve an objective: executives and its owner may."""
    rights = require_any_grant(request.user)
    objective = get_object_or_404(StrategicObjective.objects.filter(retired_on=None).select_related("owner"), pk=number)
    if not rights.is_executive and objective.owner_id != request.user.pk:
        raise PermissionDenied(_("Only executives and the owner of the objective call for ideas."))

    def act(facts: dict[str, Any]) -> str:
        count = attention.call_for_ideas(objective=objective, by=request.user, at=timezone.now(), text=facts["text"])
        return ngettext("%(count)s person is asked for ideas.", "%(count)s people are asked for ideas.", count) % {"count": count}

    return _answer(request, WordsForm(request.POST), act, reverse("strategy:objective", args=[objective.pk]))


def _answer(request: HttpRequest, form: SentOnce, act: Callable[[dict[str, Any]], str], fallback: str) -> HttpResponse:
    """Do `act` once, say what came of it, and go back to where the form stood; words that cannot be sent are shown again."""
    back = came_from(request, fallback)
    if not form.is_valid():
        return words_again(request, form, back)

    def done() -> str:
        toasts.say(request, act(form.cleaned_data))
        return back

    try:
        return see_other(request, once(request, form.cleaned_data["token"], timezone.now(), done))
    except ValidationError as error:
        toasts.say(request, " ".join(error.messages), level="warning")
    return see_other(request, back)


def came_from(request: HttpRequest, fallback: str) -> str:
    """The address in `next` where it is one of ours, else `fallback`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if ours and wanted.startswith("/") else fallback


def words_again(request: HttpRequest, form: forms.Form, back: str) -> HttpResponse:
    """The words that could not be sent, with what is wrong beside them: nothing of them is lost or cut."""
    return render_page(request, "portfolio/words_again.html", "words-again", {"form": form, "back": back}, status=UNPROCESSABLE)

"""What an owner does for an initiative: report, promise, state what came, adjust or accept, tie to objectives."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation import toasts
from foundation.editing import in_words
from foundation.history import ChangedMeanwhile
from foundation.htmx import CONFLICT, UNPROCESSABLE, render_page, see_other
from foundation.refusals import Refusal
from foundation.submissions import earlier_answer, once
from rse import access
from rse.actions import effects
from rse.actions import initiatives as actions
from rse.forms.initiatives import AnswerForm, EffectForm, ObjectiveForm, RealisedForm, UpdateForm
from rse.models import Initiative, InitiativeEffect, InitiativeObjective
from rse.views.frame import framed


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, code: str) -> HttpResponse:
    """Say how the initiative stands."""
    initiative = access.initiative_to_report(request.user, code)
    last = initiative.updates.first()
    initial = {"on": timezone.localdate(), "health": last.health, "progress": last.progress} if last else {"on": timezone.localdate()}
    form = UpdateForm(request.POST or None, initial=initial)

    def act(at: Any) -> str:
        facts = {name: value for name, value in form.cleaned_data.items() if name != "token"}
        update = actions.report_update(initiative=initiative, by=request.user, at=at, **facts)
        if update.health == "off_track":
            return gettext("Update saved. It is off track: adjust, or accept and say why, within two weeks.")
        return gettext("Update saved.")

    return _sent(request, initiative, form, act, title=_("Update"), last=last)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Adjust, or accept that it is off track and say why."""
    initiative = access.initiative_to_report(request.user, code)
    duty = initiative.duties.filter(answered_at__isnull=True).first()
    form = AnswerForm(request.POST or None, open_duty=duty is not None)

    def act(at: Any) -> str:
        facts = {"initiative": initiative, "why": form.cleaned_data["why"], "by": request.user, "at": at}
        if form.cleaned_data.get("decision") == "accept":
            actions.accept_initiative(**facts)
            return gettext("Accepted: the reason stands in the log.")
        actions.adjust_initiative(what=form.cleaned_data["what"], **facts)
        return gettext("Adjusted: what changes and why stand in the log.")

    return _sent(request, initiative, form, act, title=_("Adjust or accept") if duty else _("Adjust"), duty=duty)


@require_http_methods(["GET", "POST"])
def effect_new(request: HttpRequest, code: str) -> HttpResponse:
    """Promise an effect."""
    initiative = access.initiative_to_report(request.user, code)
    form = EffectForm(request.POST or None, initial={"expected_from": initiative.starts_on, "expected_to": initiative.ends_on})

    def act(at: Any) -> str:
        effects.promise_effect(initiative=initiative, by=request.user, at=at, **form.facts)
        return gettext("Effect promised.")

    return _sent(request, initiative, form, act, title=_("Promised effect"))


@require_http_methods(["GET", "POST"])
def effect_change(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Correct what an effect promises; what it has brought stays."""
    initiative = access.initiative_to_report(request.user, code)
    effect = _effect(initiative, key)
    known = {name: getattr(effect, name) for name in EffectForm.base_fields if name != "token"}
    form = EffectForm(request.POST or None, initial=known)

    def act(at: Any) -> str:
        effects.promise_effect(initiative=initiative, replaces=effect, by=request.user, at=at, **form.facts)
        return gettext("Effect corrected: both versions stay on record.")

    return _sent(request, initiative, form, act, title=_("Promised effect"), effect=effect)


@require_http_methods(["GET", "POST"])
def effect_realised(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """State what an effect has brought to a day."""
    initiative = access.initiative_to_report(request.user, code)
    effect = _effect(initiative, key)
    form = RealisedForm(request.POST or None, initial={"realised": effect.realised, "on": timezone.localdate()})

    def act(at: Any) -> str:
        effects.realise_effect(effect=effect, by=request.user, at=at, **form.cleaned_data)
        return gettext("Realised effect saved.")

    return _sent(request, initiative, form, act, title=effect.name, effect=effect)


@require_POST
def effect_withdraw(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Take a promise back."""
    initiative = access.initiative_to_report(request.user, code)
    effect = _effect(initiative, key)
    said = gettext("Promise taken back; its history stays.")
    return _done(request, initiative, lambda: effects.withdraw_effect(effect=effect, by=request.user, at=timezone.now()), said)


@require_POST
def objective_link(request: HttpRequest, code: str) -> HttpResponse:
    """Tie the initiative to an objective."""
    initiative = access.initiative_to_report(request.user, code)
    form = ObjectiveForm(request.POST, initiative=initiative)
    if not form.is_valid():
        toasts.say(request, gettext("Choose an objective of the plan in force that it does not serve yet."), level="error")
        return see_other(request, initiative)
    facts = {"initiative": initiative, "by": request.user, "at": timezone.now()}
    return _done(request, initiative, lambda: actions.link_objective(**facts, **form.cleaned_data), gettext("Linked to the objective."))


@require_POST
def objective_unlink(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Say that the initiative no longer serves an objective."""
    initiative = access.initiative_to_report(request.user, code)
    held = InitiativeObjective.objects.current().select_related("initiative", "objective")
    link = get_object_or_404(held.filter(initiative=initiative), key=key)
    said = gettext("No longer linked to the objective.")
    return _done(request, initiative, lambda: actions.unlink_objective(link=link, by=request.user, at=timezone.now()), said)


def _effect(initiative: Initiative, key: UUID) -> InitiativeEffect:
    return get_object_or_404(InitiativeEffect.objects.current().filter(initiative=initiative), key=key)


def _done(request: HttpRequest, initiative: Initiative, act: Callable[[], Any], said: str) -> HttpResponse:
    try:
        act()
        toasts.say(request, said)
    except Refusal as refusal:
        toasts.say(request, in_words(refusal), level="error")
    except ChangedMeanwhile:
        toasts.say(request, gettext("Somebody else changed this a moment ago: look again."), level="warning")
    return see_other(request, initiative)


def _sent(
    request: HttpRequest, initiative: Initiative, form: forms.Form, act: Callable[[Any], str], *, title: Any, **more: Any
) -> HttpResponse:
    """The form, or once it is sent the way back to the initiative; `act` takes the instant and says what was done."""
    if earlier := earlier_answer(request):
        return see_other(request, earlier)
    here, status = initiative.get_absolute_url(), UNPROCESSABLE if form.is_bound else 200
    if form.is_bound and form.is_valid():
        at, said = timezone.now(), []

        def kept() -> str:
            said.append(act(at))
            return here

        try:
            answered = once(request, form.cleaned_data.get("token"), at, kept)
        except Refusal as refusal:
            form.add_error(None, in_words(refusal))
        except ChangedMeanwhile:
            form.add_error(None, gettext("Somebody else changed this a moment ago: open it again to see their version."))
            status = CONFLICT
        else:
            toasts.say(request, *said)
            return see_other(request, answered)
    way = ((_("Initiatives"), reverse("rse:initiatives")), (initiative.name, here), (title, ""))
    context = framed(request, *way, current="initiatives", initiative=initiative, form=form, title=title, back=here, **more)
    return render_page(request, "rse/initiative_form.html", "initiative-form", context, status=status)

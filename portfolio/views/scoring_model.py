"""The scoring model: what is in force, what was before, and a new version with a look at what it would change."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from foundation import toasts
from foundation.accounts.access import require_admin
from foundation.htmx import CONFLICT, UNPROCESSABLE, render_page, see_other
from foundation.submissions import earlier_answer, once
from portfolio.alignment import model_versions, nights
from portfolio.alignment.known_facts import Moment
from portfolio.alignment.parameter_words import changes_in_words, in_words
from portfolio.alignment.parameters import Parameters
from portfolio.forms.scoring_model import ScoringModelForm
from portfolio.models import ScoringModel

SHOWN = 50
PREVIEW, IN_FORCE = "preview", "in_force"


@dataclass(frozen=True)
class Version:
    """A version of the model with what it changed."""

    model: ScoringModel
    changes: list[str]


@require_http_methods(["GET", "POST"])
def scoring_model(request: HttpRequest) -> HttpResponse:
    """The model in words, its versions, and the form of the next one: `do=preview` tells its effect, `do=in_force` adds it."""
    require_admin(request.user)
    at = timezone.now()
    if request.method == "POST" and (earlier := earlier_answer(request)):
        return see_other(request, earlier)
    models = list(ScoringModel.objects.select_related("recorded_by")[: SHOWN + 1])
    previewing = request.POST.get("do") == PREVIEW
    form = _form(request, models[0], previewing, at)
    if request.method == "GET" or not form.is_valid():
        return _page(request, at, models, form, status=UNPROCESSABLE if form.errors else 200)
    if form.cleaned_data["based_on"] != models[0].number:
        told = _("Version %(number)s was put in force meanwhile: compare its figures below, then send yours again.")
        form.add_error(None, ValidationError(told % {"number": models[0].number}))
        form.data = form.data.copy()
        form.data["based_on"] = models[0].number
        return _page(request, at, models, form, status=CONFLICT)
    if previewing:
        effect = model_versions.preview(parameters=form.parameters, at=at)
        return _page(request, at, models, form, effect=effect)
    return _put_in_force(request, form, at)


def _form(request: HttpRequest, latest: ScoringModel, previewing: bool, at: datetime) -> ScoringModelForm:
    initial = {"based_on": latest.number, "in_force_from": nights.local_day(at) + timedelta(days=1)}
    before = Parameters.from_json(latest.parameters)
    return ScoringModelForm(request.POST or None, before=before, previewing=previewing, initial=initial)


def _put_in_force(request: HttpRequest, form: ScoringModelForm, at: datetime) -> HttpResponse:
    facts = {name: form.cleaned_data[name] for name in ("note", "in_force_from")}

    def act() -> str:
        model_versions.revise_model(parameters=form.parameters, by=request.user, at=at, **facts)
        return reverse("portfolio:scoring_model")

    address = once(request, form.cleaned_data["token"], at, act)
    toasts.say(request, _("The new version is kept; the nights from its day on use it."))
    return see_other(request, address)


def _page(
    request: HttpRequest, at: datetime, models: list[ScoringModel], form: ScoringModelForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    model = nights.model_in_force(Moment(nights.local_day(at), at))
    in_force = Parameters.from_json(model.parameters)
    context = {
        "model": model,
        "groups": list(in_words(in_force)),
        "versions": _versions(models),
        "form": form,
        **more,
    }
    if "effect" in more:
        context["changes"] = changes_in_words(in_force, form.parameters)
    return render_page(request, "portfolio/scoring_model.html", "model", context, status=status)


def _versions(models: list[ScoringModel]) -> list[Version]:
    """The latest versions, each with what differs from the one before it."""
    held = [Parameters.from_json(model.parameters) for model in models]
    differences = [changes_in_words(before, after) for after, before in pairwise(held)]
    return [Version(model, changes) for model, changes in zip(models, [*differences, []], strict=True)][:SHOWN]

"""Creating indicators, alone or from the library, and managing what they mean, their targets, objectives and status."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import toasts
from foundation.bilingual import language
from foundation.editing import Attempt, attempt
from foundation.history import ChangedMeanwhile
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.refusals import Refusal
from foundation.submissions import entered
from kpis import access
from kpis import library as ready_made
from kpis.actions import definitions as actions
from kpis.actions import slices
from kpis.forms.defining import DefinitionForm, OverrideForm, ShareForm, SliceForm, TargetForm
from kpis.forms.fields import in_words
from kpis.models import Indicator, IndicatorShare, Slice, StatusOverride, Target
from kpis.queries import managing as queries
from kpis.queries.slices import parts_of


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new indicator; `?from=` takes the facts of one of the library."""
    access.definer(request.user)
    picked = ready_made.ready().get(request.GET.get("from", ""))
    form = DefinitionForm(request.POST or None, initial=_initial(picked))

    def act() -> str:
        facts = form.facts | {"library_code": picked.code if picked else ""}
        made = actions.create_indicator(by=request.user, at=timezone.now(), **facts)
        return reverse("kpis:manage", args=[made.code])

    if done := entered(request, form, act, said=_("Indicator created: set its target next.")):
        return done
    return _form_page(request, form, Attempt(False, UNPROCESSABLE if form.is_bound else 200), picked=picked)


def _initial(picked: ready_made.Ready | None) -> dict[str, Any]:
    return {} if picked is None else {"code": picked.code, **{k: v for k, v in picked.facts.items() if k != "library_code"}}


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change the definition."""
    indicator = access.indicator_to_define(request.user, code)
    form = DefinitionForm(request.POST or None, instance=indicator)
    if request.method == "GET" or not form.is_valid():
        return _form_page(request, form, Attempt(False, UNPROCESSABLE if form.is_bound else 200), indicator=indicator)
    version = form.cleaned_data["version"] or 0
    tried = attempt(
        form, lambda: actions.edit_indicator(indicator=indicator, version=version, by=request.user, at=timezone.now(), **form.facts)
    )
    if not tried.done:
        return _form_page(request, form, tried, indicator=indicator)
    toasts.say(request, _("Indicator saved."))
    return see_other(request, "kpis:manage", indicator.code)


def _form_page(request: HttpRequest, form: DefinitionForm, tried: Attempt, **more: Any) -> HttpResponse:
    context = {"form": form, "differences": tried.differences, **more}
    return render_page(request, "kpis/definition_form.html", "definition-form", context, status=tried.status)


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """The ready indicators by theme; those taken already lead to theirs."""
    access.definer(request.user)
    taken = dict(Indicator.objects.exclude(library_code="").values_list("library_code", "code"))
    here = language()
    lines = [
        {
            "ready": one,
            "name": one.name(here),
            "definition": one.definition(here),
            "basis": one.basis.get(here, ""),
            "taken": taken.get(one.code),
        }
        for one in ready_made.ready().values()
    ]
    themes = [(label, [line for line in lines if line["ready"].theme == key]) for key, (label, _tag) in ready_made.THEMES.items()]
    return render_page(request, "kpis/library.html", "library", {"themes": themes, "count": len(lines)})


@require_safe
def manage(request: HttpRequest, code: str) -> HttpResponse:
    """The definition with targets, objectives and status, to change them."""
    return _manage(request, access.indicator_to_define(request.user, code))


def _manage(request: HttpRequest, indicator: Indicator, status: int = 200, **forms: Any) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "indicator": indicator,
        "managed": queries.managed(indicator, today),
        "today": today,
        "parts": parts_of(indicator),
        "slice_form": forms.get("slice_form") or SliceForm(),
        "target_form": forms.get("target_form") or TargetForm(indicator=indicator),
        "share_form": forms.get("share_form") or ShareForm(indicator=indicator),
        "override_form": forms.get("override_form") or OverrideForm(),
    }
    return render_page(request, "kpis/manage.html", "manage", context, status=status)


@require_POST
def set_target(request: HttpRequest, code: str) -> HttpResponse:
    """Set a target; `replaces` names the one it takes the place of."""
    indicator = access.indicator_to_define(request.user, code)
    form = TargetForm(request.POST, indicator=indicator)
    replaced = Target.objects.current().filter(indicator=indicator, key=_uuid(request.POST.get("replaces", ""))).first()
    if form.is_valid() and _tried(
        form, lambda: actions.set_target(indicator=indicator, by=request.user, at=timezone.now(), replaces=replaced, **form.facts)
    ):
        toasts.say(request, _("Target set."))
        return see_other(request, "kpis:manage", code)
    return _manage(request, indicator, UNPROCESSABLE, target_form=form)


@require_POST
def end_target(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Withdraw a target."""
    indicator = access.indicator_to_define(request.user, code)
    target = get_object_or_404(Target.objects.current().filter(indicator=indicator), key=key)
    return _done(request, code, lambda: actions.end_target(target=target, by=request.user, at=timezone.now()), _("Target withdrawn."))


@require_POST
def share(request: HttpRequest, code: str) -> HttpResponse:
    """Let the indicator measure an objective."""
    indicator = access.indicator_to_define(request.user, code)
    form = ShareForm(request.POST, indicator=indicator)
    if form.is_valid() and _tried(
        form, lambda: actions.share_with_objective(indicator=indicator, by=request.user, at=timezone.now(), **form.cleaned_data)
    ):
        toasts.say(request, _("The indicator measures this objective now."))
        return see_other(request, "kpis:manage", code)
    return _manage(request, indicator, UNPROCESSABLE, share_form=form)


@require_POST
def unshare(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Detach the indicator from an objective."""
    indicator = access.indicator_to_define(request.user, code)
    row = get_object_or_404(IndicatorShare.objects.current().filter(indicator=indicator), key=key)
    return _done(request, code, lambda: actions.unshare(row=row, by=request.user, at=timezone.now()), _("Detached from the objective."))


@require_POST
def add_slice(request: HttpRequest, code: str) -> HttpResponse:
    """Measure a part of the indicator for itself."""
    indicator = access.indicator_to_define(request.user, code)
    form = SliceForm(request.POST)
    if form.is_valid() and _tried(
        form, lambda: slices.add_slice(indicator=indicator, by=request.user, at=timezone.now(), **form.cleaned_data)
    ):
        toasts.say(request, _("This part is measured from now on; the whole follows from the parts."))
        return see_other(request, "kpis:manage", code)
    return _manage(request, indicator, UNPROCESSABLE, slice_form=form)


@require_POST
def end_slice(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Measure a part no longer."""
    indicator = access.indicator_to_define(request.user, code)
    row, at = get_object_or_404(Slice, indicator=indicator, pk=number, ended_on__isnull=True), timezone.now()
    told = _("This part is measured no longer; its values stay.")
    return _done(request, code, lambda: slices.end_slice(row=row, on=timezone.localdate(at), by=request.user, at=at), told)


@require_POST
def override(request: HttpRequest, code: str) -> HttpResponse:
    """Show a person's status beside the computed one, until a day."""
    indicator = access.indicator_to_define(request.user, code)
    form = OverrideForm(request.POST)
    if form.is_valid() and _tried(
        form, lambda: actions.override_status(indicator=indicator, by=request.user, at=timezone.now(), **form.cleaned_data)
    ):
        toasts.say(request, _("Both statuses are shown until that day."))
        return see_other(request, "kpis:manage", code)
    return _manage(request, indicator, UNPROCESSABLE, override_form=form)


@require_POST
def end_override(request: HttpRequest, code: str) -> HttpResponse:
    """Let the computed status speak again."""
    indicator = access.indicator_to_define(request.user, code)
    row = StatusOverride.objects.current().filter(indicator=indicator).first()
    if row is None:
        raise Http404
    return _done(
        request,
        code,
        lambda: actions.end_override(override=row, by=request.user, at=timezone.now()),
        _("The computed status speaks again."),
    )


@require_POST
def retire(request: HttpRequest, code: str) -> HttpResponse:
    """Stop asking for measurements; history stays."""
    indicator = access.indicator_to_define(request.user, code)
    at = timezone.now()
    told = _("Retired: nobody is asked to measure it any more.")
    return _done(
        request, code, lambda: actions.retire_indicator(indicator=indicator, on=timezone.localdate(at), by=request.user, at=at), told
    )


def _tried(form: Any, act: Callable[[], Any]) -> bool:
    """Do it; what is refused becomes an error of the form."""
    try:
        act()
    except Refusal as refusal:
        form.add_error(None, in_words(refusal))
        return False
    return True


def _done(request: HttpRequest, code: str, act: Callable[[], Any], told: str) -> HttpResponse:
    try:
        act()
        toasts.say(request, told)
    except ChangedMeanwhile:
        toasts.say(request, _("Somebody has just changed it: look again."), level="warning")
    return see_other(request, "kpis:manage", code)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

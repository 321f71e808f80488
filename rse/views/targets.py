"""Reduction targets: one with its path and what the nights wrote, setting, changing; the context series beside them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation import toasts
from foundation.audit.queries import trail
from foundation.editing import Attempt, attempt, in_words
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.refusals import Refusal
from foundation.submissions import earlier_answer, entered, once
from rse import access
from rse.actions import targets as actions
from rse.charts.trajectory import draw
from rse.forms.targets import ContextForm, TargetForm
from rse.imports.context import series
from rse.queries.footprint import years
from rse.queries.overview import trajectory_sentence
from rse.queries.trajectory import standing
from rse.views.frame import framed

LARGEST_FILE = 2_000_000


@require_safe
def target(request: HttpRequest, code: str) -> HttpResponse:
    """The path of a target, year by year, as the last night wrote it, and who changed it."""
    row = access.target_to_see(request.user, code)
    held = standing(row, years(row.basis))
    context = {
        "held": held,
        "drawing": draw(held),
        "sentence": trajectory_sentence(held),
        "points": list(row.points.all()),
        "trail": trail(row, request.user, limit=8),
    }
    way = ((_("Footprint"), reverse("rse:footprint")), (row.name, ""))
    return render_page(request, "rse/target.html", "target", framed(request, *way, current="footprint", **context))


@require_http_methods(["GET", "POST"])
def target_new(request: HttpRequest) -> HttpResponse:
    """Set a target."""
    access.steerer(request.user)
    form = TargetForm(request.POST or None)

    def act() -> str:
        made = actions.set_target(by=request.user, at=timezone.now(), **form.facts)
        return reverse("rse:target", args=[made.code])

    if done := entered(request, form, act, said=gettext("Target set: every night says whether it holds.")):
        return done
    return _form_page(request, form, Attempt(False, UNPROCESSABLE if form.is_bound else 200), crumb=_("New target"))


@require_http_methods(["GET", "POST"])
def target_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a target."""
    row = access.target_to_change(request.user, code)
    form = TargetForm(request.POST or None, instance=row)
    if request.method == "GET" or not form.is_valid():
        return _form_page(request, form, Attempt(False, UNPROCESSABLE if form.is_bound else 200), crumb=_("Edit"), target=row)
    version = form.cleaned_data["version"] or 0
    tried = attempt(form, lambda: actions.change_target(target=row, version=version, by=request.user, at=timezone.now(), **form.facts))
    if not tried.done:
        return _form_page(request, form, tried, crumb=_("Edit"), target=row)
    toasts.say(request, gettext("Target saved."))
    return see_other(request, "rse:target", code)


def _form_page(request: HttpRequest, form: TargetForm, tried: Attempt, *, crumb: Any, **more: Any) -> HttpResponse:
    row = more.get("target")
    middle = [(row.name, row.get_absolute_url())] if row else []
    context = {"form": form, "differences": tried.differences, **more}
    way = ((_("Footprint"), reverse("rse:footprint")), *middle, (crumb, ""))
    page = framed(request, *way, current="footprint", **context)
    return render_page(request, "rse/target_form.html", "target-form", page, status=tried.status)


@require_http_methods(["GET", "POST"])
def context_new(request: HttpRequest) -> HttpResponse:
    """Import the series of something larger, to draw it beside the targets."""
    access.steerer(request.user)
    if earlier := earlier_answer(request):
        return see_other(request, earlier)
    form = ContextForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        at = timezone.now()
        try:
            address = once(request, form.cleaned_data["token"], at, lambda: _import(request, form, at))
        except Refusal as refusal:
            form.add_error("file", in_words(refusal))
        else:
            toasts.say(request, gettext("Series imported: choose it in a target."))
            return see_other(request, address)
    context = framed(request, (_("Footprint"), reverse("rse:footprint")), (_("Context series"), ""), current="footprint", form=form)
    return render_page(request, "rse/context_new.html", "context-form", context, status=UNPROCESSABLE if form.is_bound else 200)


def _import(request: HttpRequest, form: ContextForm, at: Any) -> str:
    facts = {name: form.cleaned_data[name] for name in ("name_fr", "name_en", "source", "unit")}
    upload = form.cleaned_data["file"]
    data = upload.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise Refusal(_("The file is too large: at most %(size)s MB."), size=LARGEST_FILE // 1_000_000)
    found = series(data, column=form.cleaned_data["column"])
    actions.import_context(series=found, data=data, file_name=upload.name, by=request.user, at=at, **facts)
    return reverse("rse:footprint")

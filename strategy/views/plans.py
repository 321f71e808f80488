"""Creating and editing the plan and its axes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation import toasts
from foundation.editing import Attempt, attempt, in_words
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.submissions import earlier_answer
from strategy import access, actions
from strategy.forms.plans import AxisForm, PlanForm, entered_values, value_forms
from strategy.models import StrategicAxis, StrategicPlan
from strategy.refusals import StrategyRefusal
from strategy.views.frame import framed
from strategy.views.saving import created


@require_http_methods(["GET", "POST"])
def plan_create(request: HttpRequest) -> HttpResponse:
    """A new plan; the first one is what a strategy starts with."""
    access.steerer(request.user)
    if earlier := earlier_answer(request):
        return see_other(request, earlier)
    form, values = PlanForm(request.POST or None), value_forms(request.POST or None, None)
    if request.method == "GET":
        return _plan_page(request, form, values)
    if not (form.is_valid() and values.is_valid()):
        return _plan_page(request, form, values, Attempt(False, UNPROCESSABLE))
    at = timezone.now()

    def act() -> str:
        plan = actions.create_plan(values=entered_values(values), by=request.user, at=at, **form.facts)
        return f"{reverse('strategy:tree')}?plan={plan.pk}"

    return created(request, form, act, lambda tried: _plan_page(request, form, values, tried), gettext("Plan created."))


@require_http_methods(["GET", "POST"])
def plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan's words, dates, targets and values."""
    plan = access.plan_to_steer(request.user, pk)
    form, values = PlanForm(request.POST or None, instance=plan), value_forms(request.POST or None, plan)
    if request.method == "GET":
        return _plan_page(request, form, values, plan=plan)
    if not (form.is_valid() and values.is_valid()):
        return _plan_page(request, form, values, Attempt(False, UNPROCESSABLE), plan=plan)
    facts = {"version": form.cleaned_data["version"] or 0, "values": entered_values(values), **form.facts}
    tried = attempt(form, lambda: actions.edit_plan(plan=plan, by=request.user, at=timezone.now(), **facts))
    if not tried.done:
        return _plan_page(request, form, values, tried, plan=plan)
    toasts.say(request, gettext("Plan saved."))
    return see_other(request, f"{reverse('strategy:tree')}?plan={plan.pk}")


@require_http_methods(["GET", "POST"])
def axis_create(request: HttpRequest, pk: int) -> HttpResponse:
    """A new axis of the plan."""
    plan = access.plan_to_steer(request.user, pk)
    if earlier := earlier_answer(request):
        return see_other(request, earlier)
    form = AxisForm(request.POST or None, plan=plan)
    if request.method == "GET" or not form.is_valid():
        return _axis_page(request, plan, form, Attempt(False, UNPROCESSABLE if form.is_bound else 200))
    at = timezone.now()

    def act() -> str:
        actions.create_axis(plan=plan, by=request.user, at=at, **form.facts)
        return f"{reverse('strategy:tree')}?plan={plan.pk}"

    return created(request, form, act, lambda tried: _axis_page(request, plan, form, tried), gettext("Axis added."))


@require_http_methods(["GET", "POST"])
def axis_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """An axis's names, perspective and place."""
    axis = access.axis_to_steer(request.user, pk)
    form = AxisForm(request.POST or None, instance=axis, plan=axis.plan)
    if request.method == "GET" or not form.is_valid():
        return _axis_page(request, axis.plan, form, Attempt(False, UNPROCESSABLE if form.is_bound else 200), axis=axis)
    version = form.cleaned_data["version"] or 0
    tried = attempt(form, lambda: actions.edit_axis(axis=axis, version=version, by=request.user, at=timezone.now(), **form.facts))
    if not tried.done:
        return _axis_page(request, axis.plan, form, tried, axis=axis)
    toasts.say(request, gettext("Axis saved."))
    return see_other(request, f"{reverse('strategy:tree')}?plan={axis.plan_id}")


@require_POST
def axis_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove an empty axis."""
    axis = access.axis_to_steer(request.user, pk)
    try:
        actions.remove_axis(axis=axis, by=request.user, at=timezone.now())
    except StrategyRefusal as refusal:
        toasts.say(request, in_words(refusal), level="error")
    else:
        toasts.say(request, gettext("Axis removed."))
    return see_other(request, f"{reverse('strategy:tree')}?plan={axis.plan_id}")


def _plan_page(
    request: HttpRequest, form: PlanForm, values: Any, tried: Attempt | None = None, *, plan: StrategicPlan | None = None
) -> HttpResponse:
    tried = tried or Attempt(False)
    crumb = (_("Edit the plan") if plan else _("New plan"), "")
    context = framed(request, plan, crumb, form=form, values=values, differences=tried.differences)
    return render_page(request, "strategy/plan_form.html", "plan-form", context, status=tried.status)


def _axis_page(
    request: HttpRequest, plan: StrategicPlan, form: AxisForm, tried: Attempt, *, axis: StrategicAxis | None = None
) -> HttpResponse:
    crumb = (_("Edit the axis") if axis else _("New axis"), "")
    context = framed(request, plan, crumb, form=form, axis=axis, differences=tried.differences)
    return render_page(request, "strategy/axis_form.html", "axis-form", context, status=tried.status)

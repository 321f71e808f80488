"""Creating, editing, retiring objectives, and putting their levels in words."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation import toasts
from foundation.accounts.access import rights_of
from foundation.editing import Attempt, EditForm, attempt
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.submissions import earlier_answer
from strategy import access, actions, queries
from strategy.forms.objectives import LevelsForm, ObjectiveForm, RetireForm, WordsForm
from strategy.models import StrategicObjective, StrategicPlan
from strategy.views.frame import Crumb, framed
from strategy.views.saving import created


@require_http_methods(["GET", "POST"])
def objective_create(request: HttpRequest, pk: int) -> HttpResponse:
    """A new objective of the plan; `?axis=` and `?parent=` say where it was asked for."""
    plan = access.plan_to_steer(request.user, pk)
    if earlier := earlier_answer(request):
        return see_other(request, earlier)
    asked = {name: value for name in ("axis", "parent") if (value := request.GET.get(name, "")).isdecimal()}
    form = ObjectiveForm(request.POST or None, plan=plan, initial=asked)
    if request.method == "GET" or not form.is_valid():
        return _form_page(request, plan, form, Attempt(False, UNPROCESSABLE if form.is_bound else 200))
    at = timezone.now()

    def act() -> str:
        objective = actions.create_objective(plan=plan, by=request.user, at=at, **form.facts)
        return reverse("strategy:objective", args=[objective.pk])

    return created(request, form, act, lambda tried: _form_page(request, plan, form, tried), gettext("Objective added."))


@require_http_methods(["GET", "POST"])
def objective_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole objective for who steers, its words for its owner."""
    objective = access.objective_to_word(request.user, pk)
    plan = objective.plan
    form: EditForm
    if rights_of(request.user).steers:
        form = ObjectiveForm(request.POST or None, instance=objective, plan=plan)
    else:
        form = WordsForm(request.POST or None, instance=objective)
    if request.method == "GET" or not form.is_valid():
        return _form_page(request, plan, form, Attempt(False, UNPROCESSABLE if form.is_bound else 200), objective=objective)
    version = form.cleaned_data["version"] or 0
    tried = attempt(
        form, lambda: actions.edit_objective(objective=objective, version=version, by=request.user, at=timezone.now(), **form.facts)
    )
    if not tried.done:
        return _form_page(request, plan, form, tried, objective=objective)
    toasts.say(request, gettext("Objective saved."))
    return see_other(request, "strategy:objective", objective.pk)


@require_http_methods(["GET", "POST"])
def levels(request: HttpRequest, pk: int) -> HttpResponse:
    """What each level of contribution means for this objective."""
    objective = access.objective_to_word(request.user, pk)
    form = LevelsForm(request.POST or None, objective=objective)
    tried = Attempt(False, UNPROCESSABLE if form.is_bound else 200)
    if form.is_bound and form.is_valid():
        facts = {"version": form.cleaned_data["version"], "statements": form.statements}
        tried = attempt(form, lambda: actions.state_levels(objective=objective, by=request.user, at=timezone.now(), **facts))
    if tried.done:
        toasts.say(request, gettext("Levels saved."))
        return see_other(request, "strategy:objective", objective.pk)
    context = framed(request, objective.plan, _to(objective), (_("Levels"), ""), objective=objective, form=form, lost=tried.status == 409)
    return render_page(request, "strategy/levels.html", "levels", context, status=tried.status)


@require_http_methods(["GET", "POST"])
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an objective out of the strategy, after saying what becomes of its weight."""
    objective = access.objective_to_steer(request.user, pk)
    form = RetireForm(request.POST or None, initial={"version": objective.version})
    tried = Attempt(False, UNPROCESSABLE if form.is_bound else 200)
    if form.is_bound and form.is_valid():
        version = form.cleaned_data["version"]
        tried = attempt(form, lambda: actions.retire_objective(objective=objective, version=version, by=request.user, at=timezone.now()))
    if tried.done:
        toasts.say(request, gettext("Objective retired."), undo_url=reverse("strategy:reinstate", args=[objective.pk]))
        return see_other(request, f"{reverse('strategy:tree')}?plan={objective.plan_id}")
    weight = queries.weights_in_force(objective.plan, timezone.localdate()).of(objective.pk)
    context = framed(request, objective.plan, _to(objective), (_("Retire"), ""), objective=objective, form=form, weight=weight)
    return render_page(request, "strategy/retire.html", "retire", context, status=tried.status)


@require_POST
def reinstate(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a retired objective back."""
    objective = access.objective_to_steer(request.user, pk)
    form = RetireForm({"version": objective.version})
    form.is_valid()
    tried = attempt(
        form, lambda: actions.reinstate_objective(objective=objective, version=objective.version, by=request.user, at=timezone.now())
    )
    if tried.done:
        toasts.say(request, gettext("Objective taken back; it has no weight until new weights are set."))
    else:
        toasts.say(request, " ".join(form.non_field_errors()) or gettext("Somebody else has just changed it: look again."), level="error")
    return see_other(request, "strategy:objective", objective.pk)


def _to(objective: StrategicObjective) -> Crumb:
    return objective.name, reverse("strategy:objective", args=[objective.pk])


def _form_page(
    request: HttpRequest, plan: StrategicPlan, form: EditForm, tried: Attempt, *, objective: StrategicObjective | None = None
) -> HttpResponse:
    crumbs: list[Crumb] = [_to(objective), (_("Edit"), "")] if objective else [(_("New objective"), "")]
    context = framed(request, plan, *crumbs, form=form, objective=objective, differences=tried.differences)
    return render_page(request, "strategy/objective_form.html", "objective-form", context, status=tried.status)

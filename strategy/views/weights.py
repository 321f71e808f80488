"""The weight editor: classes, percentages or comparisons, looked at before they are saved, and the history of all sets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation import toasts
from foundation.accounts.access import rights_of
from foundation.htmx import CONFLICT, UNPROCESSABLE, render_page, see_other, target_id, wants_part
from strategy import access, actions, proposals, queries
from strategy.forms.weights import FORMS, ClassesForm, PairwiseForm, WeightsForm
from strategy.models import StrategicObjective, StrategicPlan, WeightSet
from strategy.refusals import WeightsChangedMeanwhile
from strategy.views.frame import framed

LABELS: dict[str, str | Promise] = {
    WeightSet.Method.CLASSES: _("Three classes"),
    WeightSet.Method.DIRECT: _("Percentages"),
    WeightSet.Method.PAIRWISE: _("Pairwise comparison (expert)"),
}


@dataclass(frozen=True)
class Tab:
    """One way to enter weights."""

    method: str
    label: str | Promise
    current: bool


@dataclass(frozen=True)
class Line:
    """One objective of the effect: before and after."""

    objective: StrategicObjective
    move: proposals.Move

    @property
    def points(self) -> float:
        """The change in percentage points."""
        return self.move.change * 100


@require_http_methods(["GET", "POST"])
def weights(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody reads the weights and their history; who steers enters new ones."""
    plan = _plan(request, pk)
    today = timezone.localdate()
    leaves, before = queries.leaves(plan), queries.weights_in_force(plan, today)
    form = _form(request, plan, leaves, before) if rights_of(request.user).steers and leaves else None
    if form is None or request.method == "GET":
        return _page(request, plan, leaves, before, form)
    if not form.is_valid():
        return _page(request, plan, leaves, before, form, status=200 if _is_preview(request) else UNPROCESSABLE)
    if _is_preview(request):
        return _page(request, plan, leaves, before, form)
    try:
        _save(request, plan, form)
    except WeightsChangedMeanwhile as lost:
        return _conflict(request, plan, leaves, form, lost)
    toasts.say(request, gettext("Weights saved; the scores follow with the next night."))
    return see_other(request, "strategy:weights", plan.pk)


@require_safe
def weight_set(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One set of the history beside the one in force."""
    plan = access.plan_to_see(request.user, pk)
    found = queries.weight_set(plan, number)
    if found is None:
        raise Http404
    in_force = queries.weights_in_force(plan, timezone.localdate())
    theirs = queries.weights_of(found)
    objectives = list(plan.objectives.filter(pk__in={*theirs, *in_force.by_objective}).defer("search"))
    crumbs = (_("Weights"), reverse("strategy:weights", args=[plan.pk])), (gettext("Version %(number)s") % {"number": number}, "")
    context = framed(
        request, plan, *crumbs, current="weights", set=found, in_force=in_force, lines=_lines(objectives, in_force.by_objective, theirs)
    )
    return render_page(request, "strategy/weight_set.html", "set", context)


def _plan(request: HttpRequest, pk: int) -> StrategicPlan:
    return access.plan_to_see(request.user, pk) if request.method == "GET" else access.plan_to_steer(request.user, pk)


def _is_preview(request: HttpRequest) -> bool:
    """The preview button, or a change of a field that htmx tells of."""
    return request.POST.get("step") == "preview" or (wants_part(request) and target_id(request) == "effect")


def _form(request: HttpRequest, plan: StrategicPlan, leaves: list[StrategicObjective], before: queries.Weights) -> WeightsForm:
    method = request.GET.get("method", "")
    if method not in FORMS:
        method = before.weight_set.method if before.weight_set else WeightSet.Method.CLASSES
    facts: dict[str, Any] = {"leaves": leaves, "before": before.by_objective, "today": timezone.localdate()}
    if method == ClassesForm.method:
        facts["classes"] = queries.classes_of(before.weight_set)
    elif method == PairwiseForm.method:
        facts["ratios"] = queries.judgements_of(before.weight_set)
    return FORMS[method](request.POST or None, initial={"based_on": queries.latest_number(plan)}, **facts)


def _save(request: HttpRequest, plan: StrategicPlan, form: WeightsForm) -> None:
    proposal, entered = form.proposal, form.cleaned_data
    actions.set_weights(
        plan=plan,
        method=form.method,
        weights=proposal.weights,
        classes=proposal.classes,
        judgements=_judgements(form),
        consistency_ratio=proposal.consistency_ratio,
        in_force_from=entered["in_force_from"],
        reason=entered["reason"],
        based_on=entered["based_on"],
        by=request.user,
        at=timezone.now(),
    )


def _judgements(form: WeightsForm) -> list[actions.Judgement]:
    if not isinstance(form, PairwiseForm):
        return []
    return [actions.Judgement(left, right, ratio, of_axes=axis == proposals.ROOT) for (axis, left, right), ratio in form.ratios.items()]


def _conflict(
    request: HttpRequest, plan: StrategicPlan, leaves: list[StrategicObjective], form: WeightsForm, lost: WeightsChangedMeanwhile
) -> HttpResponse:
    """Somebody else recorded weights meanwhile: theirs stand on the left, the form now starts from them."""
    theirs = queries.weight_set(plan, lost.number)
    form.data = form.data.copy()
    form.data["based_on"] = str(lost.number)
    before = queries.Weights(theirs, queries.weights_of(theirs))
    return _page(request, plan, leaves, before, form, status=CONFLICT, theirs=theirs)


def _page(
    request: HttpRequest,
    plan: StrategicPlan,
    leaves: list[StrategicObjective],
    before: queries.Weights,
    form: WeightsForm | None,
    *,
    status: int = 200,
    theirs: WeightSet | None = None,
) -> HttpResponse:
    proposal = form.proposal if form else None
    after = proposal.weights if proposal else before.by_objective
    lines, history = _lines(leaves, before.by_objective, after), queries.weight_sets(plan)
    method = form.method if form else ""
    context = framed(
        request,
        plan,
        (_("Weights"), ""),
        current="weights",
        form=form,
        method=method,
        tabs=[Tab(key, label, key == method) for key, label in LABELS.items()] if form else [],
        leaves=leaves,
        before=before,
        proposal=proposal,
        lines=lines,
        moved=proposal is not None,
        sentence=_sentence(lines) if proposal else "",
        doubts=_doubts(form),
        history=history,
        in_force=queries.in_force_of(history, timezone.localdate()),
        today=timezone.localdate(),
        theirs=theirs,
    )
    return render_page(request, "strategy/weights.html", ("weights", "effect"), context, status=status)


def _lines(objectives: list[StrategicObjective], before: Mapping[int, float], after: Mapping[int, float]) -> list[Line]:
    """Heaviest first."""
    found = proposals.moves(before, after, [objective.pk for objective in objectives])
    lines = [Line(objective, move) for objective, move in zip(objectives, found, strict=True)]
    return sorted(lines, key=lambda line: (-line.move.after, -(line.move.before or 0), line.objective.position))


def _sentence(lines: list[Line]) -> str:
    """The largest rise and the largest fall in words."""
    rise, fall = proposals.largest([line.move for line in lines])
    names = {line.objective.pk: line.objective.name for line in lines}
    facts = {"rise": names[rise.objective_id] if rise else "", "fall": names[fall.objective_id] if fall else ""}
    if rise and fall:
        return gettext("“%(rise)s” gains most, “%(fall)s” loses most.") % facts
    if rise:
        return gettext("“%(rise)s” gains most.") % facts
    return gettext("No weight changes by half a point or more.")


def _doubts(form: WeightsForm | None) -> list[dict[str, Any]]:
    """The comparison of each contradictory group that the others contradict most."""
    if not isinstance(form, PairwiseForm) or form.proposal is None:
        return []
    return [
        {
            "group": form.title_of(each.group),
            "ratio": each.ratio,
            "left": form.names_in(each.group)[each.doubt.left],
            "right": form.names_in(each.group)[each.doubt.right],
            "given": each.doubt.given,
            "implied": each.doubt.implied,
        }
        for each in form.proposal.compared
        if each.doubt
    ]

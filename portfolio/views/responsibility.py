"""How a project bears on the material themes: three questions a theme, one click where there is nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from foundation import toasts
from foundation.editing import in_words
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.refusals import Refusal
from portfolio import access
from portfolio.actions import responsibility as actions
from portfolio.forms.responsibility import AssessmentForm
from portfolio.forms.suppliers import DependenceForm
from portfolio.models import RseAssessment
from portfolio.queries.initiatives import initiatives_left, initiatives_of
from portfolio.queries.responsibility import theme_lines
from portfolio.queries.suppliers import suppliers_of, vetoes
from portfolio.views.project_page import frame
from rse.access import may_steer, steerer


@require_http_methods(["GET", "POST"])
def responsibility(request: HttpRequest, code: str) -> HttpResponse:
    """The material themes with their assessment; who may edit the project assesses one, `?theme=ghg`."""
    project = access.project_to_see(request.user, code)
    at, form = timezone.now(), None
    if request.method == "POST":
        project = access.project_to_edit(request.user, code)
        form = AssessmentForm(request.POST)
        if form.is_valid():
            try:
                actions.assess_theme(project=project, by=request.user, at=at, **form.facts)
            except Refusal as refusal:
                form.add_error(None, in_words(refusal))
            else:
                toasts.say(request, gettext("Assessment saved."))
                return see_other(request, "portfolio:responsibility", code)
    force, lines = theme_lines(project, as_of=timezone.localdate(at), cut_off=at)
    chosen = next((line for line in lines if line.theme.code == (request.POST or request.GET).get("theme")), None)
    if chosen and form is None:
        form = AssessmentForm(initial=_initial(chosen.assessment, chosen.theme.code))
    context = frame(request, project, "responsibility") | {
        "force": force,
        "lines": lines,
        "chosen": chosen,
        "form": form,
        "left": sum(line.assessment is None for line in lines),
        "may_approve": may_steer(request.user),
        "initiatives": initiatives_of(project),
        "more_initiatives": initiatives_left(project) if access.can_edit(request.user, project) else [],
        "suppliers": suppliers_of(project),
        "vetoes": vetoes([project.pk]),
        "dependence": DependenceForm(),
    }
    status = UNPROCESSABLE if form is not None and form.is_bound else 200
    return render_page(request, "portfolio/responsibility.html", "responsibility", context, status=status)


def _initial(known: RseAssessment | None, code: str) -> dict[str, str]:
    if known is None:
        return {"theme": code, "effect": "0"}
    return {"theme": code, "effect": str(int(known.effect * 100)), "rationale": known.rationale, "mitigation": known.mitigation}


@require_POST
def no_effect(request: HttpRequest, code: str) -> HttpResponse:
    """No notable effect on whatever was not assessed yet."""
    project = access.project_to_edit(request.user, code)
    count = len(actions.assess_no_effect(project=project, by=request.user, at=timezone.now()))
    toasts.say(request, ngettext("%(count)s theme: no notable effect.", "%(count)s themes: no notable effect.", count) % {"count": count})
    return see_other(request, "portfolio:responsibility", code)


@require_POST
def mitigation(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Approve what is done against a harm."""
    project = access.project_to_see(request.user, code)
    steerer(request.user)
    row = get_object_or_404(RseAssessment.objects.current().select_related("project", "theme"), project=project, pk=number)
    try:
        actions.approve_mitigation(assessment=row, by=request.user, at=timezone.now())
        toasts.say(request, gettext("Mitigation approved."))
    except Refusal as refusal:
        toasts.say(request, in_words(refusal), level="error")
    return see_other(request, "portfolio:responsibility", code)

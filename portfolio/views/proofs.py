"""The indicators that prove a project, and what it promises; decided upon by the owners of the indicators."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import toasts
from foundation.history import ChangedMeanwhile
from foundation.htmx import CONFLICT, UNPROCESSABLE, render_page, see_other
from foundation.paging import page_of
from foundation.refusals import Refusal
from foundation.submissions import entered
from kpis.forms.fields import in_words
from kpis.forms.promising import PromiseForm
from kpis.models import Indicator, Verdict
from portfolio import access
from portfolio.actions import claims
from portfolio.actions import proofs as actions
from portfolio.forms.proofs import ChangeForm, NoIndicatorForm
from portfolio.models import KpiClaim, Project, ProjectIndicator
from portfolio.queries import promises as promised
from portfolio.queries import proofs as queries
from portfolio.views.project_page import frame


@require_safe
def proofs(request: HttpRequest, code: str) -> HttpResponse:
    """The indicators of the project with what they bring, those it could take over, and its promises."""
    return _page(request, access.project_to_see(request.user, code))


def _page(request: HttpRequest, project: Project, status: int = 200, **forms: Any) -> HttpResponse:
    at = timezone.now()
    context = frame(request, project, "proofs") | {
        "proofs": queries.proofs_of(project, at),
        "decides": access.decides_on_proofs(request.user, project),
        "candidates": queries.to_take_over(project),
        "others": queries.all_to_take_over(project),
        "none_because": queries.no_indicator_reason(project, at),
        "claims": queries.claims_of(project),
        "today": timezone.localdate(at),
        "none_form": forms.get("none_form") or NoIndicatorForm(),
        "promise_form": forms.get("promise_form") or PromiseForm(),
    }
    return render_page(request, "portfolio/proofs.html", "proofs", context, status=status)


@require_POST
def take_over(request: HttpRequest, code: str) -> HttpResponse:
    """Take over an indicator, in one click."""
    project = access.project_to_edit(request.user, code)
    indicator = get_object_or_404(Indicator, code=request.POST.get("indicator", ""))
    told = _("%(name)s now proves this project; the next night counts it.") % {"name": indicator.name}
    _try(request, lambda: actions.take_over(project=project, indicator=indicator, by=request.user, at=timezone.now()), told)
    return see_other(request, "portfolio:proofs", project.code)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Ask the owner of the indicator for another share or an end."""
    project = access.project_to_edit(request.user, code)
    use = access.child_of(project, ProjectIndicator, key)
    form = ChangeForm(request.POST or None, use=use)
    status = 200
    if form.is_bound:
        status = UNPROCESSABLE
        if form.is_valid() and form.cleaned_data["version"] != use.pk:
            form.add_error(None, _("Somebody has changed this indicator meanwhile: look at it again."))
            status = CONFLICT
        elif form.is_valid():
            facts = {name: form.cleaned_data[name] for name in ("share", "ends_on", "reason")}
            try:
                actions.ask_change(use=use, by=request.user, at=timezone.now(), **facts)
                toasts.say(request, _("Asked: until the owner of the indicator agrees, it counts unchanged."))
                return see_other(request, "portfolio:proofs", project.code)
            except Refusal as refusal:
                form.add_error(None, in_words(refusal))
    context = frame(request, project, "proofs") | {"use": use, "form": form}
    return render_page(request, "portfolio/proof_change.html", "proof-change", context, status=status)


@require_POST
def decide(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Agree to, or decline, what the lead asked: the owner of the indicator, else who steers."""
    use = access.proof_to_decide(request.user, code, key)
    accept = request.POST.get("answer") == "agree"
    told = _("Agreed: the next night counts it so.") if accept else _("Declined: the indicator counts as before.")
    _try(request, lambda: actions.decide_change(use=use, accept=accept, by=request.user, at=timezone.now()), told)
    to = request.POST.get("next") == "duties"
    return see_other(request, "portfolio:duties") if to else see_other(request, "portfolio:proofs", code)


@require_POST
def say_none(request: HttpRequest, code: str) -> HttpResponse:
    """Say why no indicator can prove the project."""
    project = access.project_to_edit(request.user, code)
    form = NoIndicatorForm(request.POST)
    if form.is_valid():
        try:
            actions.say_no_indicator(project=project, by=request.user, at=timezone.now(), **form.cleaned_data)
            toasts.say(request, _("Said: everybody reads the reason, and the share of indicators is left out."))
            return see_other(request, "portfolio:proofs", project.code)
        except Refusal as refusal:
            form.add_error(None, in_words(refusal))
    return _page(request, project, UNPROCESSABLE, none_form=form)


@require_POST
def promise(request: HttpRequest, code: str) -> HttpResponse:
    """Promise an effect on an indicator."""
    project = access.project_to_edit(request.user, code)
    form = PromiseForm(request.POST)

    def act() -> str:
        claims.promise(project=project, by=request.user, at=timezone.now(), **form.answers)
        return reverse("portfolio:proofs", args=[project.code])

    if done := entered(request, form, act, said=_("Promised; it is judged after its day.")):
        return done
    return _page(request, project, UNPROCESSABLE, promise_form=form)


@require_POST
def take_back(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Take back a promise made by mistake."""
    project = access.project_to_edit(request.user, code)
    claim = access.child_of(project, KpiClaim, key)
    _try(request, lambda: claims.take_back(claim=claim, by=request.user, at=timezone.now()), _("The promise is taken back."))
    return see_other(request, "portfolio:proofs", project.code)


PAGE = 50
VERDICTS = (
    ("", gettext_lazy("All")),
    ("waiting", gettext_lazy("To be judged")),
    (Verdict.DELIVERED, Verdict.DELIVERED.label),
    (Verdict.PARTLY, Verdict.PARTLY.label),
    (Verdict.MISSED, Verdict.MISSED.label),
)


@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """Every promise one sees, `?verdict=waiting`, `?of=campaign`, `?sort=who`, with how often promises are kept by unit and portfolio."""
    access.promise_reader(request.user)
    verdict, kind = request.GET.get("verdict", ""), request.GET.get("of", "")
    kind = kind if kind in promised.KINDS else ""
    found = promised.promises_seen_by(request.user, verdict=verdict, kind=kind, sort=request.GET.get("sort", ""))
    page = page_of(request, found, PAGE)
    context = {
        "page": page,
        "rows": promised.told(page.object_list),
        "default_sort": promised.BY_DEFAULT,
        "rates": promised.hit_rates(request.user),
        "own": promised.own_hit_rate(request.user),
        "verdict": verdict,
        "verdicts": VERDICTS,
        "kind": kind,
        "kinds": [("", _("Everybody")), *promised.KINDS.items()],
    }
    return render_page(request, "portfolio/promises.html", "promises", context)


def _try(request: HttpRequest, act: Callable[[], Any], told: str) -> None:
    """Do it and say so, or say why not."""
    try:
        act()
    except Refusal as refusal:
        toasts.say(request, in_words(refusal), level="warning")
    except ChangedMeanwhile:
        toasts.say(request, _("Somebody has changed this indicator meanwhile: look at it again."), level="warning")
    else:
        toasts.say(request, told)

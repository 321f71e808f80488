"""Campaigns and initiatives promise effects on indicators, and take back what was promised by mistake."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation import toasts
from foundation.history import ChangedMeanwhile
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.refusals import Refusal
from foundation.submissions import entered
from kpis.forms.fields import in_words
from kpis.forms.promising import PromiseForm
from rse import access
from rse.actions import promises as actions
from rse.models import Campaign, Initiative
from rse.views.frame import framed


@require_http_methods(["GET", "POST"])
def campaign_promise(request: HttpRequest, code: str) -> HttpResponse:
    """Promise an effect of the campaign."""
    campaign = access.campaign_to_run(request.user, code)
    return _promise(request, campaign, {"indicator": campaign.indicator_id})


@require_http_methods(["GET", "POST"])
def initiative_promise(request: HttpRequest, code: str) -> HttpResponse:
    """Promise an effect of the initiative."""
    return _promise(request, access.initiative_to_report(request.user, code), {})


@require_POST
def campaign_promise_take_back(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Take back a promise of the campaign."""
    return _take_back(request, access.campaign_to_run(request.user, code), key)


@require_POST
def initiative_promise_take_back(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Take back a promise of the initiative."""
    return _take_back(request, access.initiative_to_report(request.user, code), key)


def _promise(request: HttpRequest, promiser: Campaign | Initiative, initial: dict[str, int | None]) -> HttpResponse:
    form, back = PromiseForm(request.POST or None, initial=initial), promiser.get_absolute_url()

    def act() -> str:
        actions.promise(promiser=promiser, by=request.user, at=timezone.now(), **form.answers)
        return back

    if done := entered(request, form, act, said=gettext("Promised; it is judged after its day.")):
        return done
    section = "campaigns" if isinstance(promiser, Campaign) else "initiatives"
    above = (_("Campaigns") if section == "campaigns" else _("Initiatives"), reverse(f"rse:{section}"))
    way = (above, (promiser.name, back), (_("Promise an effect"), ""))
    context = framed(request, *way, current=section, promiser=promiser, form=form, back=back)
    return render_page(request, "rse/promise_form.html", "promise-form", context, status=UNPROCESSABLE if form.is_bound else 200)


def _take_back(request: HttpRequest, promiser: Campaign | Initiative, key: UUID) -> HttpResponse:
    related = ("indicator", "campaign", "initiative")
    claim = get_object_or_404(promiser.claims.current().select_related(*related), key=key)
    try:
        actions.take_back(claim=claim, by=request.user, at=timezone.now())
        toasts.say(request, gettext("The promise is taken back."))
    except Refusal as refusal:
        toasts.say(request, in_words(refusal), level="warning")
    except ChangedMeanwhile:
        toasts.say(request, gettext("Somebody else changed this a moment ago: look again."), level="warning")
    return see_other(request, promiser)

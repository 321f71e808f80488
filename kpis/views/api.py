"""The interface for programs: a batch of measurements, its description, and the tokens."""

import json
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import toasts
from foundation.accounts.access import rights_of
from foundation.api import door
from foundation.api.actions import create_token, revoke_token
from foundation.api.models import ApiToken, Scope
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.refusals import Refusal
from kpis import access, api
from kpis.actions.measurements import record_measurements
from kpis.forms.fields import in_words
from kpis.forms.tokens import TokenForm
from kpis.queries.slices import slices_by_label


@csrf_exempt
@login_not_required
@require_POST
def measurements(request: HttpRequest) -> HttpResponse:
    """Record a batch: all of it or nothing, each fault with its item."""
    at = timezone.now()
    try:
        token = door.token_of(request, scope=Scope.MEASUREMENTS, at=at)
        body = door.body_of(request)
        return door.once(token, request, at, lambda: _record(token, body, at))
    except door.Refused as refused:
        return refused.answer()


def _record(token: ApiToken, body: Any, at: Any) -> dict[str, Any]:
    indicators = {one.code.casefold(): one for one in access.measurable_by(token.holder)}
    try:
        values, faults = api.values_of(body, indicators, slices_by_label(indicators.values()))
        if faults:
            raise door.Refused(422, "items", "Nothing was recorded: correct these items, then send the batch again.", items=faults)
        outcome = record_measurements(
            values=values,
            by=token.holder,
            at=at,
            automatic=True,
            source=str(body.get("source") or token.name)[:200],
            correction_reason=str(body.get("correction_reason") or "")[:2_000],
        )
    except Refusal as refusal:
        raise door.Refused(422, "refused", refusal.sentence % refusal.facts) from refusal
    return {"added": len(outcome.added), "corrected": len(outcome.corrected), "unchanged": outcome.unchanged}


@require_safe
def description(request: HttpRequest) -> JsonResponse:
    """OpenAPI, for programs."""
    access.reader(request.user)
    return JsonResponse(api.openapi(_base(request)))


@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """How to send values, and the person's tokens; a new one is shown once."""
    access.reader(request.user)
    form = TokenForm(request.POST or None)
    shown = ""
    if request.method == "POST" and form.is_valid():
        try:
            facts = {"scope": Scope.MEASUREMENTS, **form.cleaned_data}
            _token, shown = create_token(holder=request.user, by=request.user, at=timezone.now(), **facts)
            form = TokenForm()
        except Refusal as refusal:
            form.add_error(None, in_words(refusal))
    rights = rights_of(request.user)
    known = ApiToken.objects.select_related("holder")
    context = {
        "form": form,
        "shown": shown,
        "tokens": known[:200] if rights.is_admin else known.filter(holder=request.user)[:200],
        "today": timezone.localdate(),
        "base": _base(request),
        "example": json.dumps(api.EXAMPLE, indent=2, ensure_ascii=False),
        "fields": api.MEANINGS.items(),
        "limits": {"items": api.MOST, "requests": door.PER_MINUTE},
    }
    return render_page(request, "kpis/api.html", "api", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Revoke a token of one's own; administrators any."""
    access.reader(request.user)
    mine = ApiToken.objects.all() if rights_of(request.user).is_admin else ApiToken.objects.filter(holder=request.user)
    revoke_token(token=get_object_or_404(mine, pk=number), by=request.user, at=timezone.now())
    toasts.say(request, _("The token is revoked: nothing is accepted from it any more."))
    return see_other(request, "kpis_api:tokens")


def _base(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"

"""What the home page sends back: the matters that were seen, and those one takes note of."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cmo_portal.dashboards import actions
from foundation import toasts
from foundation.accounts.access import require_any_grant
from foundation.asked import whole_number
from foundation.htmx import see_other
from portfolio.access import visible_to
from portfolio.views.attention import came_from
from strategy.models import StrategicObjective

MATTER = re.compile(r"([a-z_]{2,30}:[a-z]{2,20}:[0-9a-f]{1,32})\|([^|]{1,80})")
MOST = 10


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Remember what stood on the page; the page says so by itself once it was open for a moment."""
    require_any_grant(request.user)
    found = [MATTER.fullmatch(value) for value in request.POST.getlist("matter")[:MOST]]
    matters = {match[1]: match[2] for match in found if match}
    actions.remember_seen(user=request.user, matters=matters, on=timezone.localdate())
    return HttpResponse(status=204)


@require_POST
def noted(request: HttpRequest) -> HttpResponse:
    """Take note of a matter about a project or an objective that one may see."""
    require_any_grant(request.user)
    match = MATTER.fullmatch(request.POST.get("matter", ""))
    if match is None:
        raise Http404
    about = _object(request, match[1])
    actions.set_aside(key=match[1], fingerprint=match[2], about=about, by=request.user, at=timezone.now())
    toasts.say(request, _("Noted: it comes back in two weeks, or as soon as something changes."))
    return see_other(request, came_from(request, "/"))


def _object(request: HttpRequest, key: str):
    _kind, model, text = key.split(":")
    number = whole_number(text)
    if model not in ("project", "objective") or number is None:
        raise Http404
    rows = visible_to(request.user) if model == "project" else StrategicObjective.objects.all()
    return get_object_or_404(rows, pk=number)

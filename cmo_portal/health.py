"""`/healthz`: is the portal well? For monitors; public, so it names no host, no person and no secret."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cmo_portal import pulse
from portfolio.models import Publication

Part = dict[str, object]

RELAY_SILENCE_ALLOWED = timedelta(seconds=30)


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when all parts are well, else 503. With `?for=web` only the database counts.

    A web process is not to be restarted because the broker is away: load balancers and containers ask `?for=web`.
    """
    at = timezone.now()
    parts: dict[str, Part] = {}
    try:
        parts["database"] = database()
        if request.GET.get("for") != "web":
            parts |= {"broker": broker(at), "worker": worker(at), "night": night(at)}
    except DatabaseError:
        parts["database"] = {"ok": False}
    well = all(part["ok"] for part in parts.values())
    return JsonResponse({"ok": well, **parts}, status=200 if well else 503)


def database() -> Part:
    """Postgres answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"ok": True}


def broker(at: datetime) -> Part:
    """The relay asks the broker every few seconds; its word is read in Postgres, so this page never waits for the broker."""
    sign = pulse.last_relay_sign()
    if sign is None:
        return {"ok": False, "asked_seconds_ago": None}
    ago = at - sign.at
    return {"ok": sign.broker_answers and ago < RELAY_SILENCE_ALLOWED, "asked_seconds_ago": _seconds(ago)}


def worker(at: datetime) -> Part:
    """Some worker carried out a real task lately."""
    answered = pulse.last_answer()
    ago = at - answered if answered else None
    return {"ok": ago is not None and ago < pulse.SILENCE_ALLOWED, "answered_seconds_ago": _seconds(ago)}


def night(at: datetime) -> Part:
    """The scores that readers see. Late: the day's are wanted, and the hour of the alarm has passed without them."""
    publication = Publication.objects.select_related("run").filter(run__isnull=False).first()
    here = at.astimezone(ZoneInfo(settings.NIGHT_TIMEZONE))
    wanted = here.date() if here.hour >= settings.NIGHT_ALARM_HOUR else here.date() - timedelta(days=1)
    if publication is None or publication.run is None or publication.published_at is None:
        return {"ok": False, "as_of": None, "age_seconds": None}
    age = at - publication.published_at
    return {"ok": publication.run.as_of >= wanted, "as_of": publication.run.as_of.isoformat(), "age_seconds": _seconds(age)}


def _seconds(duration: timedelta | None) -> int | None:
    return None if duration is None else round(duration.total_seconds())

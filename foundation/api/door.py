"""The door of programs: who asks, how often, and whether it was asked before. Every refusal is a sentence in JSON."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from foundation.api.actions import digest_of
from foundation.api.models import ApiAnswer, ApiToken

PER_MINUTE = 60
KEPT = timedelta(days=7)
LARGEST = 1024 * 1024
COUNT = """
UPDATE api_apitoken SET minute = %(minute)s, last_used_at = %(at)s,
    requests_in_minute = CASE WHEN minute = %(minute)s THEN requests_in_minute + 1 ELSE 1 END
WHERE id = %(id)s RETURNING requests_in_minute
"""


class Refused(Exception):
    """A request that is not carried out: its status, a word for programs and a sentence for people."""

    def __init__(self, status: int, code: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status, self.body = status, {"error": code, "message": message, **more}

    def answer(self) -> JsonResponse:
        """As JSON, with what HTTP wants beside it."""
        answer = JsonResponse(self.body, status=self.status)
        if self.status == 401:
            answer["WWW-Authenticate"] = "Bearer"
        if self.status == 429:
            answer["Retry-After"] = "60"
        return answer


def token_of(request: HttpRequest, *, scope: str, at: datetime) -> ApiToken:
    """The token of the request, counted; Refused when it is missing, unknown, over, or asks too often."""
    kind, _space, text = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not text:
        raise Refused(401, "no_token", "Send the header Authorization: Bearer <token>.")
    token = ApiToken.objects.select_related("holder").filter(digest=digest_of(text.strip())).first()
    if token is None or not token.is_usable(timezone.localdate(at)) or not token.holder.is_active:
        raise Refused(401, "token_not_valid", "This token is unknown, revoked or expired: ask its holder for a new one.")
    if token.scope != scope:
        raise Refused(403, "scope", f"This token may not do this: it needs the scope {scope}.")
    if _count(token, at) > PER_MINUTE:
        raise Refused(429, "too_many_requests", f"More than {PER_MINUTE} requests a minute: wait a minute, then send larger batches.")
    return token


def _count(token: ApiToken, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"id": token.pk, "minute": at.replace(second=0, microsecond=0), "at": at})
        return int(cursor.fetchone()[0])


def body_of(request: HttpRequest) -> Any:
    """The JSON of the request; Refused when it is too long, no JSON, or holds NaN or Infinity."""
    if len(request.body) > LARGEST:
        raise Refused(413, "too_large", "The body is larger than 1 MiB: send several batches.")
    try:
        body = json.loads(request.body, parse_constant=_no_constant)
        _require_text(body)
    except (ValueError, RecursionError) as wrong:
        raise Refused(400, "not_json", f"The body is no JSON: {wrong}.") from wrong
    return body


def _require_text(value: Any) -> None:
    """Refuse what JSON can spell and no text column can hold: NUL, half of a letter."""
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    if isinstance(value, list):
        for one in value:
            _require_text(one)
    elif isinstance(value, str) and ("\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value)):
        raise ValueError("a text holds NUL or half of a letter")


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number in JSON")


def once(token: ApiToken, request: HttpRequest, at: datetime, act: Callable[[], dict[str, Any]]) -> JsonResponse:
    """Carry out `act`, or answer as before when the same body came with the same Idempotency-Key; another body is refused (409)."""
    key = request.headers.get("Idempotency-Key", "").strip()[:100]
    if not key:
        raise Refused(400, "no_key", "Send the header Idempotency-Key with a text of your own, new for each batch.")
    digest = hashlib.sha256(request.body).hexdigest()
    if earlier := ApiAnswer.objects.filter(token=token, key=key).first():
        return _as_before(earlier, digest)
    try:
        with transaction.atomic():
            ApiAnswer.objects.filter(token=token, at__lt=at - KEPT).delete()
            # The row comes first: a second request waits here until the first is committed.
            kept = ApiAnswer.objects.create(token=token, key=key, body_digest=digest, at=at)
            kept.status, kept.answer = 200, act()
            kept.save(update_fields=["status", "answer"])
    except IntegrityError:
        if earlier := ApiAnswer.objects.filter(token=token, key=key).first():
            return _as_before(earlier, digest)
        raise
    return JsonResponse(kept.answer)


def _as_before(earlier: ApiAnswer, digest: str) -> JsonResponse:
    if earlier.body_digest != digest:
        raise Refused(409, "key_used", "This Idempotency-Key was used for another body: choose a new key.")
    return JsonResponse(earlier.answer, status=earlier.status, headers={"Idempotent-Replay": "true"})

"""Creating and revoking tokens."""

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from foundation.accounts.models import User
from foundation.api.models import ApiToken
from foundation.audit import actions as audit
from foundation.refusals import Refusal
from foundation.refusals import gettext_noop as _

LONGEST = timedelta(days=366)
MARK = "cmo_"
SHOWN = 10


def digest_of(token: str) -> str:
    """What is kept of a token: it is long and random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def create_token(*, holder: User, name: str, scope: str, expires_on: date, by: User, at: datetime) -> tuple[ApiToken, str]:
    """A new token and its text, which is shown once and never kept. Refusal for a day that is past or more than a year ahead."""
    today = timezone.localdate(at)
    if not today <= expires_on <= today + LONGEST:
        raise Refusal(_("A token lasts at most a year: choose a day from today on."))
    text = MARK + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(
            name=name.strip(), holder=holder, scope=scope, start=text[:SHOWN], digest=digest_of(text), created_at=at, expires_on=expires_on
        )
        facts = {"about": token.name, "scope": scope, "expires_on": expires_on}
        audit.record(by=by, at=at, verb="token.created", subjects=[token, holder], facts=facts)
    return token, text


def revoke_token(*, token: ApiToken, by: User, at: datetime) -> None:
    """Let nobody use the token any more; twice is once."""
    with transaction.atomic():
        if ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=at):
            audit.record(by=by, at=at, verb="token.revoked", subjects=[token, token.holder], facts={"about": token.name})

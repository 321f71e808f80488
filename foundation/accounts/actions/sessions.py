"""Ending sessions. Django keeps them by key only; allauth lists who holds which."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from foundation.accounts.models import User
from foundation.audit import actions as audit


def end_sessions(*, person: User, keep: str | None = None) -> int:
    """End the sessions of `person` but the one with key `keep`; the number of ended sessions."""
    listed = UserSession.objects.filter(user=person).exclude(session_key=keep)
    keys = list(listed.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    listed.delete()
    return len(keys)


def end_other_sessions(*, person: User, keep: str, at: datetime) -> int:
    """End every session of `person` but the one in use, and note it; the number of ended sessions."""
    with transaction.atomic():
        ended = end_sessions(person=person, keep=keep)
        if ended:
            audit.record(by=person, at=at, verb="account.sessions_ended", subjects=[person], facts={"sessions_ended": ended})
    return ended

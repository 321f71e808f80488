"""What people change in how they sign in: a line in the ledger, so that they and an auditor see it."""

from datetime import datetime

from django.db import transaction

from foundation.accounts.models import User
from foundation.audit import actions as audit


def note_security(*, person: User, verb: str, at: datetime) -> None:
    """Record that `person` changed a password or a second factor; nothing secret is kept."""
    with transaction.atomic():
        audit.record(by=person, at=at, verb=verb, subjects=[person])

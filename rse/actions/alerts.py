"""Confidential alerts: told, read by the people named, answered. The ledger holds ids only, and never who reported."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.notifications.actions import notify
from foundation.refusals import gettext_noop as _
from rse.models import Alert, AlertMessage, AlertReader, AlertRecipient
from rse.refusals import RseRefusal

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is mistaken for another
GROUPS, LENGTH = 5, 4  # 98 bits
State = Alert.State


def fresh_code() -> str:
    """A follow-up code that nobody guesses: XXXX-XXXX-XXXX-XXXX-XXXX."""
    return "-".join("".join(secrets.choice(LETTERS) for _n in range(LENGTH)) for _m in range(GROUPS))


def hash_of(code: str) -> str:
    """What is kept of a code."""
    return hashlib.sha256("".join(letter for letter in code.upper() if letter in LETTERS).encode()).hexdigest()


def file_alert(
    *, key: UUID, subject: str, text: str, about: str = "", reporter: User | None = None, at: datetime, is_demo: bool = False
) -> tuple[Alert, str]:
    """Take an alert, name its readers, and return it with the code by which the reporter follows it: shown once, kept nowhere."""
    if not text.strip():
        raise RseRefusal(_("Tell what happens: without it nobody can act."))
    code = fresh_code()
    with transaction.atomic():
        recipients = [row.user for row in AlertRecipient.objects.filter(until__isnull=True, user__is_active=True).select_related("user")]
        if not recipients:
            raise RseRefusal(_("Nobody is named to read alerts yet, so this one would stay unread: the management names somebody first."))
        if Alert.objects.filter(handle=key).exists():
            raise RseRefusal(_("This alert was received already; its code was shown then."))
        facts = {"subject": subject, "about": about.strip(), "text": text.strip(), "reporter": reporter}
        alert = Alert.objects.create(handle=key, code_hash=hash_of(code), received_at=at, is_demo=is_demo, **facts)
        AlertReader.objects.bulk_create([AlertReader(alert=alert, user=user, named_at=at) for user in recipients])
        _tell(alert, recipients, at=at)
        audit.record(by=None, at=at, verb="alert.received", subjects=[alert], facts={"readers": [user.pk for user in recipients]})
    return alert, code


def _tell(alert: Alert, people: Sequence[User | int], *, at: datetime) -> None:
    """That an alert waits, and nothing of what it says."""
    key = f"{alert.pk}:{at.isoformat()}"
    notify(event="alert.waits", key=key, people=people, subject=alert, address=reverse("rse:alerts"), at=at, facts={})


def open_alert(*, alert: Alert, by: User, at: datetime) -> None:
    """Somebody named reads the alert: their name goes on record each time."""
    with transaction.atomic():
        audit.record(by=by, at=at, verb="alert.opened", subjects=[alert], facts={})


def answer_alert(*, alert: Alert, text: str, by: User | None, at: datetime) -> AlertMessage:
    """A message of a reader (`by`), or of the reporter (nobody)."""
    if not text.strip():
        raise RseRefusal(_("Write a message first."))
    with transaction.atomic():
        row = AlertMessage.objects.create(alert=alert, text=text.strip(), by=by, at=at)
        readers = alert.readers.values_list("user", flat=True)
        _tell(alert, [number for number in readers if by is None or number != by.pk], at=at)
        audit.record(by=by, at=at, verb="alert.answered", subjects=[alert], facts={"message": row.pk})
    return row


def move_alert(*, alert: Alert, state: str, by: User, at: datetime) -> None:
    """Say that it is looked into, or closed."""
    if state not in State.values:
        raise RseRefusal(_("Choose a state of the list."))
    with transaction.atomic():
        held = Alert.objects.select_for_update(no_key=True).get(pk=alert.pk)
        if held.state == state:
            return
        before, held.state = held.state, state
        held.save(update_fields=["state"])
        audit.record(by=by, at=at, verb="alert.moved", subjects=[held], facts={"changes": {"state": [before, state]}})


def name_reader(*, alert: Alert, reader: User, by: User, at: datetime) -> AlertReader:
    """Let one more person read an alert; only who reads it already does so."""
    with transaction.atomic():
        row, fresh = AlertReader.objects.get_or_create(alert=alert, user=reader, defaults={"named_at": at, "named_by": by})
        if fresh:
            _tell(alert, [reader], at=at)
            audit.record(by=by, at=at, verb="alert.reader_named", subjects=[alert], facts={"reader": reader.pk})
    return row


def name_recipient(*, person: User, by: User | None, at: datetime) -> None:
    """From now on new alerts name this person as a reader; alerts received before stay closed to them."""
    with transaction.atomic():
        row, fresh = AlertRecipient.objects.get_or_create(user=person, until=None, defaults={"since": at})
        if fresh:
            audit.record(by=by, at=at, verb="alert.recipient_named", subjects=[row], facts={"about": "", "person": person.pk})


def relieve_recipient(*, recipient: AlertRecipient, by: User, at: datetime) -> None:
    """New alerts no longer name this person; what they were named for they still read."""
    with transaction.atomic():
        held = AlertRecipient.objects.select_for_update(no_key=True).get(pk=recipient.pk)
        if held.until is None:
            held.until = at
            held.save(update_fields=["until"])
            audit.record(by=by, at=at, verb="alert.recipient_relieved", subjects=[held], facts={"person": held.user_id})

"""The relay's share: outbox rows become notices and mails, after the commit, once each."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.accounts.models import User
from foundation.notifications import events
from foundation.notifications.models import Follow, MailFrequency, MailItem, Notification, OutboxRow, Preference

MAIL_HOUR = 7  # local hour at which daily and weekly mails leave; weekly ones on Mondays
TOLD = ("event", "kind", "object_id", "address", "facts")


def deliver_outbox(*, at: datetime, limit: int = 200) -> int:
    """Turn up to `limit` waiting outbox rows into notices and lines of mails; returns how many rows. Safe to run twice or at once."""
    with transaction.atomic():
        rows = list(OutboxRow.objects.select_for_update(skip_locked=True).filter(delivered_at__isnull=True).order_by("id")[:limit])
        people = _people(rows)
        wishes = _wishes(people)
        muted = _muted(rows)
        notices, lines = [], []
        for row in rows:
            for user_id in row.recipients:
                person = people.get(user_id)
                if person is None or (user_id, row.kind, row.object_id) in muted:
                    continue
                in_app, mail = wishes.get((user_id, row.event)) or _default(row.event)
                told: dict[str, Any] = {name: getattr(row, name) for name in TOLD}
                if in_app:
                    notices.append(Notification(user_id=user_id, key=row.key, at=row.created_at, **told))
                if mail != MailFrequency.OFF:
                    lines.append(MailItem(user_id=user_id, key=row.key, at=row.created_at, due_at=due(mail, at), **told))
        Notification.objects.bulk_create(notices, ignore_conflicts=True)
        MailItem.objects.bulk_create(lines, ignore_conflicts=True)
        OutboxRow.objects.filter(pk__in=[row.pk for row in rows]).update(delivered_at=at)
    return len(rows)


def due(frequency: str, at: datetime) -> datetime:
    """When a mail of this frequency leaves: now, tomorrow at seven, or next Monday at seven (local time)."""
    if frequency == MailFrequency.NOW:
        return at
    day = timezone.localdate(at) + timedelta(days=1)
    if frequency == MailFrequency.WEEKLY:
        day += timedelta(days=(7 - day.weekday()) % 7)
    return timezone.make_aware(datetime.combine(day, time(MAIL_HOUR)))


def message_id(user_id: int, keys: Iterable[str]) -> str:
    """The Message-ID of the mail that tells `keys` to a person: the same keys always give the same one."""
    digest = hashlib.sha256("\n".join([str(user_id), *sorted(keys)]).encode()).hexdigest()[:40]
    return f"<{digest}@portal>"


def _people(rows: list[OutboxRow]) -> dict[int, User]:
    ids = {user_id for row in rows for user_id in row.recipients}
    return User.objects.filter(is_active=True).in_bulk(ids)


def _wishes(people: dict[int, User]) -> dict[tuple[int, str], tuple[bool, str]]:
    preferences = Preference.objects.filter(user__in=people)
    return {(p.user_id, p.event): (p.in_app, p.mail) for p in preferences}


def _muted(rows: list[OutboxRow]) -> set[tuple[int, str, str]]:
    follows = Follow.objects.filter(muted=True, kind__in={r.kind for r in rows}, object_id__in={r.object_id for r in rows})
    return set(follows.values_list("user_id", "kind", "object_id"))


def _default(code: str) -> tuple[bool, str]:
    event = events.known(code)
    return event.in_app, event.mail

"""Deciding notices, reading them, following, choosing how to be told."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction

from foundation.accounts.models import User
from foundation.notifications.events import event as known_event
from foundation.notifications.models import Follow, MailFrequency, Notification, OutboxRow, Preference
from foundation.notifications.subjects import identity


def notify(
    *, event: str, key: str, people: Collection[User | int], subject: models.Model, address: str, at: datetime, facts: Mapping[str, Any]
) -> None:
    """Write a notice into the outbox, inside the transaction of the action that decides it.

    `key` names the fact that is told: the same key is never told twice. KeyError when the event is unknown.
    """
    known_event(event)
    ids = sorted({getattr(person, "pk", person) for person in people if person is not None})
    if not ids:
        return
    kind, number = identity(subject)
    row = OutboxRow(
        event=event,
        key=f"{event}:{key}"[:200],
        recipients=ids,
        kind=kind,
        object_id=number,
        address=address,
        facts=dict(facts),
        created_at=at,
    )
    OutboxRow.objects.bulk_create([row], ignore_conflicts=True)


def followers(subject: models.Model) -> set[int]:
    """The ids of the people who follow `subject`."""
    kind, number = identity(subject)
    follows = Follow.objects.filter(kind=kind, object_id=number, muted=False)
    return set(follows.values_list("user_id", flat=True))


def follow(*, user: User, subject: models.Model, muted: bool = False) -> Follow:
    """Follow `subject`, or mute it."""
    kind, number = identity(subject)
    return Follow.objects.update_or_create(user=user, kind=kind, object_id=number, defaults={"muted": muted})[0]


def unfollow(*, user: User, subject: models.Model) -> None:
    kind, number = identity(subject)
    Follow.objects.filter(user=user, kind=kind, object_id=number).delete()


def mark_read(*, user: User, at: datetime, ids: Collection[int] | None = None) -> int:
    """Mark the notices `ids` of `user` (all of them when None) as read; returns how many were unread."""
    unread = Notification.objects.filter(user=user, read_at__isnull=True)
    if ids is not None:
        unread = unread.filter(pk__in=ids)
    return unread.update(read_at=at)


@transaction.atomic
def choose(*, user: User, choices: Mapping[str, tuple[bool, str]]) -> None:
    """Keep how `user` wants to hear of each event: {event: (in the portal, mail frequency)}."""
    for code, (in_app, mail) in choices.items():
        known_event(code)
        Preference.objects.update_or_create(user=user, event=code, defaults={"in_app": in_app, "mail": MailFrequency(mail)})

"""What the tray and the preferences show."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models

from foundation.accounts.models import User
from foundation.notifications import events
from foundation.notifications.models import Follow, Notification, Preference
from foundation.notifications.subjects import identity, subjects_of


@dataclass(frozen=True)
class Notice:
    """One line of the tray, told in the reader's language."""

    id: int
    text: str
    address: str
    at: datetime
    unread: bool


@dataclass(frozen=True)
class Wish:
    """How a person hears of one event now."""

    code: str
    label: str
    in_app: bool
    mail: str


def unread_count(user: User) -> int:
    return Notification.objects.filter(user=user, read_at__isnull=True).count()


def tray(user: User, *, limit: int = 30, before: int | None = None) -> list[Notice]:
    """The latest notices of `user`, newest first; `before` an id, to page on."""
    mine = Notification.objects.filter(user=user)
    if before:
        mine = mine.filter(pk__lt=before)
    return [Notice(n.pk, events.known(n.event).tell(n.facts), n.address, n.at, n.read_at is None) for n in mine.order_by("-id")[:limit]]


def wishes(user: User) -> list[Wish]:
    """Every event with the way `user` hears of it."""
    chosen = {p.event: p for p in Preference.objects.filter(user=user)}
    return [
        Wish(
            e.code,
            str(e.label),
            chosen[e.code].in_app if e.code in chosen else e.in_app,
            chosen[e.code].mail if e.code in chosen else e.mail,
        )
        for e in events.all_events()
    ]


WATCHED_SHOWN = 200
FOLLOWS, MUTED, NEITHER = "follow", "mute", "none"


@dataclass(frozen=True)
class Watch:
    """How a person stands to an object: they follow it, mute it, or neither."""

    kind: str
    number: str
    state: str


def watch(user: User, subject: models.Model) -> Watch:
    """Whether `user` follows or mutes `subject`. One query."""
    kind, number = identity(subject)
    muted = Follow.objects.filter(user=user, kind=kind, object_id=number).values_list("muted", flat=True).first()
    return Watch(kind, number, NEITHER if muted is None else MUTED if muted else FOLLOWS)


@dataclass(frozen=True)
class Watched:
    """A line of the page of what one follows: the object and its page, and how one stands to it."""

    subject: models.Model
    watch: Watch


def watched(user: User) -> list[Watched]:
    """What `user` follows and mutes and still sees, the newest first; two queries and one a kind."""
    follows = Follow.objects.filter(user=user).order_by("-id")[:WATCHED_SHOWN]
    return [
        Watched(subject, Watch(follow.kind, follow.object_id, MUTED if follow.muted else FOLLOWS))
        for follow, subject in subjects_of(user, follows)
    ]

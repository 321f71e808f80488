"""What the tray and the preferences show."""

from dataclasses import dataclass
from datetime import datetime

from foundation.accounts.models import User
from foundation.notifications import events
from foundation.notifications.models import Notification, Preference


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

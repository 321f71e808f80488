"""Where work waits: each source says which wake-ups are due."""

from collections.abc import Callable, Sequence
from datetime import datetime

from cmo_portal.onboarding import queries as onboarding
from foundation.nights import Wanted
from foundation.notifications import delivery, mails
from kpis import nights as series_nights
from portfolio.alignment import nights

Waiting = Callable[[datetime], Sequence[Wanted]]


def notices(at: datetime) -> Sequence[Wanted]:
    """Deliver what the outbox holds, here and now; mails that are due need a worker, for a mail server may be slow."""
    while delivery.deliver_outbox(at=at):
        pass
    return [Wanted("foundation.notifications.tasks.send_mails")] if mails.waits(at=at) else []


SOURCES: tuple[Waiting, ...] = (onboarding.waiting, nights.wanted_work, series_nights.wanted_work, notices)

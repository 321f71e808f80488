"""Signs of life of the processes, kept in Postgres so that no page asks the broker anything."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from celery import current_app
from django.core.cache import cache
from django.db import DatabaseError, close_old_connections
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

KEPT = timedelta(hours=1)
ASK_EVERY = timedelta(seconds=10)
# A worker may be busy with a chunk of work for a minute on all its processes before it answers.
SILENCE_ALLOWED = timedelta(seconds=90)
ANSWER = "cmo_portal.tasks.answer"


@dataclass(frozen=True)
class RelaySign:
    """What the relay saw on its last round."""

    at: datetime
    broker_answers: bool


def note_relay(sign: RelaySign) -> None:
    """Keep what the relay just saw."""
    cache.set("pulse:relay", (sign.at.isoformat(), sign.broker_answers), KEPT.total_seconds())


def last_relay_sign() -> RelaySign | None:
    """What the relay saw last, if it ran within the hour."""
    if kept := cache.get("pulse:relay"):
        return RelaySign(datetime.fromisoformat(kept[0]), kept[1])
    return None


def note_answer(*, queue: str, at: datetime) -> None:
    """Keep that a worker carried out a task."""
    cache.set_many({"pulse:worker": at.isoformat(), f"pulse:worker:{queue}": at.isoformat()}, KEPT.total_seconds())


def last_answer(queue: str = "") -> datetime | None:
    """When a worker (that of `queue`, else any) last carried out a question, if within the hour."""
    kept = cache.get(f"pulse:worker:{queue}" if queue else "pulse:worker")
    return datetime.fromisoformat(kept) if kept else None


class WorkerProbe:
    """Asks one worker to carry out a real task now and then, and tells when it has been silent for too long."""

    def __init__(self, queue: str) -> None:
        self.queue = queue
        self._asked_at: datetime | None = None
        self._silent_since: datetime | None = None

    def begin_anew(self) -> None:
        """Forget the silence: the worker has just been started."""
        self._silent_since = self._asked_at = None

    def is_hung(self, at: datetime) -> bool:
        """Whether the worker left a question unanswered for too long. Without broker or database nobody can tell: no."""
        if self._asked_at and at - self._asked_at < ASK_EVERY:
            return False
        self._asked_at = at
        try:
            close_old_connections()
            answered = last_answer(self.queue)
            ask(self.queue, at=at)
        except (OperationalError, DatabaseError, OSError):
            self.begin_anew()
            self._asked_at = at
            return False
        if self._silent_since is None or (answered and answered >= self._silent_since):
            self._silent_since = at
        return at - self._silent_since > SILENCE_ALLOWED


def ask(queue: str, *, at: datetime) -> None:
    """Send the question to one worker; it loses its interest soon, so a backlog does not grow."""
    current_app.send_task(ANSWER, kwargs={"queue": queue, "asked_at": at.isoformat()}, queue=queue, expires=60, retry=False)

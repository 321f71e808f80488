"""Signs of life of the processes, kept in Postgres so that no page asks the broker anything."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from celery import current_app
from django.core.cache import cache
from django.db import close_old_connections, connection

KEPT = timedelta(hours=1)
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


def ask(queue: str, *, at: datetime) -> None:
    """Send the question to one worker; it loses its interest soon, so a backlog does not grow."""
    current_app.send_task(ANSWER, kwargs={"queue": queue, "asked_at": at.isoformat()}, queue=queue, expires=60, retry=False)


def renew_connection() -> None:
    """Let a lost session of Postgres go, in a process that no request renews. Inside a transaction there is none to renew."""
    if not connection.in_atomic_block:
        close_old_connections()

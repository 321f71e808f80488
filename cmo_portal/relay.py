"""The watchdog: compares the work that is wanted with what goes on, and wakes workers.

Postgres says what is wanted; the broker only carries wake-ups and may lose them: the next round sends them again.
"""

import logging
import time
from collections.abc import Callable, Iterable
from datetime import datetime

from celery import Celery
from django.db import DatabaseError
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from cmo_portal import pulse
from cmo_portal.waiting import Waiting
from foundation.nights import Wanted

log = logging.getLogger(__name__)

ROUND_SECONDS = 5.0
WAKE_UP_KEPT = 30  # seconds after which a wake-up nobody took is dropped: the next rounds sent others


class Relay:
    """Runs rounds until told to stop; neither a missing broker nor a missing database ends it."""

    def __init__(self, app: Celery, sources: Iterable[Waiting], clock: Callable[[], datetime] = timezone.now) -> None:
        self.app = app
        self.sources = tuple(sources)
        self.clock = clock
        self._away: set[str] = set()

    def run(self) -> None:
        """Do a round every few seconds, until the process is told to leave."""
        while True:
            self.round()
            time.sleep(ROUND_SECONDS)

    def round(self) -> int:
        """Send one wake-up for each piece of work that waits; return how many were sent."""
        at = self.clock()
        try:
            pulse.renew_connection()
            waiting = [wake_up for source in self.sources for wake_up in source(at)]
        except DatabaseError:
            self._tell("Postgres", away=True)
            return 0
        self._tell("Postgres", away=False)
        sent = self._send(waiting)
        try:
            pulse.note_relay(pulse.RelaySign(at=at, broker_answers="broker" not in self._away))
        except DatabaseError:
            self._tell("Postgres", away=True)
        return sent

    def _send(self, waiting: list[Wanted]) -> int:
        sent = 0
        try:
            # A question of its own, so that the broker's absence is known while nothing waits.
            with self.app.connection_for_write() as connection:
                connection.default_channel.client.ping()
            for wake_up in waiting:
                self.app.send_task(wake_up.task, kwargs=wake_up.arguments, expires=WAKE_UP_KEPT, retry=False)
                sent += 1
        except (OperationalError, RedisError, OSError):
            self._tell("broker", away=True)
        else:
            self._tell("broker", away=False)
        return sent

    def _tell(self, name: str, *, away: bool) -> None:
        """Log a change, not a state: an hour without broker is two lines."""
        if away and name not in self._away:
            self._away.add(name)
            log.warning("%s does not answer; wake-ups wait", name)
        elif not away and name in self._away:
            self._away.discard(name)
            log.warning("%s answers again", name)

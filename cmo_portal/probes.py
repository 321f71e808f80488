"""Find processes that live and do not work: a worker, a relay, a web server."""

import http.client
from datetime import datetime, timedelta

from django.db import DatabaseError
from kombu.exceptions import OperationalError

from cmo_portal import pulse

ASK_EVERY = timedelta(seconds=10)
RELAY_SILENCE_ALLOWED = timedelta(seconds=60)
WEB_MISSES_ALLOWED, BEFORE_ITS_FIRST_ANSWER = 3, 9  # a busy machine takes its time to start a server


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
            pulse.renew_connection()
            answered = pulse.last_answer(self.queue)
            pulse.ask(self.queue, at=at)
        except (OperationalError, DatabaseError, OSError):
            self.begin_anew()
            self._asked_at = at
            return False
        if self._silent_since is None or (answered and answered >= self._silent_since):
            self._silent_since = at
        return at - self._silent_since > pulse.SILENCE_ALLOWED


class RelayProbe:
    """Reads the signs that the relay leaves in Postgres."""

    def __init__(self) -> None:
        self._since: datetime | None = None

    def begin_anew(self) -> None:
        """The relay has just been started."""
        self._since = None

    def is_hung(self, at: datetime) -> bool:
        """Whether it has left no sign for a minute. Without the database it cannot: no."""
        if self._since and at - self._since < RELAY_SILENCE_ALLOWED:
            return False
        try:
            pulse.renew_connection()
            sign = pulse.last_relay_sign()
        except DatabaseError:
            self._since = at
            return False
        if self._since is None or (sign and sign.at > self._since):
            self._since = at
            return False
        return True


class WebProbe:
    """Asks the web server for its health; any answer at all is a sign of life."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.begin_anew()

    def begin_anew(self) -> None:
        """The server has just been started."""
        self._asked_at: datetime | None = None
        self._misses, self._allowed = 0, BEFORE_ITS_FIRST_ANSWER

    def is_hung(self, at: datetime) -> bool:
        """Whether three questions in a row, ten seconds apart, went unanswered; more before the first answer of all."""
        if self._asked_at and at - self._asked_at < ASK_EVERY:
            return False
        self._asked_at = at
        if self.answers() is not None:
            self._misses, self._allowed = 0, WEB_MISSES_ALLOWED
        else:
            self._misses += 1
        return self._misses >= self._allowed

    def answers(self, path: str = "/healthz?for=web") -> int | None:
        """The status of a page; nothing when no answer came within five seconds."""
        line = http.client.HTTPConnection(self.host, self.port, timeout=5)
        try:
            line.request("GET", path, headers={"Host": "localhost"})
            return line.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            line.close()

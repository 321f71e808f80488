"""A whole portal in a folder of its own, and ways to hurt it and to see what people notice."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

PROJECT = Path(__file__).resolve().parent.parent.parent
PARTS = (("gunicorn",), ("celery", "worker"), ("celery", "beat"), ("manage.py", "relay"), ("valkey-server",))
SETTLED = 180.0  # seconds within which a hurt portal must be well again
WANT_RUN = """
from django.utils import timezone
from portfolio.alignment import nights
print(nights.want_run(by=None, at=timezone.now()).pk)
"""
PUBLISHED_RUN = """
from portfolio.models import Publication
print(Publication.objects.get().run_id or 0)
"""


@dataclass
class Visits:
    """What a visitor saw who asked for a page ten times a second."""

    statuses: list[int | None] = field(default_factory=list)
    failures_at: list[float] = field(default_factory=list)

    @property
    def longest_outage(self) -> float:
        """Seconds from the first failed visit to the last: the pages were unsure that long."""
        return self.failures_at[-1] - self.failures_at[0] if self.failures_at else 0.0


class Portal:
    """`manage.py demo` with its processes; `find` tells its parts apart by their command lines."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self.home = home
        self.port = free_port()
        self.arguments = arguments
        self.process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", *self.arguments],
            cwd=PROJECT,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        said = []
        for line in self.process.stdout:
            said.append(line)
            if line.startswith("Ready:"):
                # Read on, so that the portal never waits for a reader.
                threading.Thread(target=self.process.stdout.read, daemon=True).start()
                return self
        self.stop()
        raise AssertionError("the portal did not start:\n" + "".join(said))

    def environment(self) -> dict[str, str]:
        """What tells a command which portal is meant."""
        ours = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
        return ours | {"PORTAL_HOME": str(self.home), "PORT": str(self.port)}

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask the portal to leave and wait until it has; a portal that stays is killed."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(120)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        finally:
            self.process.stdout.close()

    def ask(self, path: str = "/healthz?for=web") -> tuple[int | None, bytes]:
        """The status and body of a page; no status when no answer came within three seconds."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=3)
        try:
            line.request("GET", path)
            answer = line.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return None, b""
        finally:
            line.close()

    def health(self) -> dict[str, dict[str, object]]:
        """What `/healthz` tells; nothing when it does not answer."""
        _, body = self.ask("/healthz")
        return json.loads(body) if body else {}

    def is_well(self) -> bool:
        """Every part runs and answers: a sign of life in the database may be older than the process that gave it."""
        return all(self.find(*words) for words in PARTS) and self.health().get("ok") is True

    def manage(self, *arguments: str) -> str:
        """Run a command beside the portal, on its services; what it said."""
        environment = self.environment() | {"LOG_LEVEL": "ERROR"}
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def want_run(self) -> int:
        """Ask for a run of the scores, as the administrator's button does; its number."""
        return int(self.manage("shell", "--verbosity", "0", "-c", WANT_RUN).split()[-1])

    def published_run(self) -> int:
        """The number of the run that readers see."""
        return int(self.manage("shell", "--verbosity", "0", "-c", PUBLISHED_RUN).split()[-1])

    def find(self, *words: str) -> list[int]:
        """The processes of this portal whose command line holds all words."""
        return [number for number in self._ours() if all(word.encode() in command_of(number) for word in words)]

    def _ours(self) -> list[int]:
        """Processes of this portal: its own children, grandchildren, and the servers of its folder."""
        home, found = os.fsencode(self.home), []
        for folder in Path("/proc").glob("[0-9]*"):
            number = int(folder.name)
            try:
                environment = (folder / "environ").read_bytes()
            except OSError:
                continue
            if home in environment or home in command_of(number):
                found.append(number)
        return found

    def kill(self, *words: str, number: int = signal.SIGKILL) -> list[int]:
        """Kill the processes with these words in their command lines."""
        targets = self.find(*words)
        assert targets, f"no process {words}"
        for target in targets:
            try:
                os.kill(target, number)
            except ProcessLookupError:
                continue
        return targets

    def watch_while(self, act: Callable[[], object], until: Callable[[], bool], seconds: float = SETTLED) -> tuple[Visits, float]:
        """Visit ten times a second, act, and go on until `until`; the visits, and the seconds it took."""
        visits, over = Visits(), threading.Event()

        def visit() -> None:
            while not over.is_set():
                began = time.monotonic()
                status, _ = self.ask()
                visits.statuses.append(status)
                if status != 200:
                    visits.failures_at.append(began)
                over.wait(0.1)

        visitor = threading.Thread(target=visit)
        visitor.start()
        try:
            time.sleep(0.3)
            began = time.monotonic()
            act()
            wait_until(until, seconds)
            took = time.monotonic() - began
            time.sleep(0.5)
        finally:
            over.set()
            visitor.join()
        return visits, took


def wait_until(reached: Callable[[], bool], seconds: float) -> None:
    """Wait, at most so long."""
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, f"not reached within {seconds} s"
        time.sleep(0.1)


def command_of(number: int) -> bytes:
    """The command line of a process; empty for one that ended."""
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return b""


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]

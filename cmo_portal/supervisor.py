"""Keeps processes alive: starts them, starts again what ends or is found hung, stops them all."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import NoReturn, Protocol

from django.utils import timezone

from cmo_portal import embedded
from cmo_portal.processes import Process

log = logging.getLogger(__name__)

SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
STEADY_SECONDS = 30.0  # a process that lived this long failed for a new reason: no longer pause
LOOK_EVERY, HEAL_EVERY = 0.5, 2.0
DIES_WITH_PARENT = 1  # prctl's PR_SET_PDEATHSIG


class Keeper:
    """Keeps one process running."""

    def __init__(self, process: Process, log_folder: Path | None, clock: Callable[[], float] = time.monotonic) -> None:
        self.process = process
        self.log_file = log_folder / f"{process.name}.log" if log_folder else None
        self.clock = clock
        self.child: subprocess.Popen[bytes] | None = None
        self.restarts = 0
        self._pause = SHORTEST_PAUSE
        self._started_at = self._not_before = 0.0

    def start(self) -> None:
        """Start the process in a session of its own: Ctrl-C is for the supervisor alone."""
        self._started_at = self.clock()
        if self.log_file is None:
            self.child = self._spawn(None)
            return
        with self.log_file.open("ab") as sink:
            self.child = self._spawn(sink)

    def _spawn(self, sink) -> subprocess.Popen[bytes]:  # type: ignore[no-untyped-def]
        return subprocess.Popen(
            self.process.command,
            cwd=embedded.PROJECT,
            env=self.process.full_environment(),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT if sink else None,
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 no thread runs here
        )

    def tend(self) -> None:
        """Start the process again when it ended, after a pause that grows while it keeps failing."""
        if self.child is None:
            if self.clock() >= self._not_before:
                self.restarts += 1
                self.start()
            return
        code = self.child.poll()
        if code is None:
            return
        lived = self.clock() - self._started_at
        self._pause = SHORTEST_PAUSE if lived > STEADY_SECONDS else min(self._pause * 2, LONGEST_PAUSE)
        self._not_before = self.clock() + (0 if lived > STEADY_SECONDS else self._pause)
        log.error("%s ended by itself, it is started again", self.process.name, extra={"code": code, "lived_seconds": round(lived)})
        self._end_group()
        self.child = None

    def kill(self) -> None:
        """End a hung process at once; the next look starts it again."""
        if self.child is not None:
            self._end_group()
            self.child.wait()

    def ask_to_end(self) -> None:
        """Tell the process to finish."""
        if self.child is not None and self.child.poll() is None:
            self.child.terminate()

    def wait_for_end(self) -> None:
        """Wait as long as its patience allows, then end it and all it started."""
        if self.child is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.child.wait(self.process.patience)
        self._end_group()
        self.child.wait()
        self.child = None

    def _end_group(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.child.pid, signal.SIGKILL)  # type: ignore[union-attr]


class Supervisor:
    """Keeps several processes running."""

    def __init__(self, processes: Iterable[Process], *, log_folder: Path | None = None) -> None:
        self.keepers = {process.name: Keeper(process, log_folder) for process in processes}

    def start(self) -> None:
        """Start all of them."""
        for keeper in self.keepers.values():
            keeper.start()

    def tend(self) -> None:
        """One look: start again whatever ended."""
        for keeper in self.keepers.values():
            keeper.tend()

    def kill(self, name: str, reason: str) -> None:
        """End a process that runs without doing its work; the next look starts it again."""
        log.error("%s is ended and started again: %s", name, reason)
        self.keepers[name].kill()

    def stop(self) -> None:
        """Stop all of them, in the order opposite to their start; each has its own patience."""
        last_first = list(reversed(self.keepers.values()))
        for keeper in last_first:
            keeper.ask_to_end()
        for keeper in last_first:
            keeper.wait_for_end()


@contextmanager
def leaving_on_signals() -> Iterator[None]:
    """Leave quietly on SIGTERM and Ctrl-C, through the `finally` clauses."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        # Once: a second signal must not cut short the stopping itself.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        sys.exit(0)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)
    yield


class Probe(Protocol):
    """Finds out whether a process that lives also works."""

    def begin_anew(self) -> None:
        """The process has just been started."""

    def is_hung(self, at: datetime) -> bool:
        """Whether it is to be ended and started again."""


class Watch:
    """Keeps the processes of a supervisor alive and at work; they are stopped on the way out."""

    def __init__(self, supervisor: Supervisor, probes: Mapping[str, Probe] | None = None) -> None:
        self.supervisor = supervisor
        self.probes = dict(probes or {})
        self._seen = dict.fromkeys(self.probes, -1)
        self._healed_at = 0.0

    def __enter__(self) -> "Watch":
        try:
            self.supervisor.start()
        except BaseException:
            self.supervisor.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.supervisor.stop()

    def look(self) -> None:
        """Look once: private services, then processes that ended, then those that live without working."""
        if time.monotonic() - self._healed_at > HEAL_EVERY:
            embedded.heal()
            self._healed_at = time.monotonic()
        self.supervisor.tend()
        for name, probe in self.probes.items():
            restarts = self.supervisor.keepers[name].restarts
            if restarts != self._seen[name]:
                self._seen[name] = restarts
                probe.begin_anew()
            elif probe.is_hung(timezone.now()):
                self.supervisor.kill(name, "it lives and does not work")
        show_life()

    def until(self, reached: Callable[[], bool], seconds: float) -> bool:
        """Look again and again until `reached`; whether it was, within the time."""
        deadline = time.monotonic() + seconds
        while not reached():
            if time.monotonic() > deadline:
                return False
            self.look()
            time.sleep(0.2)
        return True

    def forever(self) -> NoReturn:
        """Look until the process is told to leave."""
        while True:
            self.look()
            time.sleep(LOOK_EVERY)


def show_life() -> None:
    """Touch the file that a container's health check looks at, where one is named."""
    if path := os.environ.get("SIGN_OF_LIFE"):
        Path(path).touch()


def run_alone(process: Process) -> NoReturn:
    """Be this process: take its place where nothing is left to hold, else run it and pass on its end."""
    if not embedded.holds_services():
        os.execve(process.command[0], process.command, process.full_environment())  # noqa: S606 our own command line
    with leaving_on_signals(), Watch(Supervisor([process])) as watch:
        watch.forever()


def _die_with_parent() -> None:
    """Ask the kernel to end this child when the supervisor is killed: no orphan keeps the port."""
    ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGTERM)

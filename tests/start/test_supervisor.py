"""The supervisor: what ends is started again, what hangs is ended, all is stopped."""

import itertools
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cmo_portal.embedded import PROJECT
from cmo_portal.processes import Process
from cmo_portal.supervisor import Keeper, Supervisor, Watch

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def sleeper(name: str = "sleeper", body: str = "time.sleep(60)", patience: float = 5) -> Process:
    return Process(name, (sys.executable, "-c", f"import os, signal, sys, time\n{body}"), patience=patience)


def wait_for(reached, seconds: float = 10):
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, "never reached"
        time.sleep(0.02)


def alive(number: int) -> bool:
    try:
        os.kill(number, 0)
        return Path(f"/proc/{number}/stat").read_text().split(")")[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def watched():
    """Watches what it is given, and stops it after the test."""
    watches: list[Watch] = []

    def watch(*processes: Process, **probes) -> Watch:
        watches.append(Watch(Supervisor(processes), probes).__enter__())
        return watches[-1]

    yield watch
    for each in watches:
        each.__exit__()


def test_killed_process_is_back_within_seconds(watched):
    watch = watched(sleeper())
    keeper = watch.supervisor.keepers["sleeper"]
    first = keeper.child.pid
    os.kill(first, signal.SIGKILL)
    assert watch.until(lambda: keeper.child is not None and keeper.child.pid != first and keeper.child.poll() is None, seconds=5)
    assert keeper.restarts == 1


def test_process_that_keeps_failing_is_tried_less_and_less_often(monkeypatch):
    now = 0.0
    keeper = Keeper(sleeper(body="sys.exit(3)"), None, clock=lambda: now)
    starts = []
    monkeypatch.setattr(keeper, "_spawn", lambda _sink: starts.append(now) or subprocess.Popen(["false"], start_new_session=True))
    keeper.start()
    while now < 60:
        if keeper.child:
            keeper.child.wait()
        keeper.tend()
        now += 0.25
    pauses = [later - earlier for earlier, later in itertools.pairwise(starts)]
    assert pauses == sorted(pauses)
    assert pauses[-1] >= 10
    assert 5 < len(starts) < 15


def test_process_that_lives_without_working_is_ended_and_started_again(watched):
    class Hung:
        begun = 0

        def begin_anew(self):
            self.begun += 1

        def is_hung(self, at):
            return self.begun == 1

    probe = Hung()
    watch = watched(sleeper(body="signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"), sleeper=probe)
    assert watch.until(lambda: probe.begun == 2, seconds=8)
    assert watch.supervisor.keepers["sleeper"].restarts == 1


def test_stop_ends_the_stubborn_and_what_they_started(tmp_path):
    note = tmp_path / "grandchild"
    body = f"""
signal.signal(signal.SIGTERM, signal.SIG_IGN)
import subprocess
open({str(note)!r}, "w").write(str(subprocess.Popen(["sleep", "60"]).pid))
time.sleep(60)
"""
    supervisor = Supervisor([sleeper(body=body, patience=0.5)])
    supervisor.start()
    wait_for(lambda: note.exists() and note.read_text())
    child = supervisor.keepers["sleeper"].child.pid
    supervisor.stop()
    wait_for(lambda: not alive(child) and not alive(int(note.read_text())))


def test_killed_supervisor_leaves_no_orphan(tmp_path):
    script = f"""
import sys, time
sys.path.insert(0, {str(PROJECT)!r})
from cmo_portal.processes import Process
from cmo_portal.supervisor import Supervisor
supervisor = Supervisor([Process("sleeper", ("sleep", "60"))])
supervisor.start()
print(supervisor.keepers["sleeper"].child.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as supervisor:
        child = int(supervisor.stdout.readline())
        assert alive(child)
        supervisor.kill()
    wait_for(lambda: not alive(child))


def test_watch_shows_life_where_asked(watched, tmp_path, monkeypatch):
    monkeypatch.setenv("SIGN_OF_LIFE", str(tmp_path / "alive"))
    watched(sleeper()).look()
    assert (tmp_path / "alive").exists()

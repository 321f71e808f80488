"""How long a night takes with real Celery workers, how much memory they need, and what survives when they are killed.

    ./run manage migrate && ./run manage generate_portfolio --projects 10000
    .venv/bin/python benchmarks/night.py --workers 1
    .venv/bin/python benchmarks/night.py --workers 2 --kills 5

Uses the private services of PORTAL_HOME, or DATABASE_URL and REDIS_URL.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmo_portal.settings")
WAKE_EVERY, LOOK_EVERY, PATIENCE = 2.0, 0.05, 300.0


class Workers:
    """Celery workers of one process each, in groups of their own; remembers the highest memory seen of a process."""

    def __init__(self, count: int) -> None:
        self.groups = [self._spawn(number) for number in range(count)]
        self.peak_mb = 0.0

    def _spawn(self, number: int) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "celery", "-A", "cmo_portal", "worker", "--loglevel", "WARNING", "--concurrency", "1"]
        return subprocess.Popen(
            [*command, "--hostname", f"bench{number}@%h", "--without-gossip", "--without-mingle"], cwd=PROJECT, start_new_session=True
        )

    def measure(self) -> None:
        """Look at every process of every group."""
        for group in self.groups:
            for status in Path("/proc").glob("[0-9]*/status"):
                try:
                    facts = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
                    if os.getpgid(int(facts["Pid"])) == group.pid:
                        self.peak_mb = max(self.peak_mb, int(facts["VmHWM"].split()[0]) / 1024)
                except (OSError, KeyError, ValueError):
                    continue

    def kill_one(self) -> None:
        """End one worker with all its processes at once, and start it again as a supervisor would."""
        number = random.randrange(len(self.groups))
        os.killpg(self.groups[number].pid, signal.SIGKILL)
        self.groups[number].wait()
        self.groups[number] = self._spawn(number)

    def stop(self) -> None:
        for group in self.groups:
            os.killpg(group.pid, signal.SIGKILL)
            group.wait()


@contextmanager
def workers_ready(count: int) -> Iterator[Workers]:
    """Workers that have carried out a first task."""
    from celery import current_app

    workers = Workers(count)
    try:
        until = time.monotonic() + 60
        while len(current_app.control.ping(timeout=1) or []) < count and time.monotonic() < until:
            time.sleep(0.2)
        yield workers
    finally:
        workers.stop()


def one_run(workers: Workers, *, kill: bool) -> None:
    """Ask for a run, wake workers as the relay does, and wait for its publication."""
    from django.utils import timezone

    from portfolio.alignment import nights
    from portfolio.models import Publication, ScoreRun, ScoreSnapshot

    shown_before = Publication.objects.get(pk=1).run_id
    run = nights.want_run(by=None, at=timezone.now())
    started, woken, kill_at = time.monotonic(), 0.0, time.monotonic() + random.uniform(1.0, 5.0) if kill else None
    while run.state in (ScoreRun.State.WANTED, ScoreRun.State.RUNNING):
        now = time.monotonic()
        if now - started > PATIENCE:
            raise SystemExit(f"run {run.pk} is not over after {PATIENCE:.0f} s")
        if now - woken > WAKE_EVERY:
            nights.wake_workers(timezone.now())
            woken = now
        if kill_at and now > kill_at:
            before = nights.progress(run)
            workers.kill_one()
            kill_at = None
            print(f"  kill -9 at {now - started:.1f} s, {before.done} of {run.projects_total} projects stored, {run.state}")
        workers.measure()
        time.sleep(LOOK_EVERY)
        run.refresh_from_db()
        shown = Publication.objects.get(pk=1).run_id
        if shown not in (shown_before, run.pk):
            raise SystemExit(f"readers saw run {shown}")
        if shown == run.pk and ScoreSnapshot.objects.filter(run=run).count() != run.projects_total:
            raise SystemExit(f"run {run.pk} was shown half")
    seconds = (run.finished_at - run.started_at).total_seconds()
    attempts = sum(run.chunks.values_list("attempts", flat=True))
    chunks = run.chunks.count()
    print(
        f"  {run.state}: {run.projects_scored} scored, {run.projects_failed} failed of {run.projects_total}; "
        f"{time.monotonic() - started:.1f} s from wish to publication ({seconds:.1f} s from start), {attempts} claims of {chunks} chunks, "
        f"peak {workers.peak_mb:.0f} MB a process, results {run.results_hash[:12]}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--kills", type=int, default=0, help="runs in which a worker is killed")
    options = parser.parse_args()
    from cmo_portal import embedded

    with embedded.services_for(["benchmark"]):
        import django

        django.setup()
        with workers_ready(options.workers) as workers:
            print(f"{options.workers} worker(s)")
            for number in range(options.runs + options.kills):
                one_run(workers, kill=number >= options.runs)


if __name__ == "__main__":
    main()

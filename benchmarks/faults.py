"""Kills parts of a running demonstration and prints what visitors noticed, and when all was well again.

    .venv/bin/python benchmarks/faults.py [--rounds 3] [--home FOLDER]

Each fault: ten visits a second; the part is killed (or hung, or restarted); the portal must report itself well, and a run of the scores
wanted after the fault must be published by a real worker.
"""

import argparse
import contextlib
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.faults.portal import Portal, wait_until

Fault = Callable[[Portal], object]


def postmaster(portal: Portal) -> int:
    return int(next(portal.home.glob("pg*/postmaster.pid")).read_text().split()[0])


def restart_postgres(portal: Portal) -> None:
    os.kill(postmaster(portal), signal.SIGINT)  # "fast": sessions are ended, as an upgrade of the server does


def kill_all_of_postgres(portal: Portal) -> None:
    for number in portal.find("postgres"):
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


def kill_worker_amid_a_run(portal: Portal) -> None:
    portal.want_run()
    time.sleep(1)
    portal.kill("celery", "worker")


FAULTS: dict[str, Fault] = {
    "Valkey killed": lambda portal: portal.kill("valkey-server"),
    "Postgres restarted": restart_postgres,
    "Postgres killed with all its children": kill_all_of_postgres,
    "worker killed": lambda portal: portal.kill("celery", "worker"),
    "worker killed amid a run": kill_worker_amid_a_run,
    "worker hung (stopped)": lambda portal: portal.kill("celery", "worker", number=signal.SIGSTOP),
    "web killed": lambda portal: portal.kill("gunicorn"),
    "schedule killed": lambda portal: portal.kill("celery", "beat"),
    "watchdog killed": lambda portal: portal.kill("manage.py", "relay"),
    "worker and Valkey killed together": lambda portal: (portal.kill("valkey-server"), portal.kill("celery", "worker")),
}


def measure(portal: Portal, fault: Fault) -> str:
    """Hurt the portal once; one line of the table."""
    wait_until(portal.is_well, 180)
    hurt_at = [0.0]

    def act() -> None:
        fault(portal)
        hurt_at[0] = time.monotonic()

    def works_again() -> bool:
        # A wanted run passes through database, relay, broker and worker.
        wanted = portal.want_run()
        wait_until(lambda: portal.published_run() >= wanted, 240)
        return True

    visits, _ = portal.watch_while(act, works_again, 300)
    worked = time.monotonic() - hurt_at[0]
    failed = len(visits.failures_at)
    statuses = sorted({str(status or "none") for status in visits.statuses} - {"200"})
    outage = f"{visits.longest_outage:.1f} s ({', '.join(statuses)})" if failed else "none"
    return f"{failed:>4} of {len(visits.statuses):>4}   {outage:<22} {worked:6.1f} s"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--home", type=Path)
    options.add_argument("--only", help="faults whose name holds this word")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        began = time.monotonic()
        with Portal(given.home or Path(folder)) as portal:
            print(f"ready after {time.monotonic() - began:.1f} s")
            print(f"{'fault':<38} visits failed   pages away             run published after")
            for _ in range(given.rounds):
                for name, fault in FAULTS.items():
                    if not given.only or given.only in name:
                        print(f"{name:<38} {measure(portal, fault)}", flush=True)


if __name__ == "__main__":
    main()

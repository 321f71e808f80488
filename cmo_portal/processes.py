"""The four kinds of process that make up the portal, and how each is started."""

import os
import socket
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Process:
    """A command line with what it needs in its environment."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    patience: float = 10.0  # seconds it may take to end when asked

    def full_environment(self) -> dict[str, str]:
        """Our environment and the additions.

        A worker must know its settings module, or it never recovers from a restart of Postgres.
        """
        return {**os.environ, "DJANGO_SETTINGS_MODULE": "cmo_portal.settings", "PYTHONUNBUFFERED": "1", **self.environment}


def web(*, host: str, port: int) -> Process:
    """The web server: WEB_PROCESSES processes of WEB_THREADS threads."""
    shared_memory = Path("/dev/shm")  # noqa: S108 a heartbeat file on a slow disk would make a busy process look hung
    return Process(
        "web",
        (
            *(sys.executable, "-m", "gunicorn", "cmo_portal.wsgi", "--bind", f"{host}:{port}", "--worker-class", "gthread"),
            *("--workers", os.environ.get("WEB_PROCESSES", "2"), "--threads", os.environ.get("WEB_THREADS", "4")),
            *(
                "--timeout",
                "30",
                "--graceful-timeout",
                "10",
                "--keep-alive",
                "5",
                "--max-requests",
                "20000",
                "--max-requests-jitter",
                "2000",
            ),
            *("--worker-tmp-dir", str(shared_memory) if shared_memory.is_dir() else tempfile.gettempdir()),
            # Its control socket lies in the home folder and would be shared by every portal of this user.
            *("--no-control-socket", "--log-level", "warning"),
        ),
    )


def worker(*, own_queue: str) -> Process:
    """A Celery worker of WORKER_PROCESSES processes; `own_queue` is for questions to this worker alone."""
    return Process(
        "worker",
        (
            *(sys.executable, "-m", "celery", "--quiet", "-A", "cmo_portal", "worker", "--loglevel", "WARNING"),
            *("--concurrency", os.environ.get("WORKER_PROCESSES", "2"), "--queues", f"celery,{own_queue}", "--hostname", f"{own_queue}@%h"),
            # Workers need not know of each other: the database tells each what is left to do.
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        ),
        # A demonstration may be started by root; messages are JSON, never pickled objects.
        environment={"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"},
        patience=25.0,
    )


def beat() -> Process:
    """The schedule. It keeps no memory on disk: the tasks make a second call, or a late one, harmless."""
    return Process(
        "beat",
        (
            *(sys.executable, "-m", "celery", "--quiet", "-A", "cmo_portal", "beat", "--loglevel", "WARNING"),
            *("--scheduler", "celery.beat:Scheduler", "--pidfile", ""),
        ),
    )


def relay() -> Process:
    """The watchdog that wakes workers for work that waits."""
    return Process("relay", (sys.executable, "manage.py", "relay"))


def own_queue() -> str:
    """A queue name for the worker of this process: stable in a container, distinct beside another on one machine."""
    return f"pulse.{socket.gethostname()}.{os.getpid()}"

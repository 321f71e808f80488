"""The tests, on the private database; its schema is kept between runs as long as no migration changes."""

import contextlib
import fcntl
import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from cmo_portal import embedded

# Each has a database of its own and about 220 MB of memory. One more than cores: those that restart portals mostly wait.
MOST_PROCESSES = 5


def run_tests(arguments: Sequence[str]) -> int:
    """Run pytest and return its exit code."""
    home = embedded.portal_home()
    if not embedded.holds_services():
        return int(pytest.main([*arguments]))
    with _alone(home):
        # Written only at an orderly end: after a killed run, or a changed schema, the database is made anew.
        shared_out = _processes(arguments)
        orderly = home / ("test_schema_of_each_process" if shared_out else "test_schema")
        schema = schema_fingerprint()
        kept = orderly.exists() and orderly.read_text() == schema
        orderly.unlink(missing_ok=True)
        code = int(pytest.main(["--reuse-db", *([] if kept else ["--create-db"]), *shared_out, *arguments]))
        if code in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED):
            orderly.write_text(schema)
        return code


def _processes(arguments: Sequence[str]) -> list[str]:
    """The whole suite uses every core; a part of it is told apart more easily in one process."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    whole = all(argument.startswith("-") for argument in arguments) and not {"-m", "-k"} & set(arguments)
    return ["-n", str(min(cores + 1, MOST_PROCESSES)), "--dist", "loadscope", "--no-loadscope-reorder"] if whole and cores > 1 else []


def schema_fingerprint() -> str:
    """A hash of everything that decides what a new test database holds."""
    digest = hashlib.sha256((embedded.PROJECT / "uv.lock").read_bytes())
    for path in sorted(embedded.PROJECT.glob("*/**/migrations/*.py")):
        digest.update(f"{path.relative_to(embedded.PROJECT)}\0".encode() + path.read_bytes())
    digest.update((embedded.PROJECT / "cmo_portal" / "settings.py").read_bytes())
    return digest.hexdigest()


@contextlib.contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Two runs in one folder would empty each other's tables: the second waits."""
    with (home / "tests.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.stderr.write("Other tests run in this folder; these wait for them.\n")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield

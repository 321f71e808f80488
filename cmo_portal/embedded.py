"""Private Postgres and Valkey for the default start: one pair a data folder, shared by every command that runs beside.

Whoever comes first starts them, whoever leaves last stops them; what a killed process left running is taken over.
`DATABASE_URL` and `REDIS_URL`, where given, come first and nothing is started for them. Production starts nothing.
"""

import contextlib
import fcntl
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

from cmo_portal.private_postgres import PrivatePostgres
from cmo_portal.private_server import DoesNotStart, Server
from cmo_portal.private_valkey import PrivateValkey

NEED_NOTHING = {
    *("help", "--help", "-h", "version", "--version", "check"),
    *("collectstatic", "prepare_files", "compile_messages", "messages", "makemessages", "compilemessages"),
}
ADDRESSES = ("DATABASE_URL", "REDIS_URL")
_held_now: dict[str, Server] = {}
PROJECT = Path(__file__).resolve().parent.parent


@contextlib.contextmanager
def services_for(argv: Sequence[str]) -> Iterator[None]:
    """Hold the services the command needs and name them in the environment; settings are read after this."""
    command = argv[0] if argv else "help"
    testing = command == "pytest"
    if testing:
        os.environ["PORTAL_HOME"] = str(portal_home() / "test")
    missing = [name for name in ADDRESSES if not os.environ.get(name)]
    if command in NEED_NOTHING or not missing:
        yield
        return
    if os.environ.get("PORTAL_ENV") == "production":
        raise SystemExit(f"{' and '.join(missing)} must be set in production: no private service is started there.")
    home = portal_home()
    with _terminable(), _held(home, private_servers(home, missing, for_tests=testing)):
        yield


def portal_home() -> Path:
    """The folder that holds all data of this portal."""
    return Path(os.environ.get("PORTAL_HOME") or PROJECT / ".portal").resolve()


def private_servers(home: Path, names: Sequence[str], *, for_tests: bool = False) -> dict[str, Server]:
    """The servers behind these addresses, not started. Test servers give up safety for speed."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    kinds = {"DATABASE_URL": PrivatePostgres, "REDIS_URL": PrivateValkey}
    return {name: kinds[name](home, durable=not for_tests) for name in names}


@contextlib.contextmanager
def _held(home: Path, servers: dict[str, Server]) -> Iterator[None]:
    """Start or join the servers; the last to leave stops them. Locks vanish with a killed process, so none is stale."""
    holder = os.getpid()
    with (home / "services.users").open("a") as users:
        try:
            with _one_at_a_time(home):
                fcntl.flock(users, fcntl.LOCK_SH)
                for name, server in servers.items():
                    server.start()
                    os.environ[name] = server.address()
            _held_now.update(servers)
            yield
        finally:
            _held_now.clear()
            # A forked child leaves through here too: it holds nothing.
            if os.getpid() == holder:
                with _one_at_a_time(home), contextlib.suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    for server in reversed(servers.values()):
                        server.stop()


def holds_services() -> bool:
    """Whether this process keeps private services for itself or its children."""
    return bool(_held_now)


def heal() -> list[str]:
    """Start again the services we hold that no longer answer; return their addresses' names."""
    lost = [name for name, server in _held_now.items() if not server.answers()]
    if lost:
        with _one_at_a_time(portal_home()):
            for name in lost:
                with contextlib.suppress(DoesNotStart):  # the next look tries again
                    _held_now[name].start()
    return lost


@contextlib.contextmanager
def _one_at_a_time(home: Path) -> Iterator[None]:
    """Starting and stopping are done by one process at a time."""
    with (home / "services.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _terminable() -> Iterator[None]:
    """Make a polite kill leave through the `finally` clauses, as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGTERM) != signal.SIG_DFL:
        yield
        return

    def leave(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)

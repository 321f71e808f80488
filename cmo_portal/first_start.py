"""What `./run demo` does once before it serves: a free port, files, schema, a company to look at."""

import contextlib
import fcntl
import hashlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command


@contextlib.contextmanager
def only_start_here(home: Path) -> Iterator[None]:
    """Refuse a second start on the same data; the lock vanishes with the process."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (home / "demo.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(f"The portal already runs on the data in {home}. Stop it, or set PORTAL_HOME to another folder.") from None
        yield


def require_free_port(host: str, port: int) -> None:
    """Stop early, with advice, when somebody else listens there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as taken:
            raise SystemExit(
                f"Port {port} of {host} cannot be used ({taken.strerror}). Choose another: PORT={port + 1} ./run demo"
            ) from None


def prepare_files() -> None:
    """Collect static files, unless nothing changed since the last start."""
    stamp = settings.STATIC_ROOT / ".collected"
    state = fingerprint([Path(folder) for folder in settings.STATICFILES_DIRS] + [settings.BASE_DIR / "uv.lock"])
    if not stamp.exists() or stamp.read_text() != state:
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(state)


def fingerprint(roots: list[Path]) -> str:
    """A hash of names, sizes and dates of all files: it changes when a file does."""
    digest = hashlib.sha256()
    for root in roots:
        for path in [root] if root.is_file() else sorted(root.rglob("*")):
            facts = path.stat()
            digest.update(f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def log_folder() -> Path:
    """Where the processes of the demo write; the last start's lines are dropped."""
    folder = Path(settings.PORTAL_HOME) / "logs"
    folder.mkdir(mode=0o700, exist_ok=True)
    for old in folder.glob("*.log"):
        os.truncate(old, 0)
    return folder

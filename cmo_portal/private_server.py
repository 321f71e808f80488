"""What a private server can do, and where its socket lies."""

import contextlib
import hashlib
import os
from pathlib import Path
from typing import Protocol

LONGEST_FOLDER = 85  # a socket's path holds 107 characters, its file name included


class Server(Protocol):
    """A private server: started and stopped any number of times, found running or not."""

    def start(self) -> None:
        """Start it, or take over the one that answers already."""

    def stop(self) -> None:
        """Stop it in good order; nothing happens when it does not run."""

    def answers(self) -> bool:
        """Whether it can be used now."""

    def address(self) -> str:
        """The URL that settings read."""


class DoesNotStart(SystemExit):
    """The server could not be started; the message carries its last words."""


def short_folder(folder: Path) -> Path:
    """The folder for a socket: the one given, or a short one under /tmp where the path would not fit in an address.

    The short folder must belong to us alone.
    """
    if len(os.fsencode(folder)) <= LONGEST_FOLDER:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder
    short = Path("/tmp") / f"cmo-portal-{os.geteuid()}-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]}"  # noqa: S108
    short.mkdir(mode=0o700, exist_ok=True)
    if short.is_symlink() or short.stat().st_uid != os.geteuid():
        raise SystemExit(f"{short} belongs to somebody else. Set PORTAL_HOME to a folder with a shorter path.")
    short.chmod(0o700)
    return short


def leave_folder(folder: Path, wanted: Path) -> None:
    """Remove the short folder that stood for `wanted`, once nothing is left in it."""
    if folder != wanted:
        with contextlib.suppress(OSError):
            folder.rmdir()

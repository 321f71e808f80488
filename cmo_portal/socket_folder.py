"""A folder whose path is short enough for a Unix socket."""

import hashlib
import os
from pathlib import Path

LONGEST_FOLDER = 85  # a socket's path holds 107 characters, its file name included


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

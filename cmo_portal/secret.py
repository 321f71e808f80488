"""The signing key, made once and kept beside the data, for portals that run without being given one."""

import os
import secrets
from pathlib import Path

from environs import Env


def demo_key(env: Env, home: Path) -> str:
    """The signing key of the environment, else one made on the first start and kept in PORTAL_HOME."""
    return str(env.str("SECRET_KEY", "")) or kept_secret(home / "secret_key", secrets.token_urlsafe(64))


def kept_secret(path: Path, new: str) -> str:
    """The secret in the file, readable by its owner only; `new` becomes the secret when there is no file yet."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        # Linked into place whole: of two processes that start at once, both read what the first one wrote.
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(new)
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
    return path.read_text().strip()

"""The signing key: given in production, made once and kept beside the data otherwise."""

import secrets
from pathlib import Path

from environs import Env

SHORTEST = 50
REFUSED = ("change-me", "changeme", "insecure", "secret", "default")


def production_key(env: Env) -> str:
    """The key of the environment; stops the start when it is missing, short or a well-known placeholder."""
    key = str(env.str("SECRET_KEY", ""))
    if len(key) < SHORTEST or any(key.lower().startswith(word) for word in REFUSED):
        raise SystemExit(
            f"SECRET_KEY must be set to at least {SHORTEST} random characters in production. "
            'Make one: python3 -c "import secrets; print(secrets.token_urlsafe(64))"'
        )
    return key


def demo_key(env: Env, home: Path) -> str:
    """The key of the environment, else one made on the first start and kept in PORTAL_HOME, readable by its owner only."""
    if key := str(env.str("SECRET_KEY", "")):
        return key
    path = home / "secret_key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text().strip()

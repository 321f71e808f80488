"""What production refuses to start with: missing, short or well-known secrets, and switches meant for trying things out."""

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from environs import Env

SHORTEST_KEY, SHORTEST_PASSWORD = 50, 12
FEWEST_CHARACTERS = 10  # distinct ones in the key
PLACEHOLDERS = (
    *("change-me", "changeme", "change_me", "insecure", "django-insecure", "secret"),
    *("default", "password", "portal", "postgres", "example"),
)
MAKE_ONE = 'python3 -c "import secrets; print(secrets.token_urlsafe(64))"'


def refuse_unsafe_start(env: Env) -> None:
    """Stop the start, naming everything that is missing or unsafe, and never a value."""
    faults = list(faults_of(env))
    if faults:
        raise SystemExit("The portal does not start in production:\n" + "\n".join(f"- {fault}" for fault in faults))


def faults_of(env: Env) -> Iterator[str]:
    """One sentence for each fault of the environment."""
    key = env.str("SECRET_KEY", "")
    if is_placeholder(key) or len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_CHARACTERS:
        yield f"SECRET_KEY must be set to at least {SHORTEST_KEY} random characters. Make one: {MAKE_ONE}"
    yield from _address_faults("DATABASE_URL", env.str("DATABASE_URL", ""), password_needed=True)
    # A broker without password is for a private network; one with a password has a good one.
    yield from _address_faults("REDIS_URL", env.str("REDIS_URL", ""), password_needed=False)
    hosts = env.list("ALLOWED_HOSTS", [])
    if not hosts or "*" in hosts:
        yield "ALLOWED_HOSTS must name the hosts under which people reach the portal, without *."
    if not env.str("PORTAL_URL", "").startswith("https://"):
        yield "PORTAL_URL must be the address of the portal, beginning with https://: links in mails begin with it."
    if env.bool("PORTAL_DEBUG", False):
        yield "PORTAL_DEBUG must be off: its error pages show code and data."


def is_placeholder(secret: str) -> bool:
    """Whether the secret is empty or begins like one that examples use."""
    return not secret or secret.lower().startswith(PLACEHOLDERS)


def _address_faults(name: str, address: str, *, password_needed: bool) -> Iterator[str]:
    if not address:
        yield f"{name} must be set: no private service is started in production."
        return
    parts = urlsplit(address)
    password = unquote(parts.password or "")
    # On a Unix socket, or with a client certificate, the server knows who calls without a password.
    if not password and (not password_needed or not parts.hostname or "sslcert" in parts.query):
        return
    if is_placeholder(password) or len(password) < SHORTEST_PASSWORD:
        yield f"{name} must carry a password of at least {SHORTEST_PASSWORD} characters that no example uses."

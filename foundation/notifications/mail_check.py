"""Why a mail does not leave, in words: the server's own error, what it usually means, and the setting to look at."""

import smtplib
import socket
import ssl
from dataclasses import dataclass
from typing import Any

# The first kind that fits speaks; the particular ones stand before the general ones.
SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (socket.gaierror, "The name {host} is not known here. Check EMAIL_HOST, and that this machine reaches a DNS server."),
    (ConnectionRefusedError, "Nobody listens at {place}. Check EMAIL_HOST and EMAIL_PORT (587 with STARTTLS, 25 inside a network)."),
    (TimeoutError, "{place} does not answer. A firewall usually stands between: have this machine let through, or check EMAIL_PORT."),
    (ssl.SSLCertVerificationError, "The certificate of {host} is not trusted here ({error}). Use its own name as EMAIL_HOST."),
    (ssl.SSLError, "{place} does not speak TLS in this way. Port 587 goes with EMAIL_USE_TLS=true, port 25 mostly without."),
    (
        smtplib.SMTPNotSupportedError,
        "{place} does not offer this ({error}). Without STARTTLS there: EMAIL_USE_TLS=false; without login: no EMAIL_HOST_USER.",
    ),
    (
        smtplib.SMTPAuthenticationError,
        "The server refused the login ({error}). Check EMAIL_HOST_USER and EMAIL_HOST_PASSWORD; some want an application password.",
    ),
    (
        smtplib.SMTPSenderRefused,
        "The server refuses the sender {sender} ({error}). Set DEFAULT_FROM_EMAIL to an address this login may use.",
    ),
    (
        smtplib.SMTPRecipientsRefused,
        "The server refuses this recipient ({error}): it may relay only for its own addresses, or wants a login first.",
    ),
    (
        smtplib.SMTPServerDisconnected,
        "{place} hung up ({error}). Port and encryption probably do not go together: 587 with EMAIL_USE_TLS=true.",
    ),
    (smtplib.SMTPResponseException, "The server answered {error}. Its administrator finds the reason in its log."),
    (OSError, "{place} could not be reached: {error}."),
)


@dataclass(frozen=True)
class MailSettings:
    """The settings of mail, as they are read."""

    backend: str
    host: str
    port: int
    user: str
    has_password: bool
    starttls: bool
    sender: str

    @classmethod
    def read(cls, settings: Any) -> "MailSettings":
        return cls(
            settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_HOST_USER,
            bool(settings.EMAIL_HOST_PASSWORD), settings.EMAIL_USE_TLS, settings.DEFAULT_FROM_EMAIL,
        )  # fmt: skip

    @property
    def uses_smtp(self) -> bool:
        return self.backend.endswith("smtp.EmailBackend")

    def lines(self) -> list[str]:
        """The settings to read on a screen; the password is never shown."""
        if not self.uses_smtp:
            return [f"EMAIL_BACKEND: {self.backend} (mail goes there, not to a server)", f"DEFAULT_FROM_EMAIL: {self.sender}"]
        login = f"{self.user}, {'with' if self.has_password else 'WITHOUT'} a password" if self.user else "none"
        return [
            f"server: {self.host}, port {self.port}, {'STARTTLS' if self.starttls else 'no encryption'}",
            f"login: {login}",
            f"sender: {self.sender}",
        ]


def doubts(now: MailSettings) -> list[str]:
    """What looks wrong before anything is sent."""
    found = []
    if now.uses_smtp and now.user and not now.has_password:
        found.append("EMAIL_HOST_USER is set without EMAIL_HOST_PASSWORD: most servers refuse that.")
    if now.uses_smtp and now.port == 465:
        found.append("Port 465 speaks TLS from the first byte, which this portal does not: use 587 with EMAIL_USE_TLS=true.")
    if now.uses_smtp and now.port == 587 and not now.starttls:
        found.append("Port 587 usually asks for STARTTLS: set EMAIL_USE_TLS=true.")
    if now.uses_smtp and now.user and not now.starttls:
        found.append("The password would travel unencrypted: set EMAIL_USE_TLS=true.")
    if now.sender.endswith("@localhost"):
        found.append("DEFAULT_FROM_EMAIL ends with @localhost: other servers refuse or drop such mail. Give a real address.")
    return found


def explain(error: Exception, now: MailSettings) -> str:
    """What went wrong and what to do, in a sentence or two."""
    facts = {"place": f"{now.host}:{now.port}", "host": now.host, "sender": now.sender, "error": _said(error)}
    known = next((sentence for kind, sentence in SENTENCES if isinstance(error, kind)), "{error}")
    return known.format(**facts)


def _said(error: Exception) -> str:
    """The server's own words on one line."""
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error.decode(errors="replace") if isinstance(error.smtp_error, bytes) else str(error.smtp_error)
        return f"{error.smtp_code} {' '.join(words.split())}"
    return str(error) or type(error).__name__

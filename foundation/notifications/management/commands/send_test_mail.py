"""Send a test mail and say in words what is wrong."""

from argparse import ArgumentParser
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from foundation.notifications.mail_check import MailSettings, doubts, explain

BODY = """This mail was sent from CMO Portal to check its mail settings. There is nothing to do.

Ce courriel vient de CMO Portal, pour vérifier ses réglages de courriel. Il n'y a rien à faire.

{portal}
"""


class Command(BaseCommand):
    help = "Send a test mail to ADDRESS, show the settings it used, and say in words what is wrong."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="who receives it")

    def handle(self, *, address: str, **_options: Any) -> None:
        try:
            validate_email(address)
        except ValidationError as wrong:
            raise CommandError(f"{address!r} is not an e-mail address.") from wrong
        now = MailSettings.read(settings)
        for line in now.lines():
            self.stdout.write(line)
        for doubt in doubts(now):
            self.stdout.write(f"look at: {doubt}")
        message = EmailMessage("CMO Portal: test", BODY.format(portal=settings.PORTAL_URL), None, [address], connection=get_connection())
        try:
            message.send()
        except (OSError, SMTPException) as error:
            raise CommandError(explain(error, now)) from error
        self.stdout.write(self._done(now, address))

    def _done(self, now: MailSettings, address: str) -> str:
        if not now.uses_smtp:
            return "Handed to the backend above; nothing left this machine. Set EMAIL_BACKEND for SMTP to send for real."
        return f"Accepted by {now.host} for {address}. When it does not arrive: look into the spam folder, then into that server's log."

"""The link that lets an invited person choose a password, and the mail that carries it."""

import logging
import smtplib

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from foundation.accounts.models import User

log = logging.getLogger(__name__)


def link(request: HttpRequest, person: User) -> str:
    """The address of the page where `person` chooses a password; it works once, for PASSWORD_RESET_TIMEOUT seconds."""
    key = default_token_generator.make_token(person)
    return request.build_absolute_uri(reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), key]))


def send(person: User, *, address: str, inviter: User) -> bool:
    """Mail the link in the person's language; False when the mail could not be handed over (the link is then shown)."""
    facts = {"person": person, "inviter": inviter, "address": address, "days": settings.PASSWORD_RESET_TIMEOUT // 86_400}
    with translation.override(person.language):
        subject = render_to_string("accounts/email/invitation_subject.txt", facts).strip()
        body = render_to_string("accounts/email/invitation_message.txt", facts)
    try:
        return bool(send_mail(subject, body, None, [person.email]))
    except (OSError, smtplib.SMTPException):
        log.warning("The invitation of person %s was not sent", person.pk, exc_info=True)
        return False

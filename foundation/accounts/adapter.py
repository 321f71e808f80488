"""Sign-in rules: no open registration; people are invited by an administrator; mails in the reader's language."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from foundation.accounts.access import rights_of
from foundation.accounts.models import User


class PortalAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write to people in the language they chose, whatever the language of the page that causes the mail."""
        person = context.get("user") or User.objects.filter(email__iexact=email).first()
        with translation.override(person.language if person else translation.get_language()):
            super().send_mail(template_prefix, email, context)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Home; who was given no role yet lands on the page that says so."""
        rights = rights_of(request.user)
        return super().get_login_redirect_url(request) if rights.is_admin or rights.roles else reverse("accounts:profile")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")


class PortalSocialAccountAdapter(DefaultSocialAccountAdapter):
    """A company sign-in opens an existing account, never a new one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        return False

"""Administrators confirm their sign-in with a second factor; without one they are led to set it up first."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation import toasts
from foundation.accounts import queries
from foundation.accounts.access import rights_of
from foundation.htmx import see_other

OPEN_NAMES = ("account_logout", "account_reauthenticate", "set_language", "theme", "healthz")


class SecondFactorMiddleware:
    """Stands after the messages; costs administrators one query a request where the second factor is required."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: tuple, kwargs: dict) -> HttpResponse | None:
        """Lead an administrator without a second factor to the page that sets it up, whatever they asked for."""
        name = request.resolver_match.url_name or ""
        if name in OPEN_NAMES or name.startswith("mfa_") or not must_set_up(request):
            return None
        toasts.say(request, _("Administrators confirm their sign-in with a second factor: set it up to go on."), level="warning")
        return see_other(request, reverse("mfa_activate_totp"))


def must_set_up(request: HttpRequest) -> bool:
    """Is this an administrator who owes a second factor?"""
    return settings.MFA_REQUIRED_FOR_ADMINS and rights_of(request.user).is_admin and not queries.has_second_factor(request.user)

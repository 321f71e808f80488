"""Tokens of automatic sources."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "foundation.api"
    label = "api"
    verbose_name = _("Automatic sources")

    def ready(self) -> None:
        from foundation.audit import words

        words.register({"token.created": _("Token created"), "token.revoked": _("Token revoked")})

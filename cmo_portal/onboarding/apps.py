from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OnboardingConfig(AppConfig):
    name = "cmo_portal.onboarding"
    verbose_name = _("Beginning")

    def ready(self) -> None:
        from foundation.audit import words

        words.register({"portal.begun": _("began the portal"), "portal.begun_again": _("chose another way to begin")})

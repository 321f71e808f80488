from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RseConfig(AppConfig):
    name = "rse"
    verbose_name = _("CSR")

    def ready(self) -> None:
        from foundation.audit import words
        from rse.verbs import VERBS

        words.register(VERBS)

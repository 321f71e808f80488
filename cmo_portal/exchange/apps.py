from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "cmo_portal.exchange"

    def ready(self) -> None:
        from foundation.audit import words

        words.register({"projects.imported": _("Imported from a file"), "import.undone": _("Import taken back")})

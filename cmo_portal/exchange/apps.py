from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "cmo_portal.exchange"

    def ready(self) -> None:
        from foundation.accounts.actions.pseudonyms import forget_with_person
        from foundation.audit import words

        forget_with_person("exchange.importdraft", "by")
        words.register({"projects.imported": _("Imported from a file"), "import.undone": _("Import taken back")})

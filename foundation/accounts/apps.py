from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "foundation.accounts"
    verbose_name = _("People and rights")

    def ready(self) -> None:
        """Say in words what the ledger holds of people, and note what they change in how they sign in."""
        from foundation.accounts import security_signals, words
        from foundation.audit import words as ledger
        from foundation.notifications import events

        ledger.register(words.VERBS)
        for code, label, sentence, mail in words.EVENTS:
            events.register(code, label, sentence, mail=mail)
        security_signals.connect()

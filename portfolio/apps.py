from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortfolioConfig(AppConfig):
    name = "portfolio"
    verbose_name = _("Portfolio")

    def ready(self) -> None:
        from foundation.audit import words
        from foundation.notifications import events
        from portfolio.trail import EVENTS, VERBS

        words.register(VERBS)
        for code, label, sentence, mail in EVENTS:
            events.register(code, label, sentence, mail=mail)

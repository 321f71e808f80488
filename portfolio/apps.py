from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortfolioConfig(AppConfig):
    name = "portfolio"
    verbose_name = _("Portfolio")

    def ready(self) -> None:
        from foundation.accounts.actions.pseudonyms import renamed
        from foundation.audit import words
        from foundation.notifications import events, subjects
        from portfolio import access
        from portfolio.actions.cards import renew_lead_names
        from portfolio.trail import EVENTS, VERBS

        words.register(VERBS)
        renamed.append(renew_lead_names)
        subjects.register("portfolio.project", access.visible_to)
        subjects.register("portfolio.statusreport", access.reports_visible_to, column="key")
        for code, label, sentence, mail in EVENTS:
            events.register(code, label, sentence, mail=mail)

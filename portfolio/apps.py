from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortfolioConfig(AppConfig):
    name = "portfolio"
    verbose_name = _("Portfolio")

    def ready(self) -> None:
        from foundation.accounts.actions.pseudonyms import forget_with_person, renamed
        from foundation.accounts.actions.units import changed
        from foundation.audit import sight, words
        from foundation.notifications import events, subjects
        from foundation.saved_views import registry
        from portfolio import access
        from portfolio.actions.cards import renew_lead_names, renew_unit_codes
        from portfolio.queries.left_out import left_out
        from portfolio.trail import EVENTS, VERBS

        words.register(VERBS)
        sight.register("portfolio.project", access.hidden_from)
        sight.register("portfolio.statusreport", access.reports_hidden_from, column="key")
        renamed.append(renew_lead_names)
        changed.append(renew_unit_codes)
        forget_with_person("portfolio.statusdraft", "author")
        subjects.register("portfolio.project", access.visible_to)
        subjects.register("portfolio.statusreport", access.reports_visible_to, column="key")
        registry.register("portfolio:projects", _("Projects"), left_out)
        registry.register("portfolio:roadmap", _("Roadmap"), left_out)
        registry.register("portfolio:bubbles", _("Alignment and delivery"), left_out)
        for code, label, sentence, mail in EVENTS:
            events.register(code, label, sentence, mail=mail)

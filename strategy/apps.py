"""The strategy: plan, axes, objectives and the weight each one has."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StrategyConfig(AppConfig):
    name = "strategy"
    verbose_name = _("Strategy")

    def ready(self) -> None:
        from foundation.audit import words
        from foundation.notifications import subjects
        from strategy import access
        from strategy.verbs import VERBS

        words.register(VERBS)
        subjects.register("strategy.strategicobjective", access.objectives_visible_to)

"""Indicators: what is measured, from where to where, and what came of it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KpisConfig(AppConfig):
    name = "kpis"
    verbose_name = _("Indicators")

    def ready(self) -> None:
        from foundation.accounts.actions.pseudonyms import forget_with_person
        from foundation.attachments import doors
        from foundation.audit import words
        from foundation.notifications import events
        from kpis.access import may_read_evidence
        from kpis.verbs import EVENTS, VERBS

        words.register(VERBS)
        forget_with_person("kpis.entrydraft", "author")
        forget_with_person("kpis.measurementfile", "author")
        doors.register("kpis.measurement", may_read_evidence)
        for code, label, sentence, mail in EVENTS:
            events.register(code, label, sentence, mail=mail)

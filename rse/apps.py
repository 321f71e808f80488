from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RseConfig(AppConfig):
    name = "rse"
    verbose_name = _("CSR")

    def ready(self) -> None:
        from foundation.accounts.actions.pseudonyms import forget_with_person
        from foundation.attachments import doors
        from foundation.audit import words
        from foundation.notifications import events
        from rse.access import may_read_evidence, may_read_proof
        from rse.verbs import EVENTS, VERBS

        words.register(VERBS)
        forget_with_person("rse.supplierfile", "author")
        forget_with_person("rse.alertreader", "user")
        forget_with_person("rse.alertrecipient", "user")
        doors.register("rse.activitydata", may_read_evidence)
        doors.register("rse.supplier", may_read_proof)
        doors.register("rse.publicclaim", may_read_evidence)
        for code, label, sentence, mail in EVENTS:
            events.register(code, label, sentence, mail=mail)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AttachmentsConfig(AppConfig):
    name = "foundation.attachments"
    verbose_name = _("Evidence")

    def ready(self) -> None:
        from foundation.audit import words

        words.register({"evidence.added": _("attached the file")})

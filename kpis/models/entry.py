"""What somebody is typing, and files that were looked at before their values are recorded."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryDraft(models.Model):
    """Values somebody has begun to type, by field; only theirs, replaced at each save, gone once recorded."""

    author = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="measurement_draft", verbose_name=_("author")
    )
    content = models.JSONField(_("content"), default=dict)
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("draft of measurements")
        verbose_name_plural = _("drafts of measurements")

    def __str__(self) -> str:
        return str(self.author_id)


class MeasurementFile(models.Model):
    """A file of measurements: what was read (`rows`), what is wrong with it (`problems`), and what came of it once applied."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("author"))
    read_at = models.DateTimeField(_("read at"))
    rows = models.JSONField(_("rows"), default=list)  # [[line, code, first day, last day, value, note], …]
    problems = models.JSONField(_("problems"), default=list)  # [[place, sentence, facts], …]
    applied_at = models.DateTimeField(_("recorded at"), null=True)
    outcome = models.JSONField(_("outcome"), default=dict)  # {"added", "corrected", "unchanged"}

    class Meta:
        verbose_name = _("file of measurements")
        verbose_name_plural = _("files of measurements")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

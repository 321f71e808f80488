"""Imports as rows: what each file brought, so that it can be taken back for 30 days."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

UNDO_DAYS = 30


class ImportBatch(models.Model):
    """One file that was imported, whole or without its refused rows."""

    at = models.DateTimeField(_("imported at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("imported by"))
    recorded_at = models.DateTimeField(_("recorded as known since"))
    source = models.CharField(_("source"), max_length=80)
    title = models.CharField(_("title"), max_length=300)
    file_name = models.CharField(_("file"), max_length=200)
    file_hash = models.CharField(_("hash of the file"), max_length=64)
    mapping_hash = models.CharField(_("hash of the mapping"), max_length=64)
    counts = models.JSONField(_("counts"), default=dict)
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("taken back by")
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.title} · {self.at:%Y-%m-%d}"

    @property
    def undo_until(self) -> datetime:
        """The last instant at which the import can be taken back."""
        return self.at + timedelta(days=UNDO_DAYS)

    def can_be_undone(self, at: datetime) -> bool:
        """Whether it still stands and is not older than 30 days."""
        return self.undone_at is None and at <= self.undo_until


class ImportedRows(models.Model):
    """The rows of one model that an import created, closed (an older version) or edited (with their values before)."""

    class Change(models.TextChoices):
        CREATED = "created", _("Created")
        CLOSED = "closed", _("Replaced")
        EDITED = "edited", _("Edited")

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows", verbose_name=_("import"))
    kind = models.CharField(_("kind"), max_length=60)
    change = models.CharField(_("change"), max_length=7, choices=Change.choices)
    ids = ArrayField(models.BigIntegerField(), verbose_name=_("numbers"))
    before = models.JSONField(_("values before"), default=dict, blank=True)

    class Meta:
        verbose_name = _("rows of an import")
        verbose_name_plural = _("rows of imports")
        constraints = [models.UniqueConstraint(fields=["batch", "kind", "change"], name="exchange_rows_once_per_batch")]

    def __str__(self) -> str:
        return f"{self.kind} · {self.change} · {len(self.ids)}"


class ImportDraft(models.Model):
    """A file somebody has dropped and looks at before importing it; only theirs, for a day."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    file_name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(_("content"))
    answers = models.JSONField(_("answers"), default=dict)
    batch = models.ForeignKey(ImportBatch, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("import"))

    class Meta:
        verbose_name = _("file to import")
        verbose_name_plural = _("files to import")

    def __str__(self) -> str:
        return self.file_name

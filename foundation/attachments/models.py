"""An attached file: who brought it, what it is, and the hash that proves it did not change."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.history import append_only


class Attachment(models.Model):
    """A file kept as evidence of a fact. Its bytes lie under PORTAL_HOME/files, named by their hash; never in a public folder."""

    kind = models.CharField(_("kind of object"), max_length=60)
    object_id = models.CharField(_("number"), max_length=60)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    added_at = models.DateTimeField(_("added at"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("added by")
    )  # nobody: it came by a link, without a login

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "object_id"]), models.Index(fields=["sha256"])]
        triggers = append_only()

    def __str__(self) -> str:
        return self.name

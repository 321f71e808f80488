"""The ledger: who did what to what, when; each entry carries the hash of the one before it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.history import append_only


class LedgerEntry(models.Model):
    """One business fact. Holds ids, never names of persons."""

    position = models.BigIntegerField(_("position"), unique=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by"))
    verb = models.CharField(_("action"), max_length=60)
    facts = models.JSONField(_("facts"), default=dict)
    previous_hash = models.CharField(_("hash before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger")
        ordering = ["-position"]
        triggers = append_only()
        indexes = [models.Index(fields=["verb", "-position"]), models.Index(fields=["by", "-position"])]

    def __str__(self) -> str:
        return f"{self.position} · {self.verb}"


class LedgerSubject(models.Model):
    """An object that an entry speaks of: its page shows the entry in its trail."""

    entry = models.ForeignKey(LedgerEntry, models.PROTECT, related_name="subjects", verbose_name=_("entry"))
    kind = models.CharField(_("kind"), max_length=60)
    object_id = models.CharField(_("number"), max_length=60)

    class Meta:
        verbose_name = _("subject of an entry")
        verbose_name_plural = _("subjects of entries")
        triggers = append_only()
        indexes = [models.Index(fields=["kind", "object_id", "-entry"])]


class LedgerHead(models.Model):
    """The end of the chain: one row, locked last in each transaction that writes an entry."""

    position = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_ledger_has_one_head")]

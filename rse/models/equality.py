"""The equality index, once computed never edited."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.history import append_only


class EqualityIndexRun(models.Model):
    """One computation: the year, what was entered, what came out, by which rule set; the newest of a year counts."""

    year = models.PositiveSmallIntegerField(_("year"))
    headcount = models.PositiveIntegerField(_("headcount"))
    rules = models.CharField(_("rule set"), max_length=20)
    inputs = models.JSONField(_("inputs"))
    result = models.JSONField(_("result"))
    index = models.PositiveSmallIntegerField(_("index"), null=True)
    hash = models.CharField(_("hash"), max_length=64)
    at = models.DateTimeField(_("computed at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("computed by"))
    is_demo = models.BooleanField(_("demonstration data"), default=False, editable=False)

    class Meta:
        verbose_name = _("equality index")
        verbose_name_plural = _("equality indices")
        ordering = ["-year", "-id"]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.year} · {'NC' if self.index is None else self.index}"

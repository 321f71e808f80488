"""What the night has to read: a row an indicator whose series changed, and a row a night."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpis.models.indicators import Indicator


class ChangedSeries(models.Model):
    """An indicator whose values, target or definition changed since it was last read. The write that changes them adds the row.

    `changes` counts them: a worker that finds another count than the one it claimed leaves the row for the next reading.
    """

    indicator = models.OneToOneField(Indicator, models.CASCADE, primary_key=True, related_name="change", verbose_name=_("indicator"))
    changes = models.PositiveIntegerField(_("changes"), default=1)
    claimed_at = models.DateTimeField(_("claimed at"), null=True)
    claimed_by = models.CharField(_("claimed by"), max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)

    class Meta:
        verbose_name = _("changed series")
        verbose_name_plural = _("changed series")

    def __str__(self) -> str:
        return f"{self.indicator_id}"


class SeriesNight(models.Model):
    """The night of one local day: every status judged as of the day, every changed series read."""

    day = models.DateField(_("day"), unique=True)
    wanted_at = models.DateTimeField(_("wanted at"))
    judged_at = models.DateTimeField(_("judged at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    series_read = models.PositiveIntegerField(_("series read"), default=0)
    methods_chosen = models.PositiveIntegerField(_("methods chosen"), default=0)
    failed = models.PositiveIntegerField(_("failed"), default=0)

    class Meta:
        verbose_name = _("night of the indicators")
        verbose_name_plural = _("nights of the indicators")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}"

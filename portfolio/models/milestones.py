"""Milestones with the date first promised, the date now forecast and the date reached."""

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from foundation.history import Recorded
from portfolio.models.projects import Project


class DaysBetween(models.Func):
    """Whole days from the second date to the first: Postgres subtracts dates to an integer."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = models.IntegerField()


def expected_on() -> Coalesce:
    """The day a milestone was reached, else the day it is now expected."""
    return Coalesce("reached_on", "forecast_on")


CURRENT = models.Q(superseded_at__isnull=True, removed=False)


class Milestone(Recorded):
    """One version of a milestone; the slip is forecast (or reached) minus baseline, in days."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="milestones", verbose_name=_("project"))
    name_fr = models.CharField(_("name (French)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200)
    baseline_on = models.DateField(_("baseline date"))
    forecast_on = models.DateField(_("forecast date"))
    reached_on = models.DateField(_("reached on"), null=True, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["forecast_on", "id"]
        indexes = [
            models.Index(fields=["project", "recorded_at"]),
            models.Index(fields=["forecast_on"], condition=models.Q(superseded_at__isnull=True), name="portfolio_milestone_forecast"),
            models.Index(expected_on(), "id", condition=CURRENT, name="portfolio_milestone_expected"),
            models.Index(DaysBetween(expected_on(), "baseline_on"), "id", condition=CURRENT, name="portfolio_milestone_slip"),
            models.Index("project", "id", condition=CURRENT, name="portfolio_milestone_current"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        from foundation.bilingual import language

        return self.name_en if language() == "en" else self.name_fr

    @property
    def slip_days(self) -> int:
        """Days after the baseline date; negative when early."""
        return ((self.reached_on or self.forecast_on) - self.baseline_on).days

    @property
    def days_early(self) -> int:
        """Days before the baseline date; negative when late."""
        return -self.slip_days

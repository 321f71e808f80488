"""What people declare about a project: its health, with a note; and waivers of the computed health."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.history import Recorded
from portfolio.models.projects import Project


class Health(models.TextChoices):
    """Declared health, best first; three colours or five steps."""

    GREEN = "green", _("On track")
    AMBER_GREEN = "amber_green", _("Rather on track")
    AMBER = "amber", _("Watch")
    AMBER_RED = "amber_red", _("Rather off track")
    RED = "red", _("Off track")


HEALTH_RANK = {Health.RED: 1, Health.AMBER_RED: 2, Health.AMBER: 3, Health.AMBER_GREEN: 4, Health.GREEN: 5}


class StatusReport(Recorded):
    """A published declaration of health; a correction is a new version that closes the one it corrects."""

    class Scale(models.TextChoices):
        THREE = "three", _("Three colours")
        FIVE = "five", _("Five steps")

    project = models.ForeignKey(Project, models.PROTECT, related_name="status_reports", verbose_name=_("project"))
    reported_on = models.DateField(_("date"))
    health = models.CharField(_("health"), max_length=11, choices=Health.choices)
    scale = models.CharField(_("scale"), max_length=5, choices=Scale.choices, default=Scale.THREE)
    note = models.TextField(_("note"), blank=True, max_length=5_000)
    progress = models.PositiveSmallIntegerField(_("progress, %"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("status report")
        verbose_name_plural = _("status reports")
        ordering = ["-reported_on", "-id"]
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(progress__isnull=True) | models.Q(progress__lte=100), name="portfolio_progress_up_to_100"
            ),
        ]
        indexes = [models.Index(fields=["project", "-reported_on", "-id"]), models.Index(fields=["recorded_at"])]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.reported_on}"


class ConfidenceWaiver(Recorded):
    """A reasoned decision that sets delivery confidence until a day, at most 60 days ahead."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="waivers", verbose_name=_("project"))
    value = models.DecimalField(_("delivery confidence (0–1)"), max_digits=3, decimal_places=2)
    starts_on = models.DateField(_("from"))
    expires_on = models.DateField(_("until"))
    reason = models.TextField(_("reason"))

    class Meta(Recorded.Meta):
        verbose_name = _("confidence waiver")
        verbose_name_plural = _("confidence waivers")
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(condition=models.Q(value__gte=0) & models.Q(value__lte=1), name="portfolio_waiver_value"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="portfolio_waiver_has_a_reason"),
            models.CheckConstraint(condition=models.Q(expires_on__gte=models.F("starts_on")), name="portfolio_waiver_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.value}"

"""What an indicator warns of, and what a person says instead of the computed status."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.history import Recorded
from kpis.models.indicators import Indicator


class Status(models.TextChoices):
    ON_TRACK = "on_track", _("On track")
    WATCH = "watch", _("Watch")
    OFF_TRACK = "off_track", _("Off track")
    DONE = "done", _("Done")
    NO_TARGET = "no_target", _("No target")
    NO_DATA = "no_data", _("No data")


class Alert(models.Model):
    """Something to look at: an anomaly, a gap, a value that stays off track, a measurement overdue. Closed, never deleted."""

    class Kind(models.TextChoices):
        ANOMALY = "anomaly", _("Unusual value")
        SHIFT = "shift", _("Level shift")
        GAP = "gap", _("Missing period")
        OFF_TRACK = "off_track", _("Off track")
        STALE = "stale", _("Measurement overdue")
        TARGET = "target", _("Target unlikely")

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="alerts", verbose_name=_("indicator"))
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    on = models.DateField(_("about"))
    raised_at = models.DateTimeField(_("raised at"))
    closed_at = models.DateTimeField(_("closed at"), null=True)
    facts = models.JSONField(_("facts"), default=dict)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["indicator", "kind", "on"], name="kpis_alert_raised_once")]
        indexes = [models.Index(fields=["indicator"], condition=models.Q(closed_at__isnull=True), name="kpis_alert_open")]

    def __str__(self) -> str:
        return f"{self.indicator_id} · {self.kind}"


class StatusOverride(Recorded):
    """A person's status instead of the computed one, with a reason, until a day; both are shown."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="overrides", verbose_name=_("indicator"))
    status = models.CharField(_("status"), max_length=9, choices=Status.choices)
    reason = models.TextField(_("reason"))
    expires_on = models.DateField(_("until"))

    class Meta(Recorded.Meta):
        verbose_name = _("status override")
        verbose_name_plural = _("status overrides")
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["indicator"], condition=models.Q(superseded_at__isnull=True, removed=False), name="kpis_one_current_override"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="kpis_override_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} · {self.status}"

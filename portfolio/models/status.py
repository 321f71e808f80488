"""What people declare about a project: its health, with a note; and waivers of the computed health."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation import formatting
from foundation.history import Recorded, append_only
from portfolio.models.projects import Project


class Health(models.TextChoices):
    """Declared health, best first; three colours or five steps."""

    GREEN = "green", _("On track")
    AMBER_GREEN = "amber_green", _("Rather on track")
    AMBER = "amber", _("Watch")
    AMBER_RED = "amber_red", _("Rather off track")
    RED = "red", _("Off track")


# The mean of the bands (1, .6, .2) from which it is called green, and amber.
GREEN_FROM, AMBER_FROM = 0.8, 0.6


def health_of(confidence: float) -> Health:
    """The colour of a delivery confidence (0–1): two red dimensions out of four make it red, two amber ones leave it green."""
    shown = round(confidence, 6)
    return Health.GREEN if shown >= GREEN_FROM else Health.AMBER if shown >= AMBER_FROM else Health.RED


HEALTH_RANK = {Health.RED: 1, Health.AMBER_RED: 2, Health.AMBER: 3, Health.AMBER_GREEN: 4, Health.GREEN: 5}


class StatusReport(Recorded):
    """A published declaration of health; a correction is a new version that closes the one it corrects."""

    class Scale(models.TextChoices):
        THREE = "three", _("Three colours")
        FIVE = "five", _("Five steps")

    class Kind(models.TextChoices):
        REPORT = "report", _("Report")
        UNCHANGED = "unchanged", _("Nothing changed")
        CORRECTION = "correction", _("Correction")

    project = models.ForeignKey(Project, models.PROTECT, related_name="status_reports", verbose_name=_("project"))
    reported_on = models.DateField(_("date"))
    health = models.CharField(_("health"), max_length=11, choices=Health.choices)
    scale = models.CharField(_("scale"), max_length=5, choices=Scale.choices, default=Scale.THREE)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.REPORT)
    scope_health = models.CharField(_("scope"), max_length=11, choices=Health.choices, blank=True)
    schedule_health = models.CharField(_("schedule"), max_length=11, choices=Health.choices, blank=True)
    cost_health = models.CharField(_("cost"), max_length=11, choices=Health.choices, blank=True)
    benefits_health = models.CharField(_("benefits"), max_length=11, choices=Health.choices, blank=True)
    risk_health = models.CharField(_("risk"), max_length=11, choices=Health.choices, blank=True)
    change_health = models.CharField(_("change"), max_length=11, choices=Health.choices, blank=True)
    rse_health = models.CharField(_("CSR"), max_length=11, choices=Health.choices, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=5_000)
    done = models.TextField(_("done"), blank=True, max_length=5_000)
    next_steps = models.TextField(_("next"), blank=True, max_length=5_000)
    help_needed = models.TextField(_("help needed"), blank=True, max_length=5_000)
    reason = models.TextField(_("reason of the correction"), blank=True)
    forecast_at_completion = models.DecimalField(_("forecast at completion"), max_digits=18, decimal_places=2, null=True, blank=True)
    computed = models.JSONField(_("computed when published"), default=dict, blank=True)  # bands by dimension, confidence, what moved
    payload_hash = models.CharField(_("hash of what was published"), max_length=64, blank=True, editable=False)
    token = models.UUIDField(_("token of the form"), null=True, blank=True, unique=True, editable=False)
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

    @property
    def name(self) -> str:
        """The project and the day, as notices and lists name a report."""
        return f"{self.project.name} · {formatting.day(self.reported_on)}"

    def get_absolute_url(self) -> str:
        """The page of the report; its versions share it."""
        return reverse("portfolio:report_page", args=[self.project.code, self.key])


# The seven dimensions of a report, in the order of the screens.
DIMENSIONS = ("scope", "schedule", "cost", "benefits", "risk", "change", "rse")


class StatusDraft(models.Model):
    """What somebody has begun to write about a project; only theirs, replaced at each save."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="drafts", verbose_name=_("project"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("author"))
    content = models.JSONField(_("content"), default=dict)
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["project", "author"], name="portfolio_one_draft_per_author")]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.author_id}"


class Acknowledgement(models.Model):
    """The sponsor has read a report, or asks something about it."""

    class Kind(models.TextChoices):
        SEEN = "seen", _("Read")
        QUESTION = "question", _("Question")

    report = models.ForeignKey(StatusReport, models.PROTECT, related_name="acknowledgements", verbose_name=_("report"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    text = models.TextField(_("question"), blank=True, max_length=2_000)

    class Meta:
        verbose_name = _("acknowledgement")
        verbose_name_plural = _("acknowledgements")
        ordering = ["id"]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.report_id} · {self.kind}"


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

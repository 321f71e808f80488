"""Where emissions should go, where they stood each night, and what the world around does meanwhile."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.bilingual import BilingualName
from foundation.history import append_only
from rse.models.footprint import Basis


class ContextSeries(BilingualName):
    """Values by year of something larger, a country or a sector: drawn beside a target at its own scale, never added to anything."""

    source = models.CharField(_("source"), max_length=200)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    values = models.JSONField(_("values by year"))  # {"2024": 369000.0}
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    imported_at = models.DateTimeField(_("imported at"))
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("imported by")
    )

    class Meta:
        verbose_name = _("context series")
        verbose_name_plural = _("context series")
        ordering = ["-id"]
        triggers = append_only()

    @property
    def by_year(self) -> dict[int, float]:
        """The values with years as numbers."""
        return {int(year): float(value) for year, value in self.values.items()}


class ReductionTarget(BilingualName):
    """A promise in tonnes: scope set, basis, base year and value, target year and value, standard and state of validation."""

    class Validation(models.TextChoices):
        OURS = "ours", _("Set by the company")
        SUBMITTED = "submitted", _("Submitted for validation")
        VALIDATED = "validated", _("Validated by the standard")

    code = models.CharField(_("code"), max_length=20, unique=True)
    scopes = models.CharField(_("scopes"), max_length=5, default="12")  # digits: "12", "123"
    basis = models.CharField(_("basis"), max_length=8, choices=Basis.choices, default=Basis.MARKET)
    base_year = models.PositiveSmallIntegerField(_("base year"))
    base_kg = models.FloatField(_("base value (kg CO2e)"))
    target_year = models.PositiveSmallIntegerField(_("target year"))
    target_kg = models.FloatField(_("target value (kg CO2e)"))
    steps = models.JSONField(_("intermediate values"), default=dict, blank=True)  # {"2027": kg}: a piecewise path
    standard = models.CharField(_("standard"), max_length=80, blank=True)
    standard_version = models.CharField(_("version of the standard"), max_length=40, blank=True)
    validation = models.CharField(_("validation"), max_length=9, choices=Validation.choices, default=Validation.OURS)
    context = models.ForeignKey(
        ContextSeries, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("context line of the chart")
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(_("demonstration data"), default=False, editable=False)

    class Meta:
        verbose_name = _("reduction target")
        verbose_name_plural = _("reduction targets")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(target_year__gt=models.F("base_year")), name="rse_target_after_base_year"),
            models.CheckConstraint(condition=models.Q(base_kg__gt=0), name="rse_target_base_positive"),
        ]

    @property
    def base_tonnes(self) -> float:
        """The base value in t CO2e."""
        return self.base_kg / 1000

    @property
    def target_tonnes(self) -> float:
        """The target value in t CO2e."""
        return self.target_kg / 1000

    @property
    def steps_text(self) -> str:
        """The intermediate values as they are entered: a year and its tonnes on each line."""
        return "\n".join(f"{year} {float(kg) / 1000:g}" for year, kg in sorted(self.steps.items()))

    def get_absolute_url(self) -> str:
        return reverse("rse:target", args=[self.code])


class TrajectoryPoint(models.Model):
    """One year of a target as the last night knew it: what was allowed, what was emitted, with its interval."""

    target = models.ForeignKey(ReductionTarget, models.CASCADE, related_name="points", verbose_name=_("target"))
    year = models.PositiveSmallIntegerField(_("year"))
    allowed_kg = models.FloatField(_("allowed (kg CO2e)"))
    actual_kg = models.FloatField(_("actual (kg CO2e)"), null=True)
    low_kg = models.FloatField(_("at least"), null=True)
    high_kg = models.FloatField(_("at most"), null=True)
    required_rate = models.FloatField(_("rate still required"), null=True)
    as_of = models.DateField(_("as of"))

    class Meta:
        verbose_name = _("point of a trajectory")
        verbose_name_plural = _("points of trajectories")
        ordering = ["target", "year"]
        constraints = [models.UniqueConstraint(fields=["target", "year"], name="rse_point_once_per_year")]

    def __str__(self) -> str:
        return f"{self.target_id} · {self.year}"

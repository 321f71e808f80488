"""What was measured: values by period and slice, never edited; the newest value and the months are rolled up by the write."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import OrganisationUnit, Site
from foundation.attachments.models import Attachment
from foundation.history import Recorded
from kpis.models.indicators import Indicator


class Slice(models.Model):
    """A part of an indicator: a unit, a site, or free dimensions {"segment": "professionals"}. No slice: the whole."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="slices", verbose_name=_("indicator"))
    unit = models.ForeignKey(OrganisationUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("site"))
    dimensions = models.JSONField(_("dimensions"), default=dict, blank=True)
    weight = models.FloatField(_("weight in a mean"), default=1.0)
    ended_on = models.DateField(_("measured until"), null=True, blank=True)

    class Meta:
        verbose_name = _("slice of an indicator")
        verbose_name_plural = _("slices of indicators")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "unit", "site", "dimensions"], nulls_distinct=False, name="kpis_slice_once_per_indicator"
            ),
            models.CheckConstraint(condition=models.Q(weight__gt=0), name="kpis_slice_weight_positive"),
        ]

    def __str__(self) -> str:
        return " · ".join(filter(None, [str(self.unit or ""), str(self.site or ""), *map(str, self.dimensions.values())]))

    @property
    def told(self) -> dict[str, str]:
        """What the part is, whatever the language: codes of unit and site, and its dimensions."""
        named = {"unit": self.unit.code if self.unit else "", "site": self.site.code if self.site else ""}
        return {name: text for name, text in (named | self.dimensions).items() if text}

    @property
    def labels(self) -> set[str]:
        """The ways a file may write the part, folded: its names in both languages, its codes."""
        rest = [str(text) for text in self.dimensions.values()]
        ways = [[getattr(place, name) for place in (self.unit, self.site) if place] for name in ("name_fr", "name_en", "code")]
        return {" · ".join([*way, *rest]).casefold() for way in ways}


class SourceKind(models.TextChoices):
    AUTOMATIC = "automatic", _("Automatic")
    EVIDENCED = "evidenced", _("Entered with evidence")
    MANUAL = "manual", _("Entered")


class Measurement(Recorded):
    """A value of one period; a correction is a new version with its reason, and both stay visible."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="measurements", db_index=False, verbose_name=_("indicator"))
    slice = models.ForeignKey(Slice, models.PROTECT, null=True, blank=True, related_name="measurements", verbose_name=_("slice"))
    period_start = models.DateField(_("first day of the period"))
    period_end = models.DateField(_("last day of the period"))
    value = models.FloatField(_("value"))
    source_kind = models.CharField(_("how it was entered"), max_length=9, choices=SourceKind.choices, default=SourceKind.MANUAL)
    source = models.CharField(_("source"), max_length=200, blank=True)
    rolled_up = models.BooleanField(_("rolled up from its parts"), default=False, db_default=False, editable=False)
    evidence = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("evidence"))
    note = models.TextField(_("note"), blank=True, max_length=2_000)
    reason = models.TextField(_("reason of the correction"), blank=True, max_length=2_000)

    class Meta(Recorded.Meta):
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        ordering = ["indicator", "-period_end"]
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["indicator", "slice", "period_start", "period_end"],
                condition=models.Q(superseded_at__isnull=True, removed=False),
                nulls_distinct=False,
                name="kpis_period_measured_once",
            ),
            models.CheckConstraint(condition=models.Q(period_end__gte=models.F("period_start")), name="kpis_period_in_order"),
            models.CheckConstraint(
                condition=models.Q(value__gt=float("-1e300")) & models.Q(value__lt=float("1e300")), name="kpis_value_is_a_finite_number"
            ),
        ]
        indexes = [
            models.Index(fields=["indicator", "-period_end", "-recorded_at"], name="kpis_newest_measurement"),
            models.Index(fields=["recorded_at"], name="kpis_measured_since"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} · {self.period_end}"


class LatestMeasurement(models.Model):
    """The newest current value of an indicator or slice: one row, written with the measurement."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="latest", verbose_name=_("indicator"))
    slice = models.ForeignKey(Slice, models.CASCADE, null=True, related_name="+", verbose_name=_("slice"))
    measurement = models.ForeignKey(Measurement, models.PROTECT, related_name="+", verbose_name=_("measurement"))
    period_end = models.DateField(_("last day of the period"))
    value = models.FloatField(_("value"))
    previous_value = models.FloatField(_("value before"), null=True)
    previous_end = models.DateField(_("period before"), null=True)
    attainment = models.FloatField(_("share of the expected change"), null=True)
    status = models.CharField(_("status"), max_length=9, default="no_data")
    status_since = models.DateField(_("status since"), null=True)

    class Meta:
        verbose_name = _("newest value")
        verbose_name_plural = _("newest values")
        constraints = [models.UniqueConstraint(fields=["indicator", "slice"], nulls_distinct=False, name="kpis_one_newest_value")]
        indexes = [models.Index(fields=["status", "indicator"])]

    def __str__(self) -> str:
        return f"{self.indicator_id} · {self.value}"


class MonthlyValue(models.Model):
    """The value of an indicator in a month, rolled up by its aggregation: what boards and sparklines read."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="months", db_index=False, verbose_name=_("indicator"))
    month = models.DateField(_("first day of the month"))
    value = models.FloatField(_("value"))
    count = models.PositiveIntegerField(_("measurements"))

    class Meta:
        verbose_name = _("monthly value")
        verbose_name_plural = _("monthly values")
        constraints = [models.UniqueConstraint(fields=["indicator", "month"], name="kpis_one_value_per_month")]

    def __str__(self) -> str:
        return f"{self.indicator_id} · {self.month}"

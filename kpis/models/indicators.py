"""What is measured: definition, unit, direction, rhythm, people."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.bilingual import BilingualName
from foundation.history import Recorded
from foundation.search import folded_column
from strategy.models import Perspective, StrategicObjective, StrategyTag


class Direction(models.TextChoices):
    UP = "up", _("Higher is better")
    DOWN = "down", _("Lower is better")
    RANGE = "range", _("Inside a range")
    MAINTAIN = "maintain", _("Maintain")


class Cadence(models.TextChoices):
    DAILY = "daily", _("Daily")
    WEEKLY = "weekly", _("Weekly")
    MONTHLY = "monthly", _("Monthly")
    QUARTERLY = "quarterly", _("Quarterly")
    HALF_YEARLY = "half_yearly", _("Half-yearly")
    YEARLY = "yearly", _("Yearly")


CADENCE_DAYS = {"daily": 1, "weekly": 7, "monthly": 30, "quarterly": 91, "half_yearly": 182, "yearly": 365}


class QuantityKind(models.TextChoices):
    NUMBER = "number", _("Number")
    SHARE = "share", _("Share (%)")
    MONEY = "money", _("Money")
    TIME = "time", _("Time")
    SCORE = "score", _("Score")
    ENERGY = "energy", _("Energy")
    MASS = "mass", _("Mass")
    EMISSIONS = "emissions", _("Emissions")
    VOLUME = "volume", _("Volume")


class Aggregation(models.TextChoices):
    """How the values of slices, sub-indicators or months make one value: always said, never guessed."""

    SUM = "sum", _("Sum")
    MEAN = "mean", _("Weighted mean")
    LAST = "last", _("Last value")


class Indicator(BilingualName):
    """A KPI. Status thresholds are shares of the expected change: at or above `watch_below` on track, below `off_below` off track."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    definition_fr = models.TextField(_("definition (French)"), blank=True)
    definition_en = models.TextField(_("definition (English)"), blank=True)
    formula = models.TextField(_("formula"), blank=True)
    unit = models.CharField(_("unit of measure"), max_length=20, blank=True)
    quantity_kind = models.CharField(_("kind of quantity"), max_length=9, choices=QuantityKind.choices, default=QuantityKind.NUMBER)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=1)
    direction = models.CharField(_("direction"), max_length=8, choices=Direction.choices)
    cadence = models.CharField(_("cadence"), max_length=11, choices=Cadence.choices, default=Cadence.MONTHLY)
    grace_days = models.PositiveSmallIntegerField(_("days of grace"), default=7)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="owned_indicators", verbose_name=_("owner")
    )
    steward = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="stewarded_indicators",
        verbose_name=_("data steward"),
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    is_leading = models.BooleanField(_("leading indicator"), default=False)
    perspective = models.CharField(_("perspective"), max_length=8, choices=Perspective.choices, blank=True)
    tags = models.ManyToManyField(StrategyTag, blank=True, related_name="indicators", verbose_name=_("themes"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("rolls up into"))
    aggregation = models.CharField(_("roll-up"), max_length=4, choices=Aggregation.choices, default=Aggregation.LAST)
    roll_up_weight = models.FloatField(_("weight in a mean"), default=1.0)
    plausible_low = models.FloatField(_("lowest plausible value"), null=True, blank=True)
    plausible_high = models.FloatField(_("highest plausible value"), null=True, blank=True)
    watch_below = models.FloatField(_("watch below (share of the expected change)"), default=0.9)
    off_below = models.FloatField(_("off track below (share of the expected change)"), default=0.6)
    hysteresis = models.FloatField(_("margin before the status changes back"), default=0.05)
    library_code = models.CharField(_("from the library"), max_length=40, blank=True, editable=False)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)
    external_source = models.CharField(_("came from"), max_length=80, blank=True, editable=False)
    external_id = models.CharField(_("number there"), max_length=200, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(_("demonstration data"), default=False, editable=False)
    search = folded_column("code", "name_fr", "name_en")

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["external_source", "external_id"], condition=~models.Q(external_id=""), name="kpis_indicator_external_id_once"
            ),
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="kpis_indicator_not_its_own_part"),
            models.CheckConstraint(condition=models.Q(roll_up_weight__gt=0), name="kpis_indicator_weight_positive"),
            models.CheckConstraint(condition=models.Q(off_below__lte=models.F("watch_below")), name="kpis_indicator_thresholds_in_order"),
            models.CheckConstraint(
                condition=models.Q(plausible_low__isnull=True)
                | models.Q(plausible_high__isnull=True)
                | models.Q(plausible_low__lt=models.F("plausible_high")),
                name="kpis_indicator_plausible_range_in_order",
            ),
        ]
        indexes = [GinIndex(fields=["search"], name="kpis_indicator_search"), models.Index(fields=["perspective", "code"])]

    @property
    def cadence_days(self) -> int:
        return CADENCE_DAYS[self.cadence]

    @property
    def definition(self) -> str:
        return self.in_language("definition")


class IndicatorShare(Recorded):
    """How much an indicator says about an objective, relative to the objective's other indicators."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="objective_shares", verbose_name=_("indicator"))
    objective = models.ForeignKey(StrategicObjective, models.PROTECT, related_name="indicator_shares", verbose_name=_("objective"))
    share = models.FloatField(_("share"), default=1.0)

    class Meta(Recorded.Meta):
        verbose_name = _("indicator of an objective")
        verbose_name_plural = _("indicators of objectives")
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["indicator", "objective"], condition=models.Q(superseded_at__isnull=True), name="kpis_one_current_share"
            ),
            models.CheckConstraint(condition=models.Q(share__gt=0), name="kpis_share_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} → {self.objective_id}"

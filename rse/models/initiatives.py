"""Initiatives (démarches): what the company undertakes on a theme, what it says it will bring, and what it brings."""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import OrganisationUnit, Site
from foundation.bilingual import BilingualName, in_language
from foundation.history import Recorded, append_only
from foundation.search import folded_column
from kpis.models import Indicator
from rse.models.themes import Theme
from strategy.models import StrategicObjective


class Initiative(BilingualName):
    """One démarche with its owner, unit, sites, themes, budget and rhythm of updates."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        ACTIVE = "active", _("Active")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")

    class Cadence(models.TextChoices):
        MONTHLY = "monthly", _("Monthly")
        QUARTERLY = "quarterly", _("Quarterly")
        HALF_YEARLY = "half_yearly", _("Half-yearly")

    code = models.CharField(_("code"), max_length=20, unique=True)
    purpose_fr = models.TextField(_("purpose (French)"), blank=True, max_length=2_000)
    purpose_en = models.TextField(_("purpose (English)"), blank=True, max_length=2_000)
    themes = models.ManyToManyField(Theme, related_name="initiatives", verbose_name=_("themes"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="owned_initiatives", verbose_name=_("owner")
    )
    unit = models.ForeignKey(OrganisationUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    sites = models.ManyToManyField(Site, blank=True, related_name="+", verbose_name=_("sites"))
    categories = ArrayField(models.CharField(max_length=6), default=list, blank=True, verbose_name=_("categories of the footprint"))
    starts_on = models.DateField(_("start"))
    ends_on = models.DateField(_("end"), null=True, blank=True)
    budget = models.DecimalField(_("budget"), max_digits=18, decimal_places=2, null=True, blank=True)
    funded = models.BooleanField(_("funded"), default=False)
    cadence = models.CharField(_("rhythm of updates"), max_length=11, choices=Cadence.choices, default=Cadence.QUARTERLY)
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.ACTIVE)
    version = models.PositiveIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(_("demonstration data"), default=False, editable=False)
    search = folded_column("code", "name_fr", "name_en")

    class Meta:
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        ordering = ["code"]
        indexes = [GinIndex(fields=["search"], name="rse_initiative_search")]

    def get_absolute_url(self) -> str:
        return reverse("rse:initiative", args=[self.code])

    @property
    def purpose(self) -> str:
        return self.in_language("purpose")

    @property
    def cadence_days(self) -> int:
        return {"monthly": 31, "quarterly": 92, "half_yearly": 183}[self.cadence]

    @property
    def is_running(self) -> bool:
        return self.state in (self.State.PLANNED, self.State.ACTIVE)

    def due_on(self, last: date | None) -> date | None:
        """The day on which the next update is due after the one of `last`; None for one that is not active."""
        return (last or self.starts_on) + timedelta(days=self.cadence_days) if self.state == self.State.ACTIVE else None


class InitiativeUpdate(models.Model):
    """What its owner says of an initiative on a day; never edited."""

    class Health(models.TextChoices):
        ON_TRACK = "on_track", _("On track")
        WATCH = "watch", _("Watch")
        OFF_TRACK = "off_track", _("Off track")

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="updates", verbose_name=_("initiative"))
    on = models.DateField(_("as of"))
    health = models.CharField(_("health"), max_length=9, choices=Health.choices)
    progress = models.PositiveSmallIntegerField(_("progress (%)"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=2_000)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("update of an initiative")
        verbose_name_plural = _("updates of initiatives")
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["initiative", "-on", "-id"])]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.initiative_id} · {self.on}"


class InitiativeEffect(Recorded):
    """An effect on an indicator or on emissions: promised with a confidence, then realised to a day."""

    class Unit(models.TextChoices):
        TCO2E = "tCO2e", _("t CO2e a year")
        OTHER = "other", _("Other")

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="effects", verbose_name=_("initiative"))
    name_fr = models.CharField(_("effect (French)"), max_length=200)
    name_en = models.CharField(_("effect (English)"), max_length=200)
    indicator = models.ForeignKey(Indicator, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("indicator"))
    unit = models.CharField(_("unit"), max_length=20)
    baseline = models.FloatField(_("from"), null=True, blank=True)
    expected = models.FloatField(_("expected"))
    expected_from = models.DateField(_("effective from"))
    expected_to = models.DateField(_("until"), null=True, blank=True)
    confidence = models.PositiveSmallIntegerField(_("confidence (%)"), default=70)
    realised = models.FloatField(_("realised"), null=True, blank=True)
    realised_on = models.DateField(_("realised as of"), null=True, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("effect of an initiative")
        verbose_name_plural = _("effects of initiatives")
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(condition=models.Q(confidence__lte=100), name="rse_confidence_is_a_share"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self, "name")

    @property
    def reached(self) -> float | None:
        """The share of the promised change that is realised; below 0 when it went the other way."""
        start = self.baseline or 0.0
        return None if self.realised is None or self.expected == start else (self.realised - start) / (self.expected - start)

    @property
    def reached_percent(self) -> int:
        """For a bar: `reached` from 0 to 100."""
        return round(100 * min(max(self.reached or 0.0, 0.0), 1.0))


class InitiativeObjective(Recorded):
    """An objective that an initiative serves."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="objective_links", verbose_name=_("initiative"))
    objective = models.ForeignKey(StrategicObjective, models.PROTECT, related_name="initiative_links", verbose_name=_("objective"))

    class Meta(Recorded.Meta):
        verbose_name = _("objective of an initiative")
        verbose_name_plural = _("objectives of initiatives")
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["initiative", "objective"], condition=models.Q(superseded_at__isnull=True), name="rse_objective_linked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative_id} → {self.objective_id}"


class AdjustmentDuty(models.Model):
    """An update said off track: by this day the owner adjusts, or accepts and says why. Closed by the adjustment that answers it."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="duties", verbose_name=_("initiative"))
    update = models.ForeignKey(InitiativeUpdate, models.PROTECT, related_name="+", verbose_name=_("update"))
    opened_at = models.DateTimeField(_("opened at"))
    due_on = models.DateField(_("due on"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("duty to adjust or accept")
        verbose_name_plural = _("duties to adjust or accept")
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["initiative"], condition=models.Q(answered_at__isnull=True), name="rse_one_open_duty")
        ]

    def __str__(self) -> str:
        return f"{self.initiative_id} · {self.due_on}"


class Adjustment(models.Model):
    """What was changed and why, or why the delay is accepted: the log of adjusting and optimising."""

    class Kind(models.TextChoices):
        ADJUSTED = "adjusted", _("Adjusted")
        ACCEPTED = "accepted", _("Accepted as it is")

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="adjustments", verbose_name=_("initiative"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    what = models.TextField(_("what changes"), blank=True, max_length=2_000)
    why = models.TextField(_("why"), max_length=2_000)
    on = models.DateField(_("decided on"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("adjustment")
        verbose_name_plural = _("adjustments")
        ordering = ["-on", "-id"]
        constraints = [models.CheckConstraint(condition=~models.Q(why=""), name="rse_adjustment_says_why")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.initiative_id} · {self.on}"

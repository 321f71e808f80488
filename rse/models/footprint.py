"""The footprint: reporting periods, activity data, and the results computed from them."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import Site
from foundation.attachments.models import Attachment
from foundation.bilingual import BilingualName
from foundation.history import Recorded, append_only
from rse.models.factors import EmissionFactor, FactorRelease


class Basis(models.TextChoices):
    """How electricity and heat are counted; the two are never added."""

    LOCATION = "location", _("Location-based")
    MARKET = "market", _("Market-based")


class ReportingPeriod(BilingualName):
    """A span for which the footprint is told: open for entry, under review, then closed for good."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        REVIEW = "review", _("Under review")
        CLOSED = "closed", _("Closed")

    class Consolidation(models.TextChoices):
        OPERATIONAL = "operational", _("Operational control")
        FINANCIAL = "financial", _("Financial control")
        EQUITY = "equity", _("Equity share")

    code = models.CharField(_("code"), max_length=20, unique=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.OPEN)
    consolidation = models.CharField(_("consolidation"), max_length=11, choices=Consolidation.choices, default=Consolidation.OPERATIONAL)
    gwp_set = models.CharField(_("warming potentials"), max_length=10, default="AR6")
    releases = models.ManyToManyField(FactorRelease, related_name="periods", verbose_name=_("releases of factors"))
    revenue = models.DecimalField(_("revenue"), max_digits=18, decimal_places=2, null=True, blank=True)
    employees = models.DecimalField(_("employees (FTE)"), max_digits=12, decimal_places=1, null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by"), editable=False
    )
    closed_hash = models.CharField(_("hash at closing"), max_length=64, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(_("demonstration data"), default=False, editable=False)

    class Meta:
        verbose_name = _("reporting period")
        verbose_name_plural = _("reporting periods")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="rse_period_ends_after_it_starts"),
        ]

    @property
    def year(self) -> int:
        """The year it is told under: that of its last day."""
        return self.ends_on.year

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED


class CategoryStatement(Recorded):
    """What is known of a category in a period, where figures do not say it: estimated, not relevant and why, or missing."""

    class State(models.TextChoices):
        QUANTIFIED = "quantified", _("Quantified")
        ESTIMATED = "estimated", _("Estimated")
        NOT_RELEVANT = "not_relevant", _("Not relevant")
        MISSING = "missing", _("Missing")

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="statements", verbose_name=_("period"))
    category = models.CharField(_("category"), max_length=6)
    state = models.CharField(_("state"), max_length=12, choices=State.choices)
    reason = models.TextField(_("reason"), blank=True, max_length=2_000)

    class Meta(Recorded.Meta):
        verbose_name = _("statement on a category")
        verbose_name_plural = _("statements on categories")
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["period", "category"], condition=models.Q(superseded_at__isnull=True), name="rse_one_current_statement"
            ),
            models.CheckConstraint(condition=~models.Q(state="not_relevant") | ~models.Q(reason=""), name="rse_not_relevant_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.get_state_display()}"


def _mark(label: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)])


class ActivityData(Recorded):
    """What was used, moved, bought or thrown away in some days at a site. A correction is a new version with its reason."""

    class Kind(models.TextChoices):
        PHYSICAL = "physical", _("Physical")
        SPEND = "spend", _("Spend")
        EXTRAPOLATED = "extrapolated", _("Extrapolated")

    class Apart(models.TextChoices):
        REMOVALS = "removals", _("Removals")
        AVOIDED = "avoided", _("Avoided emissions")
        OFFSETS = "offsets", _("Offsets")

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="activities", db_index=False, verbose_name=_("period"))
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("site"))
    category = models.CharField(_("category"), max_length=6)
    post = models.CharField(_("BEGES post"), max_length=4, blank=True)
    label = models.CharField(_("source of emission"), max_length=160)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    quantity = models.FloatField(_("quantity"))
    unit = models.CharField(_("unit"), max_length=60)
    kind = models.CharField(_("kind of data"), max_length=12, choices=Kind.choices, default=Kind.PHYSICAL)
    apart = models.CharField(_("kept apart"), max_length=8, choices=Apart.choices, blank=True)
    factor = models.ForeignKey(EmissionFactor, models.PROTECT, related_name="+", verbose_name=_("factor"))
    market_factor = models.ForeignKey(
        EmissionFactor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("factor of the contract")
    )
    reliability = _mark(_("reliability"))
    technical = _mark(_("technical fit"))
    geographic = _mark(_("geographic fit"))
    temporal = _mark(_("temporal fit"))
    completeness = _mark(_("completeness"))
    depreciation_years = models.PositiveSmallIntegerField(_("years of depreciation"), null=True, blank=True)
    evidence = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("evidence"))
    note = models.TextField(_("note"), blank=True, max_length=2_000)
    reason = models.TextField(_("reason of the correction"), blank=True, max_length=2_000)

    class Meta(Recorded.Meta):
        verbose_name = _("activity data")
        verbose_name_plural = _("activity data")
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["period", "site", "category", "label", "starts_on", "ends_on"],
                condition=models.Q(superseded_at__isnull=True),
                nulls_distinct=False,
                name="rse_activity_once_per_span",
            ),
            models.CheckConstraint(condition=models.Q(quantity__gte=0), name="rse_quantity_not_negative"),
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="rse_activity_ends_after_it_starts"),
        ]
        indexes = [
            models.Index(fields=["period", "category", "id"], condition=models.Q(superseded_at__isnull=True), name="rse_activity_current"),
            models.Index(fields=["key", "recorded_at"], name="rse_activity_versions"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def marks(self) -> dict[str, int]:
        """The quality marks that were given."""
        from rse.uncertainty import MARKS

        return {name: value for name in MARKS if (value := getattr(self, name))}


class EmissionResult(Recorded):
    """What one version of an activity emits on one basis, with everything that computed it pinned, and its hash."""

    activity = models.ForeignKey(ActivityData, models.PROTECT, related_name="results", verbose_name=_("activity"))
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="results", db_index=False, verbose_name=_("period"))
    factor = models.ForeignKey(EmissionFactor, models.PROTECT, related_name="+", db_index=False, verbose_name=_("factor"))
    basis = models.CharField(_("basis"), max_length=8, choices=Basis.choices, blank=True)
    kgco2e = models.FloatField(_("kg CO2e"))
    biogenic = models.FloatField(_("biogenic CO2 (kg)"), default=0)
    gsd2 = models.FloatField(_("uncertainty (GSD²)"))
    gwp_set = models.CharField(_("warming potentials"), max_length=10)
    engine = models.CharField(_("engine"), max_length=10)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta(Recorded.Meta):
        verbose_name = _("emission")
        verbose_name_plural = _("emissions")
        indexes = [
            models.Index(fields=["period", "activity"], condition=models.Q(superseded_at__isnull=True), name="rse_result_current"),
            models.Index(fields=["period", "recorded_at"], name="rse_result_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kgco2e:g} kg CO2e"


class Restatement(models.Model):
    """A closed figure that was changed for a reason: total before and after, both kept."""

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="restatements", verbose_name=_("period"))
    activity_key = models.UUIDField(_("activity"))
    label = models.CharField(_("source of emission"), max_length=160)
    reason = models.TextField(_("reason"))
    quantity_before = models.FloatField(_("quantity before"))
    quantity_after = models.FloatField(_("quantity after"))
    unit = models.CharField(_("unit"), max_length=60)
    kgco2e_before = models.FloatField(_("kg CO2e before"))
    kgco2e_after = models.FloatField(_("kg CO2e after"))
    hash_before = models.CharField(_("hash before"), max_length=64)
    hash_after = models.CharField(_("hash after"), max_length=64)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("restatement")
        verbose_name_plural = _("restatements")
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="rse_restatement_has_a_reason")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.label} · {self.at:%Y-%m-%d}"

    @property
    def tonnes(self) -> float:
        """What the total of the period changed by, in t CO2e."""
        return (self.kgco2e_after - self.kgco2e_before) / 1000


class FootprintCell(models.Model):
    """Emissions rolled up by period, site, category and basis: what boards read, rewritten by each computation."""

    period = models.ForeignKey(ReportingPeriod, models.CASCADE, related_name="cells", verbose_name=_("period"))
    site = models.ForeignKey(Site, models.CASCADE, null=True, related_name="+", verbose_name=_("site"))
    category = models.CharField(_("category"), max_length=6)
    basis = models.CharField(_("basis"), max_length=8, blank=True)
    apart = models.CharField(_("kept apart"), max_length=8, blank=True)
    kgco2e = models.FloatField(_("kg CO2e"))
    biogenic = models.FloatField(_("biogenic CO2 (kg)"), default=0)
    spread = models.FloatField(_("sum of squared uncertainty terms"), default=0)  # Σ (E·ln √GSD²)²
    rows = models.PositiveIntegerField(_("rows"))
    evidenced = models.PositiveIntegerField(_("rows with evidence"), default=0)
    kg_evidenced = models.FloatField(_("kg CO2e with evidence"), default=0)
    kg_estimated = models.FloatField(_("kg CO2e from spend or extrapolation"), default=0)
    last_on = models.DateField(_("last day covered"), null=True)

    class Meta:
        verbose_name = _("cell of the footprint")
        verbose_name_plural = _("cells of the footprint")
        constraints = [
            models.UniqueConstraint(
                fields=["period", "site", "category", "basis", "apart"], nulls_distinct=False, name="rse_cell_once_per_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.kgco2e:g}"

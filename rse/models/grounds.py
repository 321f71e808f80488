"""What is done on the ground and said in public: local projects, waste and materials by site and month, the register of public claims."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import Site
from foundation.attachments.models import Attachment
from foundation.bilingual import BilingualName, in_language
from foundation.history import Recorded
from foundation.search import folded_column
from rse.models.initiatives import Initiative


class LocalProject(BilingualName):
    """Something done with a partner for a territory: what it costs, whom it helps, how many hours people gave, what came of it."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        ACTIVE = "active", _("Active")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")

    code = models.CharField(_("code"), max_length=20, unique=True)
    territory = models.CharField(_("territory"), max_length=120)
    partner = models.CharField(_("partner"), max_length=200, blank=True)
    initiative = models.ForeignKey(
        Initiative, models.SET_NULL, null=True, blank=True, related_name="local_projects", verbose_name=_("initiative")
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.ACTIVE)
    starts_on = models.DateField(_("start"))
    ends_on = models.DateField(_("end"), null=True, blank=True)
    budget = models.DecimalField(_("budget"), max_digits=18, decimal_places=2, null=True, blank=True)
    beneficiaries = models.PositiveIntegerField(_("beneficiaries"), default=0)
    volunteer_hours = models.PositiveIntegerField(_("volunteer hours"), default=0)
    counted = models.CharField(_("what is counted"), max_length=80, blank=True)
    planned = models.PositiveIntegerField(_("planned"), null=True, blank=True)
    achieved = models.PositiveIntegerField(_("achieved"), null=True, blank=True)
    outcome = models.TextField(_("what came of it"), blank=True, max_length=2_000)
    version = models.PositiveIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(_("demonstration data"), default=False, editable=False)
    search = folded_column("code", "name_fr", "name_en", "territory", "partner")

    class Meta:
        verbose_name = _("local project")
        verbose_name_plural = _("local projects")
        ordering = ["-starts_on", "code"]
        indexes = [GinIndex(fields=["search"], name="rse_local_project_search")]


class Stream(models.TextChoices):
    WOOD = "wood", _("Wood")
    CARDBOARD = "cardboard", _("Cardboard and paper")
    PLASTIC = "plastic", _("Plastics")
    METAL = "metal", _("Metals")
    FURNITURE = "furniture", _("Returned furniture")
    MINERAL = "mineral", _("Rubble and plaster")
    HAZARDOUS = "hazardous", _("Hazardous waste")
    MIXED = "mixed", _("Mixed waste")


class Treatment(models.TextChoices):
    REUSE = "reuse", _("Reuse")
    RECYCLING = "recycling", _("Recycling")
    COMPOST = "compost", _("Compost")
    ENERGY = "energy", _("Burnt with energy recovered")
    BURNT = "burnt", _("Burnt")
    LANDFILL = "landfill", _("Landfill")


DIVERTED = (Treatment.REUSE, Treatment.RECYCLING, Treatment.COMPOST)


class WasteRecord(Recorded):
    """Tonnes of one stream of waste, of one site in one month, treated in one way."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="+", verbose_name=_("site"))
    month = models.DateField(_("month"))  # its first day
    stream = models.CharField(_("stream"), max_length=10, choices=Stream.choices)
    treatment = models.CharField(_("treatment"), max_length=10, choices=Treatment.choices)
    tonnes = models.FloatField(_("tonnes"))
    reason = models.CharField(_("reason of the correction"), max_length=500, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("waste of a month")
        verbose_name_plural = _("waste by month")
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["site", "month", "stream", "treatment"],
                condition=models.Q(superseded_at__isnull=True),
                name="rse_waste_entered_once",
            ),
            models.CheckConstraint(condition=models.Q(tonnes__gte=0), name="rse_waste_is_not_negative"),
        ]
        indexes = [models.Index(fields=["month", "site"])]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.stream} {self.treatment}"


class Material(models.TextChoices):
    WOOD = "wood", _("Wood")
    PAPER = "paper", _("Paper and packaging")
    PLASTIC = "plastic", _("Plastics")
    METAL = "metal", _("Metals")
    TEXTILE = "textile", _("Textiles")


class MaterialRecord(Recorded):
    """Tonnes of one material bought for one site in one month; of these, recycled and certified ones."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="+", verbose_name=_("site"))
    month = models.DateField(_("month"))
    material = models.CharField(_("material"), max_length=10, choices=Material.choices)
    tonnes = models.FloatField(_("tonnes"))
    recycled = models.FloatField(_("of which recycled"), default=0)
    certified = models.FloatField(_("of which certified"), default=0)
    reason = models.CharField(_("reason of the correction"), max_length=500, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("materials of a month")
        verbose_name_plural = _("materials by month")
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["site", "month", "material"], condition=models.Q(superseded_at__isnull=True), name="rse_material_entered_once"
            ),
            models.CheckConstraint(
                condition=models.Q(recycled__gte=0, certified__gte=0, recycled__lte=models.F("tonnes"), certified__lte=models.F("tonnes")),
                name="rse_parts_of_a_material_within_it",
            ),
        ]
        indexes = [models.Index(fields=["month", "site"])]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.material}"


class PublicClaim(Recorded):
    """Something the company says in public about its responsibility, with what proves it, who checked it, and until when it holds."""

    statement_fr = models.CharField(_("statement (French)"), max_length=500)
    statement_en = models.CharField(_("statement (English)"), max_length=500)
    channel = models.CharField(_("where it is said"), max_length=200)
    period_from = models.DateField(_("figures from"))
    period_to = models.DateField(_("figures until"))
    expires_on = models.DateField(_("holds until"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("owner"))
    evidence = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("evidence"))
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reviewed by")
    )
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    reason = models.CharField(_("reason of the withdrawal"), max_length=500, blank=True)
    is_demo = models.BooleanField(_("demonstration data"), default=False, editable=False)

    class Meta(Recorded.Meta):
        verbose_name = _("public claim")
        verbose_name_plural = _("public claims")
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(condition=models.Q(period_to__gte=models.F("period_from")), name="rse_claim_period_in_order"),
            models.CheckConstraint(
                condition=models.Q(reviewed_on__isnull=True) | models.Q(evidence__isnull=False), name="rse_claim_reviewed_with_evidence"
            ),
        ]
        indexes = [models.Index(fields=["expires_on"], condition=models.Q(superseded_at__isnull=True), name="rse_claim_by_expiry")]

    def __str__(self) -> str:
        return self.statement

    @property
    def statement(self) -> str:
        return in_language(self, "statement")

    def standing(self, today: date) -> str:
        """expired, unproven, unreviewed, soon (within sixty days) or holds."""
        if self.expires_on < today:
            return "expired"
        if self.evidence_id is None:
            return "unproven"
        if self.reviewed_on is None:
            return "unreviewed"
        return "soon" if (self.expires_on - today).days <= 60 else "holds"

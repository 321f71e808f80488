"""Suppliers and what is known of their risks: assessments, findings, corrective actions, and files of suppliers to record."""

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.attachments.models import Attachment
from foundation.history import Recorded
from foundation.search import folded_column, sort_column
from rse.countries import country_name
from rse.models.themes import Theme

STEPS = models.Q(inherent__gte=1, inherent__lte=5, residual__gte=1, residual__lte=5)


class Severity(models.TextChoices):
    """How grave a finding is; a severe one that nothing mitigates vetoes the projects that depend on the supplier."""

    MINOR = "minor", _("Minor")
    MAJOR = "major", _("Major")
    SEVERE = "severe", _("Severe")


class Supplier(models.Model):
    """A company one buys from. The columns from `inherent` on are rolled up by each action, so that lists stay flat."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=200)
    tier = models.PositiveSmallIntegerField(_("tier"), default=1)
    country = models.CharField(_("country"), max_length=2)
    spend_share = models.DecimalField(_("share of spend"), max_digits=7, decimal_places=6, null=True, blank=True)
    staff = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    contact = models.EmailField(_("contact"), blank=True)
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="suppliers", verbose_name=_("buyer")
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(_("demonstration data"), default=False, editable=False)
    inherent = models.PositiveSmallIntegerField(_("inherent risk"), null=True, editable=False)
    residual = models.PositiveSmallIntegerField(_("residual risk"), null=True, editable=False)
    assessed_on = models.DateField(_("assessed on"), null=True, editable=False)
    worst = models.PositiveSmallIntegerField(_("gravest finding that is open"), default=0, editable=False)  # 0 none … 3 severe
    open_actions = models.PositiveSmallIntegerField(_("corrective actions that are open"), default=0, editable=False)
    due_on = models.DateField(_("next deadline"), null=True, editable=False)
    search = folded_column("code", "name")
    sort_name = sort_column("name")

    class Meta:
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")
        ordering = ["sort_name", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(tier__gte=1, tier__lte=9), name="rse_tier_from_one_to_nine"),
            models.CheckConstraint(
                condition=models.Q(spend_share__isnull=True) | models.Q(spend_share__gte=0, spend_share__lte=1),
                name="rse_spend_is_a_share",
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="rse_supplier_search"),
            models.Index(fields=["sort_name", "id"], name="rse_supplier_by_name"),
            models.Index(fields=["residual", "inherent"], name="rse_supplier_by_risk"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def country_name(self) -> str:
        return country_name(self.country)

    @property
    def worst_severity(self) -> str:
        """The gravest finding that is open, as a value of Severity, or nothing."""
        return ("", *Severity.values)[self.worst]


class DueDiligence(Recorded):
    """What somebody judged the risks of a supplier to be: by itself (inherent), and with what is done about them (residual)."""

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="assessments", verbose_name=_("supplier"))
    inherent = models.PositiveSmallIntegerField(_("inherent risk"))
    residual = models.PositiveSmallIntegerField(_("residual risk"))
    assessed_on = models.DateField(_("assessed on"))
    assessor = models.CharField(_("assessor"), max_length=200)
    rationale = models.TextField(_("why"), max_length=2_000)

    class Meta(Recorded.Meta):
        verbose_name = _("due-diligence assessment")
        verbose_name_plural = _("due-diligence assessments")
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(condition=STEPS, name="rse_risks_from_one_to_five"),
            models.UniqueConstraint(fields=["supplier"], condition=models.Q(superseded_at__isnull=True), name="rse_supplier_assessed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.supplier_id} · {self.inherent} → {self.residual}"


class Finding(Recorded):
    """Something found wrong at a supplier: how grave, whether it concerns human rights, on which theme it bears."""

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="findings", verbose_name=_("supplier"))
    title = models.CharField(_("finding"), max_length=200)
    description = models.TextField(_("what was found"), blank=True, max_length=2_000)
    severity = models.CharField(_("severity"), max_length=6, choices=Severity.choices)
    human_rights = models.BooleanField(_("concerns human rights"), default=False)
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="+", verbose_name=_("theme"))
    found_on = models.DateField(_("found on"))
    evidence = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("evidence"))
    reason = models.CharField(_("reason of the withdrawal"), max_length=500, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        indexes = [
            models.Index(fields=["supplier", "recorded_at"]),
            models.Index(
                fields=["severity"], condition=models.Q(superseded_at__isnull=True, removed=False), name="rse_finding_by_severity"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CorrectiveAction(Recorded):
    """What a supplier must do about a finding, by when, followed by whom; closed with the file that proves it."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("corrective action", "Open")
        CLOSED = "closed", pgettext_lazy("corrective action", "Closed")

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="corrective_actions", verbose_name=_("supplier"))
    finding_key = models.UUIDField(_("finding"))  # the identity of the finding through its versions
    what = models.CharField(_("corrective action"), max_length=500)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("followed by")
    )
    due_on = models.DateField(_("deadline"))
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.OPEN)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    outcome = models.TextField(_("what was verified"), blank=True, max_length=2_000)
    evidence = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("evidence"))

    class Meta(Recorded.Meta):
        verbose_name = _("corrective action")
        verbose_name_plural = _("corrective actions")
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(state="open") | models.Q(closed_on__isnull=False, evidence__isnull=False),
                name="rse_correction_is_closed_with_evidence",
            ),
        ]
        indexes = [
            models.Index(fields=["finding_key"]),
            models.Index(fields=["supplier", "recorded_at"]),
            models.Index(
                fields=["due_on"],
                condition=models.Q(superseded_at__isnull=True, removed=False, state="open"),
                name="rse_correction_open_by_day",
            ),
        ]

    def __str__(self) -> str:
        return self.what


class SupplierFile(models.Model):
    """A file of suppliers: what was read (`rows`), what is wrong with it (`problems`), and what came of it once recorded."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("author"))
    read_at = models.DateTimeField(_("read at"))
    rows = models.JSONField(_("rows"), default=list)  # [{"line", "code", "name", …}, …]
    problems = models.JSONField(_("problems"), default=list)  # [[place, sentence, facts], …]
    wrong = models.PositiveIntegerField(_("lines left out"), default=0)
    applied_at = models.DateTimeField(_("recorded at"), null=True)
    outcome = models.JSONField(_("outcome"), default=dict)  # {"added", "changed", "unchanged"}

    class Meta:
        verbose_name = _("file of suppliers")
        verbose_name_plural = _("files of suppliers")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

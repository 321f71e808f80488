"""Double materiality: assessments by version, what weighs (IROs), and who rated it how."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.bilingual import BilingualName
from foundation.history import Recorded
from rse.models.themes import Theme

THRESHOLD = [MinValueValidator(Decimal(1)), MaxValueValidator(Decimal(5))]


class MaterialityAssessment(BilingualName):
    """One version; the latest in force gives the weights of the themes."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_FORCE = "in_force", _("In force")

    number = models.PositiveIntegerField(_("version"), unique=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.DRAFT)
    impact_from = models.FloatField(_("material from (impact)"), default=3.0, validators=THRESHOLD)
    financial_from = models.FloatField(_("material from (financial)"), default=3.0, validators=THRESHOLD)
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    put_in_force_at = models.DateTimeField(_("put into force at"), null=True, blank=True, editable=False)
    themes = models.JSONField(_("weights of the themes"), default=dict, editable=False)  # frozen when put into force: {code: 0–3}
    is_demo = models.BooleanField(_("demonstration data"), default=False, editable=False)

    class Meta:
        verbose_name = _("materiality assessment")
        verbose_name_plural = _("materiality assessments")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(in_force_from__isnull=False), name="rse_assessment_in_force_has_a_day"
            )
        ]


class Iro(BilingualName):
    """An impact on people or planet, a risk or an opportunity for the company."""

    class Kind(models.TextChoices):
        IMPACT = "impact", _("Impact")
        RISK = "risk", _("Risk")
        OPPORTUNITY = "opportunity", _("Opportunity")

    assessment = models.ForeignKey(MaterialityAssessment, models.CASCADE, related_name="iros", verbose_name=_("assessment"))
    topic = models.ForeignKey(Theme, models.PROTECT, related_name="+", verbose_name=_("topic"))
    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices)
    positive = models.BooleanField(_("positive"), default=False)
    potential = models.BooleanField(_("potential"), default=False)
    human_rights = models.BooleanField(_("concerns human rights"), default=False)

    class Meta:
        verbose_name = _("impact, risk or opportunity")
        verbose_name_plural = _("impacts, risks and opportunities")
        ordering = ["topic", "id"]


def _scale(label: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, default=0, validators=[MaxValueValidator(5)])


class Rating(Recorded):
    """How one person rates one entry, and why."""

    iro = models.ForeignKey(Iro, models.PROTECT, related_name="ratings", verbose_name=_("impact, risk or opportunity"))
    # Empty for ratings of before raters were persons, whose name is nobody's here.
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("rater"))
    scale = _scale(_("scale"))
    scope = _scale(_("scope"))
    irremediability = _scale(_("irremediability"))
    magnitude = _scale(_("magnitude"))
    likelihood = models.FloatField(_("likelihood"), default=1.0)
    rationale = models.TextField(_("rationale"), max_length=2_000)

    class Meta(Recorded.Meta):
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(fields=["iro", "rater"], condition=models.Q(superseded_at__isnull=True), name="rse_one_rating_a_rater"),
            models.CheckConstraint(condition=models.Q(likelihood__in=[0.2, 0.4, 0.6, 0.8, 1.0]), name="rse_likelihood_is_a_step"),
            models.CheckConstraint(condition=~models.Q(rationale=""), name="rse_rating_has_a_rationale"),
        ]

    def __str__(self) -> str:
        return f"{self.iro_id} · {self.rater_id}"

"""How a project bears on the themes of responsibility: assessed, reviewed, mitigated."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.attachments.models import Attachment
from foundation.history import Recorded
from portfolio.models.projects import Project
from rse.models import Theme


class Effect(models.TextChoices):
    """The net effect q of a project on a theme, in words; the value is q in hundredths."""

    SEVERE = "-100", _("Severe harm")
    WORSE = "-50", _("Makes it worse")
    NONE = "0", _("No notable effect")
    BETTER = "50", _("Makes it better")
    MUCH_BETTER = "100", _("Makes it much better")


class RseAssessment(Recorded):
    """One project on one theme; a severe harm weighs until its mitigation is approved."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="rse_assessments", verbose_name=_("project"))
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="+", verbose_name=_("theme"))
    effect = models.DecimalField(_("net effect (−1 to +1)"), max_digits=3, decimal_places=2)
    rationale = models.TextField(_("why"), blank=True, max_length=2_000)
    evidence = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("evidence"))
    mitigation = models.TextField(_("mitigation"), blank=True, max_length=2_000)
    mitigation_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("mitigation approved by")
    )
    mitigation_approved_on = models.DateField(_("mitigation approved on"), null=True, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("assessment of responsibility")
        verbose_name_plural = _("assessments of responsibility")
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["project", "theme"], condition=models.Q(superseded_at__isnull=True), name="portfolio_theme_assessed_once"
            ),
            models.CheckConstraint(condition=models.Q(effect__gte=-1) & models.Q(effect__lte=1), name="portfolio_effect_bounded"),
        ]
        indexes = [models.Index(fields=["project", "recorded_at"])]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.theme_id}"

    @property
    def is_severe(self) -> bool:
        return self.effect == Decimal(-1)

    @property
    def is_mitigated(self) -> bool:
        return self.mitigation_approved_on is not None

    @property
    def effect_words(self) -> str:
        return str(Effect(str(int(self.effect * 100))).label) if self.effect * 100 in (-100, -50, 0, 50, 100) else f"{self.effect:+}"

"""Risks: what may happen, how likely and how grave."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.history import Recorded
from portfolio.models.projects import Project


class Risk(Recorded):
    """A risk with probability and impact from 1 to 5; exposure is their product, 1 to 25."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        OCCURRED = "occurred", _("Occurred")
        CLOSED = "closed", _("Closed")

    project = models.ForeignKey(Project, models.PROTECT, related_name="risks", verbose_name=_("project"))
    title = models.CharField(_("risk"), max_length=200)
    probability = models.PositiveSmallIntegerField(_("probability (1–5)"))
    impact = models.PositiveSmallIntegerField(_("impact (1–5)"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    response = models.TextField(_("response"), blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    review_on = models.DateField(_("review on"), null=True, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(probability__gte=1, probability__lte=5, impact__gte=1, impact__lte=5),
                name="portfolio_risk_on_five_steps",
            ),
        ]
        indexes = [models.Index(fields=["project", "recorded_at"])]

    def __str__(self) -> str:
        return self.title

    @property
    def exposure(self) -> int:
        return self.probability * self.impact

"""Gates: the decisions that let a project start and go on."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.history import Recorded
from portfolio.models.projects import Project


class GateReview(Recorded):
    """A decision at a gate. Gate 1 approved = approved to start; its date is the project's `approved_on`."""

    class Decision(models.TextChoices):
        APPROVED = "approved", _("Approved")
        CONDITIONS = "conditions", _("Approved with conditions")
        REWORK = "rework", _("To rework")
        STOPPED = "stopped", _("Stopped")

    project = models.ForeignKey(Project, models.PROTECT, related_name="gate_reviews", verbose_name=_("project"))
    gate = models.PositiveSmallIntegerField(_("gate"))
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices)
    decided_on = models.DateField(_("decided on"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    note = models.TextField(_("note"), blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("gate review")
        verbose_name_plural = _("gate reviews")
        ordering = ["project", "gate", "decided_on"]
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(condition=models.Q(gate__gte=1) & models.Q(gate__lte=9), name="portfolio_gate_between_1_and_9"),
        ]
        indexes = [models.Index(fields=["project", "gate"])]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.gate}"

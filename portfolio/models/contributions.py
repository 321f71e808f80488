"""What a project contributes to an objective: declared by its lead, validated by the objective's owner."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.history import Recorded
from portfolio.models.projects import Project
from strategy.models import StrategicObjective


class ProjectContribution(Recorded):
    """A link with two keys. `validated_level` keeps what was validated when a raised level waits for its second key."""

    class State(models.TextChoices):
        DECLARED = "declared", _("Declared, to validate")
        VALIDATED = "validated", _("Validated")
        REFUSED = "refused", _("Refused")

    project = models.ForeignKey(Project, models.PROTECT, related_name="contributions", verbose_name=_("project"))
    objective = models.ForeignKey(StrategicObjective, models.PROTECT, related_name="contributions", verbose_name=_("objective"))
    level = models.DecimalField(_("level"), max_digits=3, decimal_places=2)
    state = models.CharField(_("state"), max_length=9, choices=State.choices)
    validated_level = models.DecimalField(_("validated level"), max_digits=3, decimal_places=2, null=True, blank=True)
    declared_on = models.DateField(_("declared on"))
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("declared by")
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    rationale = models.TextField(_("how the project contributes"), blank=True)
    reason = models.TextField(_("reason of the decision"), blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)  # "approved plan 2024" for validations carried by an import

    class Meta(Recorded.Meta):
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["project", "objective"], condition=models.Q(superseded_at__isnull=True), name="portfolio_one_current_link"
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=["0", "0.25", "0.5", "0.75", "1"]), name="portfolio_contribution_level_is_one_of_five"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="validated") | models.Q(validated_level__isnull=False, decided_on__isnull=False),
                name="portfolio_validated_link_says_when_and_what",
            ),
            models.CheckConstraint(condition=~models.Q(state="refused") | ~models.Q(reason=""), name="portfolio_refusal_has_a_reason"),
        ]
        indexes = [
            models.Index(fields=["project", "recorded_at"]),
            models.Index(fields=["objective", "state"], condition=models.Q(superseded_at__isnull=True), name="portfolio_link_to_validate"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} → {self.objective_id}"

"""A promised effect on an indicator: what a project, a campaign or an initiative says it will move, judged after its day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.history import Recorded


class Verdict(models.TextChoices):
    DELIVERED = "delivered", _("Delivered")
    PARTLY = "partly", _("Partly delivered")
    MISSED = "missed", _("Not delivered")


class Claim(Recorded):
    """The indicator will have moved by `delta` on `due_on`. Who promises it names the indicator too: each kind keeps its own rows."""

    indicator: models.ForeignKey
    promiser: models.Model
    delta = models.FloatField(_("promised change"))
    promised_on = models.DateField(_("promised on"))
    start_value = models.FloatField(_("value at the promise"))
    due_on = models.DateField(_("by"))
    assumption = models.TextField(_("assumption"), max_length=2_000)
    verdict = models.CharField(_("verdict"), max_length=9, choices=Verdict.choices, blank=True)
    end_value = models.FloatField(_("value at the date"), null=True, blank=True)
    judged_on = models.DateField(_("judged on"), null=True, blank=True)

    class Meta(Recorded.Meta):
        abstract = True
        ordering = ["due_on", "id"]
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(condition=~models.Q(delta=0), name="%(app_label)s_claim_promises_a_change"),
            models.CheckConstraint(condition=models.Q(due_on__gt=models.F("promised_on")), name="%(app_label)s_claim_due_after_promise"),
            models.CheckConstraint(
                condition=models.Q(verdict="") | models.Q(judged_on__isnull=False), name="%(app_label)s_verdict_says_when"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"], condition=models.Q(superseded_at__isnull=True, verdict=""), name="%(app_label)s_claim_to_judge"
            ),
        ]

    @property
    def change(self) -> float | None:
        """What the indicator really moved by; None before the verdict or without a measurement."""
        return None if self.end_value is None else self.end_value - self.start_value

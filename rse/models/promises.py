"""Effects that campaigns and initiatives promise on indicators."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpis.models import Claim, Indicator
from rse.models.campaigns import Campaign
from rse.models.initiatives import Initiative


class EffectClaim(Claim):
    """A promised effect of one campaign or one initiative."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="claims", verbose_name=_("campaign"))
    initiative = models.ForeignKey(Initiative, models.PROTECT, null=True, blank=True, related_name="claims", verbose_name=_("initiative"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="effect_claims", verbose_name=_("indicator"))

    class Meta(Claim.Meta):
        verbose_name = _("promise of a campaign or an initiative")
        verbose_name_plural = _("promises of campaigns and initiatives")
        constraints = [
            *Claim.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(campaign__isnull=True) ^ models.Q(initiative__isnull=True), name="rse_claim_has_one_promiser"
            ),
        ]
        indexes = [
            *Claim.Meta.indexes,
            models.Index(fields=["campaign"], condition=models.Q(superseded_at__isnull=True), name="rse_claim_of_campaign"),
            models.Index(fields=["initiative"], condition=models.Q(superseded_at__isnull=True), name="rse_claim_of_initiative"),
        ]

    def __str__(self) -> str:
        return f"{self.promiser} · {self.indicator_id} {self.delta:+g}"

    @property
    def promiser(self) -> Campaign | Initiative:
        """The campaign or the initiative; exactly one is there."""
        return self.campaign or self.initiative

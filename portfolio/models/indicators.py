"""The indicators a project is judged by, the effects it promises on indicators, and why it may have none."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.history import Recorded
from kpis.models import Claim, Indicator
from portfolio.models.projects import Project


class ProjectIndicator(Recorded):
    """What K reads: an indicator that proves a project's effect.

    `asked_share` and `asked_end` wait for the owner of the indicator; until then the share and the dates count unchanged.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="indicators", verbose_name=_("project"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="project_uses", verbose_name=_("indicator"))
    share = models.FloatField(_("share"), default=1.0)
    first_due = models.DateField(_("first measurement due"), null=True, blank=True)
    starts_on = models.DateField(_("counts from"))
    ends_on = models.DateField(_("counts until"), null=True, blank=True)
    asked_share = models.FloatField(_("share asked for"), null=True, blank=True)
    asked_end = models.DateField(_("end asked for"), null=True, blank=True)
    asked_reason = models.TextField(_("reason of the request"), blank=True, max_length=2_000)

    class Meta(Recorded.Meta):
        verbose_name = _("indicator of a project")
        verbose_name_plural = _("indicators of projects")
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["project", "indicator"], condition=models.Q(superseded_at__isnull=True), name="portfolio_one_current_indicator"
            ),
            models.CheckConstraint(condition=models.Q(share__gt=0), name="portfolio_indicator_share_positive"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="portfolio_indicator_dates_in_order",
            ),
        ]
        indexes = [models.Index(fields=["project", "recorded_at"])]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.indicator_id}"

    @property
    def is_asked(self) -> bool:
        """Does a change wait for the owner of the indicator?"""
        return self.asked_share is not None or self.asked_end is not None


class NoIndicatorReason(Recorded):
    """Why a project has no indicator, until a day; everybody reads it."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="no_indicator_reasons", verbose_name=_("project"))
    reason = models.TextField(_("no indicator, because"), max_length=2_000)
    until = models.DateField(_("until"))

    class Meta(Recorded.Meta):
        verbose_name = _("reason for no indicator")
        verbose_name_plural = _("reasons for no indicator")
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["project"], condition=models.Q(superseded_at__isnull=True), name="portfolio_one_reason_for_no_indicator"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="portfolio_no_indicator_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}"


class KpiClaim(Claim):
    """A promised effect of a project; apart from its score."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="claims", verbose_name=_("project"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="claims", verbose_name=_("indicator"))

    class Meta(Claim.Meta):
        verbose_name = _("promised effect")
        verbose_name_plural = _("promised effects")
        indexes = [*Claim.Meta.indexes, models.Index(fields=["project", "recorded_at"])]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.indicator_id} {self.delta:+g}"

    @property
    def promiser(self) -> Project:
        """The project."""
        return self.project

"""Footprints that companies published, as they stated them: to compare with, never mixed with one's own."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.search import folded_column


class ReportedFootprint(models.Model):
    """One company-year, tonnes CO2e. `reconciles`: the stated total equals the sum of its scopes within 1 %; null: parts are missing."""

    source = models.CharField(_("source"), max_length=80)
    company_id = models.CharField(_("number of the company"), max_length=60)
    company = models.CharField(_("company"), max_length=200)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    scope1 = models.FloatField(_("scope 1"), null=True)
    scope2_location = models.FloatField(_("scope 2, location-based"), null=True)
    scope2_market = models.FloatField(_("scope 2, market-based"), null=True)
    scope3 = models.FloatField(_("scope 3 as stated"), null=True)
    categories = models.JSONField(_("scope 3 by category"), default=dict)
    total = models.FloatField(_("total as stated"), null=True)
    biogenic = models.FloatField(_("biogenic"), null=True)
    turnover = models.FloatField(_("turnover"), null=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    employees = models.FloatField(_("employees"), null=True)
    report_url = models.CharField(_("report"), max_length=1_000, blank=True)
    reconciles = models.BooleanField(_("adds up"), null=True)
    imported_at = models.DateTimeField(_("imported at"))
    search = folded_column("company")

    class Meta:
        verbose_name = _("published footprint")
        verbose_name_plural = _("published footprints")
        ordering = ["company", "-starts_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "company_id", "starts_on", "ends_on"], name="rse_published_once_per_company_and_span")
        ]
        indexes = [models.Index(fields=["reconciles", "company"])]

    def __str__(self) -> str:
        return f"{self.company} · {self.ends_on.year}"

"""Money: budget lines by year, earned value, exchange rates."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.history import Recorded
from portfolio.models.projects import Project


class BudgetLine(Recorded):
    """One year of a project's money of one nature, in its currency; an amount not told is `undisclosed`, never 0."""

    class Nature(models.TextChoices):
        CAPEX = "capex", _("Capital expenditure")
        OPEX = "opex", _("Operating expenditure")
        TOTAL = "total", _("Not split")

    project = models.ForeignKey(Project, models.PROTECT, related_name="budget_lines", verbose_name=_("project"))
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)  # null: the whole life of the project
    nature = models.CharField(_("nature"), max_length=5, choices=Nature.choices, default=Nature.TOTAL)
    label = models.CharField(_("label"), max_length=120, blank=True)
    currency = models.CharField(_("currency (ISO 4217)"), max_length=3)
    baseline = models.DecimalField(_("budget"), max_digits=18, decimal_places=2, null=True, blank=True)
    forecast = models.DecimalField(_("forecast"), max_digits=18, decimal_places=2, null=True, blank=True)
    actual = models.DecimalField(_("actual"), max_digits=18, decimal_places=2, null=True, blank=True)
    undisclosed = models.CharField(_("why not disclosed"), max_length=300, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ["project", "year", "nature"]
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["project", "year", "nature", "label"],
                condition=models.Q(superseded_at__isnull=True),
                nulls_distinct=False,
                name="portfolio_one_current_budget_line",
            ),
            models.CheckConstraint(
                condition=models.Q(year__isnull=True) | models.Q(year__gte=1970, year__lte=2099), name="portfolio_budget_year_plausible"
            ),
        ]
        indexes = [models.Index(fields=["project", "recorded_at"]), models.Index(fields=["year", "project"])]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.year}"


class EarnedValuePoint(Recorded):
    """Planned value, earned value and actual cost, cumulated at a date; a future point may hold planned value only."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="earned_value_points", verbose_name=_("project"))
    on = models.DateField(_("date"))
    planned_value = models.DecimalField(_("planned value (PV)"), max_digits=18, decimal_places=2)
    earned_value = models.DecimalField(_("earned value (EV)"), max_digits=18, decimal_places=2, null=True, blank=True)
    actual_cost = models.DecimalField(_("actual cost (AC)"), max_digits=18, decimal_places=2, null=True, blank=True)
    budget_at_completion = models.DecimalField(_("budget at completion (BAC)"), max_digits=18, decimal_places=2)
    currency = models.CharField(_("currency (ISO 4217)"), max_length=3)

    class Meta(Recorded.Meta):
        verbose_name = _("earned-value point")
        verbose_name_plural = _("earned-value points")
        ordering = ["project", "on"]
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["project", "on"], condition=models.Q(superseded_at__isnull=True), name="portfolio_one_current_point_per_day"
            ),
            models.CheckConstraint(condition=models.Q(budget_at_completion__gt=0), name="portfolio_bac_positive"),
        ]
        indexes = [models.Index(fields=["project", "-on"])]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.on}"


class ExchangeRate(Recorded):
    """How many units of `to_currency` one unit of `from_currency` is worth from a day on."""

    from_currency = models.CharField(_("from"), max_length=3)
    to_currency = models.CharField(_("to"), max_length=3)
    on = models.DateField(_("from the day"))
    rate = models.DecimalField(_("rate"), max_digits=18, decimal_places=8)
    source = models.CharField(_("source"), max_length=200)

    class Meta(Recorded.Meta):
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ["from_currency", "to_currency", "-on"]
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["from_currency", "to_currency", "on"],
                condition=models.Q(superseded_at__isnull=True),
                name="portfolio_one_current_rate_per_day",
            ),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="portfolio_rate_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.from_currency}/{self.to_currency} {self.on}"

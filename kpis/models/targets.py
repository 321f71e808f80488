"""From where to where, by when: targets follow one another and never overlap."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Value
from django.utils.translation import gettext_lazy as _

from foundation.history import Recorded
from kpis.models.indicators import Indicator


def one_element_range(column: str) -> Func:
    """A number as a range of one element: an exclusion rule on equality without any database extension."""
    return Func(F(column), F(column), Value("[]"), function="int8range")


class Target(Recorded):
    """A baseline, a target and the path between them: a line, or steps {ISO date: value}. A range holds from its baseline date on."""

    class Path(models.TextChoices):
        LINEAR = "linear", _("On a line")
        STEPPED = "stepped", _("In steps")

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets", verbose_name=_("indicator"))
    baseline_on = models.DateField(_("baseline date"))
    baseline = models.FloatField(_("baseline value"), null=True, blank=True)
    target_on = models.DateField(_("target date"))
    target = models.FloatField(_("target value"), null=True, blank=True)
    low = models.FloatField(_("lower limit"), null=True, blank=True)
    high = models.FloatField(_("upper limit"), null=True, blank=True)
    tolerance = models.FloatField(_("tolerance beyond the limits"), default=0.0)
    path = models.CharField(_("path"), max_length=7, choices=Path.choices, default=Path.LINEAR)
    steps = models.JSONField(_("steps"), default=dict, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["indicator", "baseline_on"]
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(condition=models.Q(target_on__gt=F("baseline_on")), name="kpis_target_after_its_baseline"),
            models.CheckConstraint(condition=models.Q(tolerance__gte=0), name="kpis_tolerance_not_negative"),
            models.CheckConstraint(
                condition=models.Q(baseline__isnull=False, target__isnull=False, low__isnull=True, high__isnull=True)
                | models.Q(target__isnull=True, low__isnull=False, high__isnull=False),
                name="kpis_target_is_a_change_or_a_range",
            ),
            models.CheckConstraint(
                condition=models.Q(target__isnull=True) | ~models.Q(target=F("baseline")), name="kpis_target_differs_from_baseline"
            ),
            models.CheckConstraint(condition=models.Q(low__isnull=True) | models.Q(low__lte=F("high")), name="kpis_range_in_order"),
            ExclusionConstraint(
                name="kpis_targets_do_not_overlap",
                expressions=[
                    (one_element_range("indicator_id"), RangeOperators.OVERLAPS),
                    (
                        Func(F("baseline_on"), F("target_on"), Value("[)"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=models.Q(superseded_at__isnull=True, removed=False),
            ),
        ]
        indexes = [models.Index(fields=["indicator", "recorded_at"])]

    def __str__(self) -> str:
        return f"{self.indicator_id} · {self.target_on}"

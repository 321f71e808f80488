"""Entering, correcting and restating activity data; opening a period."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import Site
from foundation.editing import DayInput
from foundation.submissions import SentOnce
from rse.catalogues import Category
from rse.forms.fields import QuantityField
from rse.models import ActivityData, CategoryStatement, EmissionFactor, FactorRelease, ReportingPeriod
from rse.queries.entry import Meter

LONGEST = 2_000


class MonthForm(forms.Form):
    """One value a meter for one month, each with its evidence where there is one."""

    reason = forms.CharField(
        label=_("Reason, if you change a value that was saved"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    bill = forms.FileField(
        label=_("One file that proves them all"),
        required=False,
        help_text=_("It goes with every value you enter here that has no file of its own."),
    )

    def __init__(self, *args: Any, meters: Sequence[Meter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meters = meters
        for meter in meters:
            self.fields[meter.value_name] = QuantityField(label=str(meter), initial=meter.quantity)
            self.fields[meter.file_name] = forms.FileField(label=_("Evidence"), required=False)
        self.order_fields([name for meter in meters for name in (meter.value_name, meter.file_name)])
        first = next((meter for meter in meters if meter.quantity is None), None)
        if first:  # who comes here comes to type
            self.fields[first.value_name].widget.attrs["autofocus"] = True

    @property
    def lines(self) -> list[tuple[Meter, Any, Any]]:
        """Each meter with its two fields."""
        return [(meter, self[meter.value_name], self[meter.file_name]) for meter in self.meters]


class ActivityForm(SentOnce):
    """A new line of activity data in one category."""

    site = forms.ModelChoiceField(label=_("Site"), queryset=Site.objects.all(), required=False, empty_label=_("The whole company"))
    label = forms.CharField(label=_("Source of emission"), max_length=160, help_text=_("The meter, the fleet, the purchase."))
    starts_on = forms.DateField(label=_("First day"), widget=DayInput())
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput())
    quantity = QuantityField(label=_("Quantity"), required=True)
    unit = forms.CharField(
        label=pgettext_lazy("measure", "Unit"), max_length=60, help_text=_("kWh, MWh, litre, m3, kg, t, km, t.km, passenger.km, EUR…")
    )
    factor = forms.ModelChoiceField(label=_("Emission factor"), queryset=EmissionFactor.objects.none())
    market_factor = forms.ModelChoiceField(
        label=_("Factor of the contract"),
        queryset=EmissionFactor.objects.none(),
        required=False,
        help_text=_("For electricity and heat bought under a contract or with certificates."),
    )
    kind = forms.ChoiceField(label=_("Kind of data"), choices=ActivityData.Kind.choices, initial=ActivityData.Kind.PHYSICAL)
    note = forms.CharField(label=_("Note"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))
    evidence = forms.FileField(label=_("Evidence"), required=False)

    def __init__(self, *args: Any, period: ReportingPeriod, category: Category, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        factors = EmissionFactor.objects.filter(release__in=period.releases.all(), post=category.code).select_related("release")
        for name, rows in (("factor", factors.exclude(basis="market")), ("market_factor", factors)):
            self.fields[name].queryset = rows
            self.fields[name].label_from_instance = factor_label
        if category.scope != 2:
            del self.fields["market_factor"]
        self.fields["starts_on"].initial, self.fields["ends_on"].initial = period.starts_on, period.ends_on


def factor_label(factor: EmissionFactor) -> str:
    """A factor as it is offered: name, unit, year, source."""
    return f"{factor.name} · {factor.kgco2e:g} kg/{factor.unit} · {factor.year or '?'} · {factor.release}"


class CorrectionForm(forms.Form):
    """A new value with its reason; the old one stays visible."""

    quantity = QuantityField(label=_("New quantity"), required=True)
    reason = forms.CharField(label=_("Reason"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))
    number = forms.IntegerField(widget=forms.HiddenInput)


class PeriodForm(SentOnce):
    """A new reporting period."""

    code = forms.SlugField(label=_("Code"), max_length=20, help_text=_("Usually the year: 2026."))
    starts_on = forms.DateField(label=_("First day"), widget=DayInput())
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput())
    consolidation = forms.ChoiceField(label=_("Consolidation"), choices=ReportingPeriod.Consolidation.choices)
    gwp_set = forms.ChoiceField(label=_("Warming potentials"), choices=[(name, name) for name in ("AR6", "AR5", "AR4")])
    releases = forms.ModelMultipleChoiceField(
        label=_("Releases of factors"), queryset=FactorRelease.objects.all(), widget=forms.CheckboxSelectMultiple
    )
    revenue = forms.DecimalField(label=_("Revenue (EUR)"), required=False, min_value=0, max_digits=18, decimal_places=2)
    employees = forms.DecimalField(label=_("Employees (FTE)"), required=False, min_value=0, max_digits=12, decimal_places=1)


class StatementForm(forms.Form):
    """What is known of a category without figures."""

    category = forms.CharField(widget=forms.HiddenInput, max_length=6)
    state = forms.ChoiceField(label=_("What is known"), choices=CategoryStatement.State.choices)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=LONGEST)

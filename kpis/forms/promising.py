"""Promising an effect on an indicator."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.editing import DayInput
from foundation.submissions import SentOnce
from kpis.forms.fields import ValueField
from kpis.models import Indicator, LatestMeasurement


class IndicatorChoice(forms.ModelChoiceField):
    """Indicators by code and name."""

    def label_from_instance(self, indicator: Indicator) -> str:
        return f"{indicator.code} · {indicator.name}"


class PromiseForm(SentOnce):
    """What is promised: an indicator, by how much, by when, under which assumption."""

    indicator = IndicatorChoice(label=_("Indicator"), queryset=Indicator.objects.none())
    delta = ValueField(label=_("Promised change"), required=True, help_text=_("In the unit of the indicator, with its sign: +2 or −0.5."))
    due_on = forms.DateField(label=pgettext_lazy("deadline", "By"), widget=DayInput())
    assumption = forms.CharField(label=_("What does it assume?"), max_length=2_000, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        measured = LatestMeasurement.objects.filter(slice__isnull=True).values("indicator")
        self.fields["indicator"].queryset = Indicator.objects.filter(retired_on__isnull=True, pk__in=measured)

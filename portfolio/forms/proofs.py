"""Asking for a change of an indicator, saying why there is none."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpis.forms.fields import ValueField
from portfolio.forms.fields import DayField
from portfolio.models import ProjectIndicator


class ChangeForm(forms.Form):
    """Another share or a last day, with the reason that the owner of the indicator reads."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    share = ValueField(label=_("Share"), help_text=_("1 counts as much as another indicator with 1."))
    ends_on = DayField(label=_("Last day on which it counts"), required=False)
    reason = forms.CharField(label=_("Why?"), max_length=2_000, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, use: ProjectIndicator, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": use.pk, "share": use.share}, **kwargs)
        self.use = use

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("share") == self.use.share:
            facts["share"] = None
        return facts


class NoIndicatorForm(forms.Form):
    """Why no indicator can prove the project, and until when."""

    reason = forms.CharField(label=_("No indicator, because"), max_length=2_000, widget=forms.Textarea({"rows": 2}))
    until = DayField(label=_("Until"))

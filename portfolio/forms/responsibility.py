"""Three questions on one theme."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portfolio.models.responsibility import Effect
from rse.models import Theme


class AssessmentForm(forms.Form):
    """What the project does to the theme, how one knows, and what is done about harm."""

    theme = forms.ModelChoiceField(queryset=Theme.objects.filter(group__code="house"), to_field_name="code", widget=forms.HiddenInput)
    effect = forms.TypedChoiceField(
        label=_("1. What does the project do to this theme?"),
        choices=Effect.choices,
        coerce=lambda value: Decimal(value) / 100,
        widget=forms.RadioSelect,
    )
    rationale = forms.CharField(
        label=_("2. What is the effect, and how do you know?"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    mitigation = forms.CharField(
        label=_("3. What is done against harm?"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )

    @property
    def facts(self) -> dict[str, Any]:
        """What was entered."""
        return dict(self.cleaned_data)

"""Naming what weighs, and rating it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.editing import DayInput
from foundation.submissions import SentOnce
from rse.models import Iro, Theme

STEPS = [("", "–"), *((str(step), str(step)) for step in range(1, 6))]
LIKELIHOODS = [("1.0", _("certain")), ("0.8", _("likely")), ("0.6", _("possible")), ("0.4", _("unlikely")), ("0.2", _("very unlikely"))]


class IroForm(SentOnce):
    """An impact, a risk or an opportunity of a topic."""

    topic = forms.ModelChoiceField(label=_("Topic"), queryset=Theme.objects.filter(group__code="esrs"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Iro.Kind.choices)
    name_fr = forms.CharField(label=_("Name (French)"), max_length=300, required=False)
    name_en = forms.CharField(label=_("Name (English)"), max_length=300, required=False)
    positive = forms.BooleanField(label=_("It is positive"), required=False)
    potential = forms.BooleanField(label=_("It may happen (potential)"), required=False)
    human_rights = forms.BooleanField(label=_("It concerns human rights"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("name_fr") and not cleaned.get("name_en"):
            self.add_error("name_fr", _("Name it in one language at least."))
        return cleaned


def step(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=STEPS, coerce=int, empty_value=0, required=False)


class RatingForm(forms.Form):
    """From 1 to 5, with the reason."""

    scale = step(_("How grave is it? (1 to 5)"))
    scope = step(_("How widespread is it? (1 to 5)"))
    irremediability = step(_("How hard to put right? (1 to 5)"))
    magnitude = step(_("How much money is at stake? (1 to 5)"))
    likelihood = forms.TypedChoiceField(label=_("How likely is it?"), choices=LIKELIHOODS, coerce=float)
    rationale = forms.CharField(label=_("Why?"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, iro: Iro, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unused = ["magnitude"] if iro.kind == Iro.Kind.IMPACT else ["scale", "scope", "irremediability"]
        if iro.kind == Iro.Kind.IMPACT and iro.positive:
            unused.append("irremediability")
        for name in unused:
            del self.fields[name]


class ForceForm(forms.Form):
    """From which day a version weighs."""

    since = forms.DateField(label=_("In force from"), widget=DayInput())

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = today

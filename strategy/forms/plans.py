"""The plan with its values, and its axes."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.editing import DayInput, EditForm
from strategy.forms.fields import PercentField
from strategy.models import PlanValue, StrategicAxis, StrategicPlan

MOST_VALUES = 10
BLANK_VALUES = 2


class PlanForm(EditForm):
    """The plan in both languages; the horizon targets are entered in percent."""

    target_short = PercentField(label=_("Short term, 12 months or less (%)"), initial=45)
    target_medium = PercentField(label=_("Medium term, 13 to 36 months (%)"), initial=35)
    target_long = PercentField(label=_("Long term, more than 36 months (%)"), initial=20)

    class Meta:
        model = StrategicPlan
        fields = [
            "name_fr",
            "name_en",
            "vision_fr",
            "vision_en",
            "mission_fr",
            "mission_en",
            "starts_on",
            "ends_on",
            "status",
            "currency",
        ]
        widgets = {
            "starts_on": DayInput(),
            "ends_on": DayInput(),
            **{f"{name}_{lang}": forms.Textarea({"rows": 3}) for name in ("vision", "mission") for lang in ("fr", "en")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("target_short", "target_medium", "target_long"):
                self.initial[name] = getattr(self.instance, name) * 100
        else:
            self.initial.setdefault("status", StrategicPlan.Status.ACTIVE)

    def clean_currency(self) -> str:
        return self.cleaned_data["currency"].upper()

    def clean(self) -> dict[str, Any]:
        """Percentages become shares."""
        cleaned = super().clean() or self.cleaned_data
        for name in ("target_short", "target_medium", "target_long"):
            if isinstance(cleaned.get(name), Decimal):
                cleaned[name] /= 100
        return cleaned


class ValueForm(forms.ModelForm):
    """One value of the plan; without a name it is left out."""

    class Meta:
        model = PlanValue
        fields = ["name_fr", "name_en", "meaning_fr", "meaning_en"]
        widgets = {"meaning_fr": forms.TextInput, "meaning_en": forms.TextInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name_fr"].required = self.fields["name_en"].required = False

    def _post_clean(self) -> None:
        """The action writes."""


ValueForms = forms.formset_factory(ValueForm, extra=BLANK_VALUES, max_num=MOST_VALUES, absolute_max=MOST_VALUES + BLANK_VALUES)


def value_forms(data: Any, plan: StrategicPlan | None) -> Any:
    """The values of the plan as forms, with room for more."""
    columns = ("name_fr", "name_en", "meaning_fr", "meaning_en")
    known = list(plan.values.values(*columns)) if plan else []
    return ValueForms(data, prefix="values", initial=known)


def entered_values(forms_of_values: Any) -> list[dict[str, str]]:
    """The values that have a name, in order."""
    entered = [form.cleaned_data for form in forms_of_values if form.cleaned_data]
    return [value for value in entered if value.get("name_fr") or value.get("name_en")]


class AxisForm(EditForm):
    """An axis: its names, its perspective, its place."""

    class Meta:
        model = StrategicAxis
        fields = ["name_fr", "name_en", "code", "perspective", "position"]
        help_texts = {"position": _("Axes are shown in rising order.")}

    def __init__(self, *args: Any, plan: StrategicPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        if not self.instance.pk:
            axes = list(plan.axes.all())
            self.initial |= {"code": f"A{len(axes) + 1}", "position": max((axis.position for axis in axes), default=0) + 1}

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        if self.plan.axes.filter(code=code).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another axis of this plan has this code: choose a free one."))
        return code

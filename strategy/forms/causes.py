"""Saying which objective leads to which."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.bilingual import language, other_language
from foundation.submissions import SentOnce
from strategy import queries
from strategy.models import StrategicObjective, StrategicPlan


class CauseForm(SentOnce):
    """Two objectives of a plan, and why one helps the other."""

    cause = forms.ModelChoiceField(label=_("Reaching this objective …"), queryset=StrategicObjective.objects.none())
    effect = forms.ModelChoiceField(label=_("… helps to reach this one"), queryset=StrategicObjective.objects.none())
    because_fr = forms.CharField(label=_("Why (French)"), max_length=300, required=False)
    because_en = forms.CharField(label=_("Why (English)"), max_length=300, required=False)

    def __init__(self, *args: Any, plan: StrategicPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = StrategicObjective.objects.filter(pk__in=[each.pk for each in queries.standing(plan)]).select_related("owner")
        for name in ("cause", "effect"):
            field = self.fields[name]
            field.queryset = standing.defer("search")  # type: ignore[attr-defined]
            field.label_from_instance = lambda objective: f"{objective.code} · {objective.name}"  # type: ignore[attr-defined]
        self.order_fields(["cause", "effect", f"because_{language()}", f"because_{other_language()}"])

    @property
    def facts(self) -> dict[str, Any]:
        """What was entered, without the token."""
        return {name: value for name, value in self.cleaned_data.items() if name != "token"}

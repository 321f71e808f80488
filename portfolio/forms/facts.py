"""The facts of a project: milestones, money, earned value, risks, gates, members, reports, waivers."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation import formatting
from foundation.submissions import SentOnce
from portfolio.actions.status import LONGEST_WAIVER
from portfolio.forms.fields import AmountField, DayField, PersonField, ShareField
from portfolio.models import BudgetLine, GateReview, Health, Project, Risk

THREE = [(health.value, health.label) for health in (Health.GREEN, Health.AMBER, Health.RED)]
FIVE = [(n, str(n)) for n in range(1, 6)]


class FactForm(SentOnce):
    """A fact of `project`; when one is changed, `version` is the row that was read."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    APART = ("token", "version")

    def __init__(self, *args: Any, project: Project, row: Any = None, **kwargs: Any) -> None:
        self.project, self.row = project, row
        initial = kwargs.pop("initial", {})
        if row is not None:
            initial = {name: getattr(row, name) for name in self.base_fields if hasattr(row, name)} | {"version": row.pk} | initial
        super().__init__(*args, initial=initial, **kwargs)

    def facts(self) -> dict[str, Any]:
        """What the action is told."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.APART}


class MilestoneForm(FactForm):
    name_fr = forms.CharField(label=_("Name in French"), max_length=200, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    baseline_on = DayField(label=_("Promised for"))
    forecast_on = DayField(label=_("Expected now"), required=False, help_text=_("Left empty: as promised."))
    reached_on = DayField(label=_("Reached on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.row is None:
            del self.fields["reached_on"]
        else:
            # The promise does not move: a late milestone would look on time.
            del self.fields["baseline_on"]
            self.fields["forecast_on"].required = True
            self.fields["forecast_on"].help_text = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("name_fr") and not cleaned.get("name_en"):
            self.add_error("name_fr", _("Give the milestone a name, in French or in English."))
        start = self.project.starts_on
        for name in ("baseline_on", "forecast_on", "reached_on"):
            day = cleaned.get(name)
            if start and day and day < start:
                self.add_error(name, _("The project starts only on %(day)s; choose a later day.") % {"day": formatting.day(start)})
        reached = cleaned.get("reached_on")
        if reached and reached > timezone.localdate():
            self.add_error("reached_on", _("This day is still to come; change the expected day instead."))
        return cleaned

    def facts(self) -> dict[str, Any]:
        facts = super().facts()
        return facts | {"forecast_on": facts["forecast_on"] or facts.get("baseline_on")}


class BudgetLineForm(FactForm):
    year = forms.IntegerField(
        label=_("Year"), min_value=1970, max_value=2099, required=False, help_text=_("Left empty: the whole life of the project.")
    )
    nature = forms.ChoiceField(label=_("Nature"), choices=BudgetLine.Nature.choices, initial=BudgetLine.Nature.TOTAL)
    label = forms.CharField(label=_("Label"), max_length=120, required=False)
    baseline = AmountField(label=_("Budget"))
    forecast = AmountField(label=_("Forecast"))
    actual = AmountField(label=_("Spent"))
    undisclosed = forms.CharField(
        label=_("Why not disclosed"), max_length=300, required=False, help_text=_("Only when the budget is known but may not be told.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.row is not None:
            for name in ("year", "nature", "label"):
                del self.fields[name]
        else:
            self.fields["year"].initial = timezone.localdate().year

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        told = [cleaned.get(name) for name in ("baseline", "forecast", "actual")]
        if not self.errors and all(amount is None for amount in told) and not cleaned.get("undisclosed"):
            self.add_error("baseline", _("Write at least one amount, or say why it is not disclosed."))
        if cleaned.get("baseline") is not None and cleaned.get("undisclosed"):
            self.add_error("undisclosed", _("A budget is either told or not disclosed; clear one of the two."))
        return cleaned


class EarnedValueForm(FactForm):
    on = DayField(label=_("Date"))
    planned_value = AmountField(
        label=_("Planned value (PV)"), required=True, help_text=_("What should have been done by that day, at its budget.")
    )
    earned_value = AmountField(label=_("Earned value (EV)"), help_text=_("What was done by that day, at its budget."))
    actual_cost = AmountField(label=_("Actual cost (AC)"), help_text=_("What it has cost."))
    budget_at_completion = AmountField(label=_("Budget at completion (BAC)"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.row is not None:
            del self.fields["on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        bac = cleaned.get("budget_at_completion")
        if bac is not None and bac <= 0:
            self.add_error("budget_at_completion", _("The budget at completion is above 0."))
        for name in ("planned_value", "earned_value"):
            if bac is not None and (cleaned.get(name) or 0) > bac:
                self.add_error(name, _("This is more than the budget at completion; check the unit."))
        return cleaned


class RiskForm(FactForm):
    title = forms.CharField(label=_("What may happen"), max_length=200)
    probability = forms.TypedChoiceField(label=_("Probability (1 rare, 5 nearly certain)"), choices=FIVE, coerce=int, initial=3)
    impact = forms.TypedChoiceField(label=_("Impact (1 slight, 5 grave)"), choices=FIVE, coerce=int, initial=3)
    state = forms.ChoiceField(label=_("State"), choices=Risk.State.choices)
    response = forms.CharField(label=_("Response"), max_length=5_000, required=False, widget=forms.Textarea({"rows": 3}))
    owner = PersonField(label=_("Owner"))
    review_on = DayField(label=_("Look again on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.row is None:
            del self.fields["state"]
        else:
            self.fields["owner"].keep(self.row.owner)


class GateForm(FactForm):
    gate = forms.TypedChoiceField(label=_("Gate"), choices=[(n, str(n)) for n in range(1, 10)], coerce=int)
    decision = forms.ChoiceField(label=_("Decision"), choices=GateReview.Decision.choices)
    decided_on = DayField(label=_("Decided on"))
    decided_by = PersonField(label=_("Decided by"))
    note = forms.CharField(label=_("Note"), max_length=5_000, required=False, widget=forms.Textarea({"rows": 2}))

    def clean_decided_on(self) -> date:
        day = self.cleaned_data["decided_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come; record the decision once it is taken."))
        return day


class MemberForm(SentOnce):
    user = PersonField(label=_("Person"), required=True)
    role = forms.CharField(label=_("Part in the project"), max_length=120, required=False)
    share = ShareField(label=_("Share of time, %"), initial=20)


class WaiverForm(SentOnce):
    """A delivery confidence set by decision, for at most 60 days."""

    value = ShareField(label=_("Delivery confidence, %"))
    expires_on = DayField(label=_("Until"))
    reason = forms.CharField(label=_("Reason"), max_length=2_000, widget=forms.Textarea({"rows": 3}))

    def clean_expires_on(self) -> date:
        day, today = self.cleaned_data["expires_on"], timezone.localdate()
        if not today <= day <= today + LONGEST_WAIVER:
            raise forms.ValidationError(_("A waiver lasts at most 60 days; choose an earlier day."))
        return day

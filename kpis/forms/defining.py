"""Defining an indicator: what it means, where it goes, what it measures; and saying otherwise than its status."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import OrganisationUnit, Site, User
from foundation.editing import DayInput, EditForm
from kpis.forms.fields import ValueField
from kpis.models import Indicator, IndicatorShare, Target
from kpis.models.alerts import Status
from kpis.models.indicators import Direction, Perspective
from strategy.models import StrategicObjective, StrategyTag

RESERVED = {"due", "new", "library", "import", "quality", "scorecard", "board", "tokens", "api"}
SAID = [choice for choice in Status.choices if choice[0] in (Status.ON_TRACK, Status.WATCH, Status.OFF_TRACK)]


def default_of(name: str) -> Any:
    """What a new indicator has, until somebody says otherwise."""
    return Indicator._meta.get_field(name).default


class DefinitionForm(EditForm):
    """The definition of an indicator."""

    plausible_low = ValueField(label=_("Lowest usual value"))
    plausible_high = ValueField(label=_("Highest usual value"), help_text=_("A value outside is asked about once, never refused."))
    watch_below = ValueField(
        label=_("Watch below"), required=True, initial=default_of("watch_below"), help_text=_("Share of the expected change, such as 0.9.")
    )
    off_below = ValueField(label=_("Off track below"), required=True, initial=default_of("off_below"))
    hysteresis = ValueField(
        label=_("Margin"),
        required=True,
        initial=default_of("hysteresis"),
        help_text=_("How far a value must pass a threshold before the status changes back."),
    )
    tags = forms.ModelMultipleChoiceField(
        StrategyTag.objects.none(), required=False, label=_("Themes"), widget=forms.CheckboxSelectMultiple
    )
    owner = forms.ModelChoiceField(User.objects.none(), required=False, label=_("Owner"), empty_label=_("Nobody yet"))
    steward = forms.ModelChoiceField(User.objects.none(), required=False, label=_("Data steward"), empty_label=_("The owner enters it"))
    roll_up_weight = ValueField(label=_("Weight in its mean"), initial=1.0, help_text=_("How much it counts in a weighted mean of parts."))
    parent = forms.ModelChoiceField(Indicator.objects.none(), required=False, label=_("Rolls up into"), empty_label=_("Stands by itself"))

    class Meta:
        model = Indicator
        fields = [
            "code", "name_fr", "name_en", "definition_fr", "definition_en", "formula", "unit", "quantity_kind", "decimals", "direction",
            "cadence", "grace_days", "owner", "steward", "source", "is_leading", "perspective", "tags", "parent", "roll_up_weight",
            "aggregation", "plausible_low", "plausible_high", "watch_below", "off_below", "hysteresis",
        ]  # fmt: skip
        widgets = {
            "formula": forms.Textarea({"rows": 2}),
            "definition_fr": forms.Textarea({"rows": 3}),
            "definition_en": forms.Textarea({"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["direction"].choices = [("", _("Choose a direction")), *Direction.choices]
        self.fields["perspective"].choices = [("", _("No perspective")), *Perspective.choices]
        people = User.objects.filter(is_active=True).order_by("full_name")
        self.fields["owner"].queryset = self.fields["steward"].queryset = people
        self.fields["tags"].queryset = StrategyTag.objects.all()
        self.fields["parent"].queryset = Indicator.objects.filter(retired_on__isnull=True, parent__isnull=True).exclude(pk=self.instance.pk)

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        if code.casefold() in RESERVED or "/" in code:
            raise ValidationError(_("This word stands for a page: choose another code."))
        if Indicator.objects.filter(code__iexact=code).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another indicator has this code: choose a free one."))
        return code

    def clean_tags(self) -> list[StrategyTag]:
        return list(self.cleaned_data["tags"])

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        low, high = facts.get("plausible_low"), facts.get("plausible_high")
        if low is not None and high is not None and low >= high:
            self.add_error("plausible_high", _("The highest usual value must be above the lowest."))
        if (facts.get("off_below") or 0) > (facts.get("watch_below") or 0):
            self.add_error("off_below", _("“Off track” begins below “watch”: choose a smaller share."))
        facts["roll_up_weight"] = 1.0 if facts.get("roll_up_weight") is None else facts["roll_up_weight"]
        if facts["roll_up_weight"] <= 0:
            self.add_error("roll_up_weight", _("A weight is more than 0: 1 counts as much as another part with 1."))
        if fault := self._fault_of_parent(facts):
            self.add_error("parent", fault)
        return facts

    def _fault_of_parent(self, facts: dict[str, Any]) -> str:
        """Why the indicator cannot roll up into the chosen one, or nothing."""
        parent = facts.get("parent")
        if parent is None:
            return ""
        if self.instance.pk and self.instance.parts.exists():
            return _("Other indicators roll up into this one: it cannot be a part itself.")
        if (parent.unit, parent.cadence) != (facts.get("unit"), facts.get("cadence")):
            return _("A part is measured in the unit and the rhythm of its whole: %(unit)s, %(cadence)s.") % {
                "unit": parent.unit or "–",
                "cadence": parent.get_cadence_display(),
            }
        return ""


class SliceForm(forms.Form):
    """A part of the indicator that is measured for itself."""

    unit = forms.ModelChoiceField(OrganisationUnit.objects.none(), required=False, label=_("Unit"), empty_label="–")
    site = forms.ModelChoiceField(Site.objects.none(), required=False, label=_("Site"), empty_label="–")
    dimensions = forms.CharField(
        required=False,
        max_length=200,
        label=_("Other dimensions"),
        help_text=_("Customer segment, channel, region …: segment = professionals, channel = web."),
    )
    weight = ValueField(label=_("Weight in the mean"), required=True, help_text=_("1 counts as much as another part with 1."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"weight": 1.0}, **kwargs)
        self.fields["unit"].queryset = OrganisationUnit.objects.order_by("code")
        self.fields["site"].queryset = Site.objects.order_by("code")

    def clean_dimensions(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for pair in filter(str.strip, self.cleaned_data["dimensions"].split(",")):
            name, mark, text = (cell.strip() for cell in pair.partition("="))
            if not (name and mark and text) or name.casefold() in ("unit", "site"):
                raise ValidationError(_("“%(pair)s” is no dimension: write its name, “=” and the part."), params={"pair": pair.strip()})
            found[name] = text
        return found


class TargetForm(forms.Form):
    """From where to where by when; a range holds between its two limits."""

    baseline_on = forms.DateField(label=_("From"), widget=DayInput())
    target_on = forms.DateField(label=_("Until"), widget=DayInput())
    baseline = ValueField(label=_("Baseline value"))
    target = ValueField(label=_("Target value"))
    low = ValueField(label=_("Lower limit"))
    high = ValueField(label=_("Upper limit"))
    tolerance = ValueField(label=_("Tolerance beyond the limits"))
    path = forms.ChoiceField(label=_("Path"), choices=Target.Path.choices, required=False)
    steps = forms.CharField(
        label=_("Steps"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("One step a line: the day, then the value: 2026-06-30 34."),
    )

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicator = indicator
        wanted = ("low", "high", "tolerance") if self.is_range else ("baseline", "target", "path", "steps")
        for name in {"baseline", "target", "low", "high", "tolerance", "path", "steps"} - set(wanted):
            del self.fields[name]
        for name in wanted:
            if isinstance(self.fields[name], ValueField):
                self.fields[name].unit = indicator.unit
                self.fields[name].required = name != "tolerance"

    @property
    def is_range(self) -> bool:
        return self.indicator.direction in (Direction.RANGE, Direction.MAINTAIN)

    def clean_steps(self) -> dict[str, float]:
        found: dict[str, float] = {}
        field = ValueField(required=True, unit=self.indicator.unit)
        for line in filter(str.strip, self.cleaned_data["steps"].splitlines()):
            day, _space, value = line.strip().partition(" ")
            try:
                found[date.fromisoformat(day).isoformat()] = field.clean(value)
            except ValueError as wrong:
                raise ValidationError(_("“%(line)s” is no step: write the day, a space and the value."), params={"line": line}) from wrong
        return found

    @property
    def facts(self) -> dict[str, Any]:
        """What the action records; an empty path is a line, an empty tolerance none."""
        facts = {name: value for name, value in self.cleaned_data.items() if value is not None}
        if not self.is_range:
            return facts | {"path": facts.get("path") or Target.Path.LINEAR}
        return facts | {"tolerance": facts.get("tolerance", 0.0)}


class ShareForm(forms.Form):
    """The objective that the indicator measures, and how much it says about it."""

    objective = forms.ModelChoiceField(StrategicObjective.objects.none(), label=_("Objective"), empty_label=_("Choose an objective"))
    share = ValueField(label=_("Share"), required=True, help_text=_("1 counts as much as another indicator with 1."))

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, initial={"share": 1.0}, **kwargs)
        leaves = StrategicObjective.objects.filter(retired_on__isnull=True, children__isnull=True)
        taken = IndicatorShare.objects.current().filter(indicator=indicator).values("objective")
        self.fields["objective"].queryset = leaves.exclude(pk__in=taken).order_by("position", "code")


class OverrideForm(forms.Form):
    """A person's status instead of the computed one."""

    status = forms.ChoiceField(label=_("Status"), choices=SAID)
    reason = forms.CharField(label=_("Why?"), max_length=2_000, widget=forms.Textarea({"rows": 2}))
    expires_on = forms.DateField(label=_("Until"), widget=DayInput(), help_text=_("At most 90 days from today."))


class CorrectionForm(forms.Form):
    """Another value for a measured period, with its reason; the row that was read goes along."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    value = ValueField(label=_("Right value"), required=True)
    reason = forms.CharField(label=_("Why is it corrected?"), max_length=2_000, widget=forms.Textarea({"rows": 2}))

    file = forms.FileField(
        label=_("Evidence"), required=False, help_text=_("A PDF, an image, a spreadsheet or a text document, at most 20 MB.")
    )

    def __init__(self, *args: Any, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].unit = unit

"""A reduction target as people state it: tonnes and years; and a file with the series of the world around."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.editing import EditForm
from foundation.submissions import SentOnce
from rse.forms.fields import QuantityField
from rse.models import ReductionTarget

TONNE = 1000
SCOPES = [("1", _("Scope 1")), ("2", _("Scope 2")), ("3", _("Scope 3"))]


class TargetForm(EditForm):
    """A promise in tonnes: from a base year to a target year, on a line or by steps."""

    scopes = forms.MultipleChoiceField(label=_("Scopes"), choices=SCOPES, widget=forms.CheckboxSelectMultiple)
    base_tonnes = QuantityField(label=_("Emitted in the base year (t CO2e)"), required=True)
    target_tonnes = QuantityField(label=_("Allowed in the target year (t CO2e)"), required=True)
    steps_text = forms.CharField(
        label=_("Steps"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: the year, a space, the tonnes. Empty: a straight line."),
    )

    class Meta:
        model = ReductionTarget
        fields = ("name_fr", "name_en", "code", "scopes", "basis", "base_year", "target_year", "standard", "standard_version")
        fields = (*fields, "validation", "context")
        labels = {"code": _("Code"), "basis": _("Electricity and heat"), "base_year": _("Base year"), "target_year": _("Target year")}
        labels |= {"standard": _("Standard"), "standard_version": _("Version of the standard"), "validation": _("Validation")}
        labels |= {"context": _("Context line of the chart"), "name_fr": _("Name (French)"), "name_en": _("Name (English)")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["context"].empty_label = _("None")
        if self.instance.pk:
            del self.fields["code"]
            self.initial["scopes"] = list(self.instance.scopes)
            self.initial |= {name: getattr(self.instance, name) for name in ("base_tonnes", "target_tonnes", "steps_text")}
        else:
            self.initial.setdefault("scopes", ["1", "2"])

    def clean_scopes(self) -> str:
        return "".join(sorted(self.cleaned_data["scopes"]))

    def clean_steps_text(self) -> str:
        self.steps = dict(self._step(line) for line in filter(str.strip, self.cleaned_data["steps_text"].splitlines()))
        return self.cleaned_data["steps_text"].strip()

    def _step(self, line: str) -> tuple[str, float]:
        year, _space, tonnes = line.strip().partition(" ")
        wrong = forms.ValidationError(_("“%(line)s” is no step: write the year, a space and the tonnes."), params={"line": line.strip()})
        if not (len(year) == 4 and year.isdecimal()):
            raise wrong
        try:
            return year, QuantityField(required=True).clean(tonnes) * TONNE
        except forms.ValidationError as unreadable:
            raise wrong from unreadable

    @property
    def facts(self) -> dict[str, Any]:
        facts = super().facts
        base, goal = facts.pop("base_tonnes"), facts.pop("target_tonnes")
        facts.pop("steps_text")
        return facts | {"base_kg": base * TONNE, "target_kg": goal * TONNE, "steps": self.steps}


class ContextForm(SentOnce):
    """A table of years to draw beside the targets."""

    name_fr = forms.CharField(label=_("Name (French)"), max_length=300, help_text=_("What the line shows: France, the sector…"))
    name_en = forms.CharField(label=_("Name (English)"), max_length=300, required=False)
    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("Who published these figures, in which edition."))
    unit = forms.CharField(label=pgettext_lazy("measure", "Unit"), max_length=40, required=False)
    column = forms.CharField(label=_("Column"), max_length=80, required=False, help_text=_("Empty: the last column of the file."))
    file = forms.FileField(label=_("File"), help_text=_("CSV or XLSX: a column of years, and the values."))

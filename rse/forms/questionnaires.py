"""The questions of a supplier, and the review of the answers."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rse.actions.questionnaires import YEARS_BACK
from rse.catalogues import Point, partner_points
from rse.forms.fields import QuantityField
from rse.models import Questionnaire
from rse.partner_points import COUNT, YES_NO, Answer, faults

GROUPS = {
    "company": _("Your company"),
    "energy": _("Energy and emissions"),
    "waste": _("Waste"),
    "people": _("People at work"),
    "rights": _("Human rights"),
    "fair": _("Fair practices"),
}


class QuestionnaireForm(forms.Form):
    """The official points of the VSME standard that partners are asked; whatever is unknown stays empty."""

    respondent = forms.CharField(label=_("Your name and function"), max_length=200, widget=forms.TextInput({"autocomplete": "name"}))
    evidence = forms.FileField(
        label=_("A document that supports it"),
        required=False,
        help_text=_("Report, certificate or policy: PDF, image or spreadsheet, up to 20 MB."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = range(today.year - 1, today.year - YEARS_BACK - 1, -1)
        choices = [(year, str(year)) for year in (*years, today.year)]
        self.fields["year"] = forms.TypedChoiceField(label=_("Your figures are about the year"), coerce=int, choices=choices)
        for point in partner_points().values():
            self.fields[point.concept] = _field(point)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, sentence in faults({one.concept: one.kind for one in partner_points().values()}, self.answers).items():
            self.add_error(name, gettext(sentence))
        if not self.errors and not self.answers:
            self.add_error(None, _("Answer one question at least."))
        return cleaned

    @property
    def answers(self) -> dict[str, Answer]:
        """What was answered, by concept."""
        given = {one: self.cleaned_data.get(one.concept) for one in partner_points().values()}
        return {one.concept: _answer(one, value) for one, value in given.items() if value not in (None, "")}

    @property
    def groups(self) -> Iterator[tuple[Any, list[BoundField]]]:
        """The questions under their headings, in order."""
        for group, title in GROUPS.items():
            yield title, [self[one.concept] for one in partner_points().values() if one.group == group]


def _field(point: Point) -> forms.Field:
    label = f"{point.label} ({point.unit})" if point.unit else point.label
    if point.kind == YES_NO:
        choices = [("yes", _("Yes")), ("no", _("No")), ("", _("I do not know"))]
        return forms.ChoiceField(label=label, choices=choices, required=False, initial="", widget=forms.RadioSelect)
    return QuantityField(label=label)


def _answer(point: Point, value: Any) -> Answer:
    if point.kind == YES_NO:
        return bool(value == "yes")
    return int(value) if point.kind == COUNT and value == int(value) else value


class ReviewForm(forms.Form):
    """What the buyer thinks of the answers."""

    verdict = forms.ChoiceField(label=_("Outcome of the review"), choices=Questionnaire.Verdict.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2_000, help_text=_("Needed where the answers raise questions."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    take_staff = forms.BooleanField(label=_("Take the number of employees over to the supplier's page"), required=False)

    def __init__(self, *args: Any, offers_staff: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not offers_staff:
            del self.fields["take_staff"]

"""A new version of the scoring model: every parameter as a field, in words, grouped by what it drives."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.formats import localize_input
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.submissions import SentOnce
from portfolio.alignment.parameter_words import GROUPS, LABELS, WRONG
from portfolio.alignment.parameters import RISING, Parameters, ParametersError
from portfolio.forms.fields import DayField


class FiguresField(forms.CharField):
    """Several figures with semicolons between them, decimals by point or comma; the value is a tuple of floats."""

    def prepare_value(self, value: Any) -> Any:
        return "; ".join(localize_input(part) for part in value) if isinstance(value, tuple) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        try:
            found = tuple(float(part.strip().replace(",", ".")) for part in text.split(";"))
        except ValueError as error:
            raise ValidationError(_("Write figures with semicolons between them, such as 1; 0.5; 0.25.")) from error
        if not all(math.isfinite(part) for part in found):
            raise ValidationError(_("Write figures with semicolons between them, such as 1; 0.5; 0.25."))
        return found


@dataclass(frozen=True)
class FieldGroup:
    """The fields of one pillar, under its title."""

    title: Any
    fields: list[BoundField]

    @property
    def wrong(self) -> bool:
        return any(field.errors for field in self.fields)


class ScoringModelForm(SentOnce):
    """What the next version holds; `parameters` once it is valid. `based_on` tells which version was on the screen."""

    based_on = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(label=gettext_lazy("What changes and why"), max_length=2_000, widget=forms.Textarea({"rows": 3}))
    in_force_from = DayField(label=gettext_lazy("In force from"))
    parameters: Parameters

    def __init__(self, *arguments: Any, before: Parameters, previewing: bool = False, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.before, self.previewing = before, previewing
        for one in fields(Parameters):
            self.fields[one.name] = _field(one.name, getattr(before, one.name), dict(one.metadata))
        for name in ("note", "in_force_from"):
            self.fields[name].required = not previewing

    def groups(self) -> Iterator[FieldGroup]:
        """The fields of the parameters, by pillar."""
        for title, names in GROUPS:
            yield FieldGroup(title, [self[name] for name in names])

    def clean_in_force_from(self) -> Any:
        day = self.cleaned_data["in_force_from"]
        if day and not self.previewing and day < timezone.localdate():
            raise ValidationError(_("Choose today or a later day: past dates keep the model they had."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        names = [one.name for one in fields(Parameters)]
        if any(name in self.errors for name in names):
            return cleaned
        try:
            self.parameters = Parameters(**{name: cleaned[name] for name in names})
        except ParametersError as error:
            self._tell(error.errors)
            return cleaned
        if self.parameters == self.before and not self.previewing:
            self.add_error(None, _("Nothing differs from the version shown: change a figure first."))
        return cleaned

    def _tell(self, names: Iterable[str]) -> None:
        """Say beside each field what to do, in the language of the screen."""
        below = {high: low for low, high in RISING}
        for name in names:
            if name in WRONG:
                self.add_error(name, WRONG[name])
            else:
                self.add_error(name, _("Write a figure above that of “%(other)s”.") % {"other": LABELS[below[name]]})


def _field(name: str, value: Any, bounds: dict[str, float]) -> forms.Field:
    """The field of one parameter, with its bounds."""
    if name.endswith("_starts"):
        return DayField(label=LABELS[name], required=False, initial=value, help_text=_("Empty: this pillar does not count yet."))
    if isinstance(value, tuple):
        return FiguresField(label=LABELS[name], initial=value, max_length=200)
    kind = forms.IntegerField if isinstance(value, int) else forms.FloatField
    limits = {"min_value": bounds["low"], "max_value": bounds["high"]}
    return kind(label=LABELS[name], initial=value, localize=True, **limits)

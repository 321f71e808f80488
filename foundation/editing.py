"""Forms through which people edit a row: the form reads, one action writes, and nobody overwrites somebody else unknowingly."""

import uuid
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import construct_instance
from django.utils.translation import gettext

from foundation import formatting
from foundation.bilingual import language, other_language
from foundation.htmx import CONFLICT, UNPROCESSABLE
from foundation.refusals import Refusal
from foundation.versions import EditedMeanwhile

OK = 200


class DayInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class EditForm(forms.ModelForm):
    """Cleans what a person enters about a row; an action writes it.

    A name is asked in the language of the screen, the other language may stay empty.
    """

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    token = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "name_fr" in self.fields and "name_en" in self.fields:
            self._ask_one_name()

    def _ask_one_name(self) -> None:
        here, there = f"name_{language()}", f"name_{other_language()}"
        self.fields[here].required, self.fields[there].required = True, False
        if self.initial.get(here) == self.initial.get(there):
            self.initial[there] = ""
        self.order_fields([here, there])

    def get_initial_for_field(self, bound: forms.Field, name: str) -> Any:
        return getattr(self.instance, "version", None) if name == "version" else super().get_initial_for_field(bound, name)

    def _post_clean(self) -> None:
        """The row itself stays as it was read; a copy of it is asked whether its columns can hold what was entered."""
        tried = construct_instance(self, copy(self.instance), self._meta.fields, self._meta.exclude)
        relations = {field.name for field in tried._meta.fields if field.is_relation}
        try:
            tried.clean_fields(exclude=self._get_validation_exclusions() | relations)
        except ValidationError as wrong:
            self._update_errors(wrong)

    @property
    def facts(self) -> dict[str, Any]:
        """What was entered, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "token")}


@dataclass(frozen=True)
class Difference:
    """A field that somebody else has just saved otherwise."""

    label: str
    theirs: str
    yours: str


@dataclass(frozen=True)
class Attempt:
    """What came of trying to write: done, or the status to answer with and, after a lost race, both versions."""

    done: bool
    status: int = OK
    differences: list[Difference] = field(default_factory=list)


def attempt(form: forms.BaseForm, act: Callable[[], Any]) -> Attempt:
    """Do `act`; a refusal becomes an error of the form (422), a lost race the two versions side by side (409).

    After a lost race the form carries the version as it is now: sending it again replaces the other's words knowingly.
    """
    try:
        act()
    except Refusal as refusal:
        form.add_error(None, in_words(refusal))
        return Attempt(False, UNPROCESSABLE)
    except EditedMeanwhile as lost:
        found = differences(form, lost.row)
        form.data = form.data.copy()
        form.data[form.add_prefix("version")] = str(lost.row.version)
        return Attempt(False, CONFLICT, found)
    return Attempt(True)


def in_words(refusal: Refusal) -> str:
    """The sentence of a refusal in the active language."""
    return gettext(refusal.sentence) % refusal.facts


def differences(form: forms.BaseForm, row: models.Model) -> list[Difference]:
    """The fields of a cleaned form that differ from what the row holds now."""
    names = [name for name in form.cleaned_data if name in form.fields and hasattr(row, name) and name != "version"]
    found = []
    for name in names:
        theirs, yours = _in_row(row, name), form.cleaned_data[name]
        if theirs != yours and not (not theirs and not yours):
            found.append(Difference(str(form[name].label), _shown(theirs, form.fields[name]), _shown(yours, form.fields[name])))
    return found


def _in_row(row: models.Model, name: str) -> Any:
    value = getattr(row, name)
    return list(value.all()) if hasattr(value, "all") else value


def _shown(value: Any, bound: forms.Field) -> str:
    if value is None or value == "":
        return formatting.ABSENT
    if hasattr(value, "strftime"):
        return formatting.day(value)
    choices = dict(bound.choices) if isinstance(bound, forms.ChoiceField) and not isinstance(bound, forms.ModelChoiceField) else {}
    if isinstance(value, list | tuple | models.QuerySet):
        return ", ".join(str(each) for each in value) or formatting.ABSENT
    return str(choices.get(value, value))

"""Filters of lists. They live in the address; a value nobody knows is dropped and named, never an error."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

POSITION = ("after", "before", "page", "view")  # where one stood in the list; forgotten when what it holds changes
LONGEST_SAID = 48
Choices = Sequence[tuple[str, str | Promise]]


@dataclass(frozen=True)
class Chip:
    """A filter in force: what it says, and the address without it."""

    text: str
    href: str


class Filters(forms.Form):
    """Everything a list can be narrowed and arranged by; `ARRANGE` names the fields that only arrange."""

    ARRANGE: tuple[str, ...] = ("sort",)

    def offer(self, name: str, anything: str | Promise, choices: Choices) -> None:
        """Let `name` be one of the choices, or any."""
        self.fields[name].choices = [("", anything), *choices]

    @property
    def chosen(self) -> dict[str, Any]:
        """The valid values by field; a value that is not on offer is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def dropped(self) -> list[str]:
        """The labels of the filters whose value nobody knows."""
        self.is_valid()
        return [str(self.fields[name].label) for name in self.errors if name in self.fields]

    def chips(self) -> list[Chip]:
        """The filters in force, each with the address that takes it away."""
        narrowing = ((name, value) for name, value in self.chosen.items() if name not in self.ARRANGE)
        return [Chip(self._said(name, value), address(self.data, **{name: None})) for name, value in narrowing]

    def _said(self, name: str, value: Any) -> str:
        label = str(self.fields[name].label)
        if value is True:
            return label
        words = dict(getattr(self.fields[name], "choices", ()))
        said = Truncator(str(words.get(value, value)).strip(" –")).chars(LONGEST_SAID)
        return str(_("%(label)s: %(value)s")) % {"label": label, "value": said}


def address(query: QueryDict, **changes: str | None) -> str:
    """The query string with `changes` made (None removes) and the position in the list forgotten."""
    new = query.copy()
    for name in (*POSITION, *changes):
        new.pop(name, None)
    new.update({name: value for name, value in changes.items() if value})
    for name in [name for name, values in new.lists() if not any(values)]:
        new.pop(name)
    return f"?{new.urlencode()}"

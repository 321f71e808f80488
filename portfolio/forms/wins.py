"""Saying a win, and choosing which wins to read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import OrganisationUnit
from foundation.bilingual import language, other_language
from foundation.submissions import SentOnce

LONGEST = 300


class WinForm(SentOnce):
    """The news in the language of the screen; the other language may stay empty."""

    text = forms.CharField(
        label=_("What went well?"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("One sentence: what was reached, and whom to thank. At most 300 characters."),
    )
    other = forms.CharField(label=_("The same in French"), max_length=LONGEST, required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["other"].label = _("The same in French") if language() == "en" else _("The same in English")

    def facts(self) -> dict[str, str]:
        """The two texts by language."""
        return {language(): self.cleaned_data["text"], other_language(): self.cleaned_data["other"]}


class WinFilters(forms.Form):
    """Which wins to read; a value that means nothing is left out."""

    unit = forms.ModelChoiceField(label=_("Unit"), queryset=OrganisationUnit.objects.none(), required=False)
    thanks = forms.ChoiceField(label=_("Thanks"), choices=[("", _("All wins")), ("mine", _("Not thanked by me yet"))], required=False)

    def __init__(self, data: Any, *, units: Any) -> None:
        super().__init__(data)
        self.fields["unit"].queryset = units
        self.fields["unit"].empty_label = _("All units")
        self.fields["unit"].label_from_instance = lambda unit: unit.name

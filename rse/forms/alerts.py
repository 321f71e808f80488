"""Telling an alert, following it by its code, answering it."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from rse.forms.suppliers import people_field
from rse.models import Alert

LONGEST = 10_000


class AlertForm(forms.Form):
    """What happens, where, and whether one gives one's name."""

    key = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)
    subject = forms.ChoiceField(label=_("What is it about?"), choices=Alert.Subject.choices)
    about = forms.CharField(label=_("Which company, site or team?"), required=False, max_length=200)
    text = forms.CharField(
        label=_("What happens?"),
        help_text=_("What you saw or know, when and where. Leave out what would betray you, if you wish to stay unknown."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    named = forms.BooleanField(label=_("Give my name to the people who read it"), required=False)

    def __init__(self, *args: Any, signed_in: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not signed_in:
            del self.fields["named"]


class CodeForm(forms.Form):
    """The code that was shown when the alert was received."""

    code = forms.CharField(
        label=_("Follow-up code"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    )


class MessageForm(forms.Form):
    """A message between reporter and readers."""

    text = forms.CharField(label=_("Message"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))


class ReaderForm(forms.Form):
    """One more person who may read."""

    person = people_field(_("Person"))

    def clean_person(self) -> User:
        return self.cleaned_data["person"]


class StateForm(forms.Form):
    """How far the alert is."""

    state = forms.ChoiceField(label=_("State"), choices=Alert.State.choices)

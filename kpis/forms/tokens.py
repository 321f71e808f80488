"""Asking for a token."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.editing import DayInput


class TokenForm(forms.Form):
    """The name of the program and the last day of its token."""

    name = forms.CharField(label=_("Name of the program"), max_length=100)
    expires_on = forms.DateField(label=_("Until"), widget=DayInput(), help_text=_("At most a year from today."))

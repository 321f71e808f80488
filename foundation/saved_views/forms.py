"""The name of a view, and who sees it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.saved_views.registry import LONGEST


class ViewForm(forms.Form):
    """How a view is called and whether the team sees it."""

    name = forms.CharField(label=_("Name of the view"), max_length=80)
    shared = forms.BooleanField(label=_("Share with everybody who may open this page"), required=False)


class NewViewForm(ViewForm):
    """A new view: also the page and its filters, as the address has them."""

    page = forms.CharField(max_length=60, widget=forms.HiddenInput)
    query = forms.CharField(max_length=2 * LONGEST, required=False, widget=forms.HiddenInput)

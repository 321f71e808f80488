"""Naming a supplier a project depends on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rse.models import Supplier


class DependenceForm(forms.Form):
    """The supplier by its code, and what it supplies."""

    supplier = forms.ModelChoiceField(
        label=_("Code of the supplier"), queryset=Supplier.objects.defer("search"), to_field_name="code", widget=forms.TextInput
    )
    purpose = forms.CharField(label=_("What it supplies"), required=False, max_length=200)

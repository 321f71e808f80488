"""Forms about oneself."""

from django import forms

from foundation.accounts.models import User


class ProfileForm(forms.ModelForm):
    """What a person sets for themselves: language and theme."""

    class Meta:
        model = User
        fields = ["language", "theme"]
        widgets = {"language": forms.RadioSelect, "theme": forms.RadioSelect}

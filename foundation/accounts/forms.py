"""Forms about oneself."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.editing import DayInput
from foundation.submissions import SentOnce


class ProfileForm(forms.ModelForm):
    """What a person sets for themselves: language and theme."""

    class Meta:
        model = User
        fields = ["language", "theme"]
        widgets = {"language": forms.RadioSelect, "theme": forms.RadioSelect}


class AbsenceForm(SentOnce):
    """From when to when `person` is away, and who reports in their place."""

    to = forms.ModelChoiceField(label=_("Who stands in for you"), queryset=User.objects.none())
    starts_on = forms.DateField(label=_("First day away"), widget=DayInput())
    ends_on = forms.DateField(label=_("Last day away"), widget=DayInput())

    def __init__(self, data: object = None, *, person: User, **options: object) -> None:
        super().__init__(data, **options)
        self.fields["to"].queryset = User.objects.filter(is_active=True).exclude(pk=person.pk).order_by("full_name", "id")


class ForgetForm(forms.Form):
    """The irreversible is confirmed knowingly."""

    sure = forms.BooleanField(
        label=_("I have read what goes and what stays; this cannot be undone."),
        error_messages={"required": _("Tick that you have read it.")},
    )

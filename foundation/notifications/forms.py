"""The preferences: one row an event, one column a channel."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.notifications.models import MailFrequency
from foundation.notifications.queries import Wish


class PreferencesForm(forms.Form):
    """Two fields an event: told in the portal, and how often by mail."""

    def __init__(self, data: object = None, *, wishes: list[Wish]) -> None:
        super().__init__(data)
        self.wishes = wishes
        for wish in wishes:
            self.fields[f"{wish.code}:in_app"] = forms.BooleanField(
                required=False, initial=wish.in_app, label=gettext("In the portal: %(event)s") % {"event": wish.label}
            )
            self.fields[f"{wish.code}:mail"] = forms.ChoiceField(
                choices=MailFrequency.choices,
                initial=wish.mail,
                label=gettext("By mail: %(event)s") % {"event": wish.label},
                widget=forms.Select({"class": "form-select"}),
            )

    def rows(self) -> list[dict[str, object]]:
        """The table of the page: label, the two fields."""
        return [{"label": w.label, "in_app": self[f"{w.code}:in_app"], "mail": self[f"{w.code}:mail"]} for w in self.wishes]

    def choices(self) -> dict[str, tuple[bool, str]]:
        """What was chosen: {event: (in the portal, mail frequency)}."""
        return {w.code: (self.cleaned_data[f"{w.code}:in_app"], self.cleaned_data[f"{w.code}:mail"]) for w in self.wishes}


class CommentForm(forms.Form):
    """One comment; the token makes a second sending harmless."""

    text = forms.CharField(
        label=_("Comment"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("@first.last tells a colleague, by the beginning of their address."),
    )
    token = forms.UUIDField(widget=forms.HiddenInput)

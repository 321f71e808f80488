"""Planning campaigns, calling sessions, bringing lists of who came."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import Site, User
from foundation.bilingual import name_field
from foundation.editing import DayInput, EditForm
from foundation.submissions import SentOnce
from kpis.models import Indicator
from rse.forms.audience import AudienceField
from rse.models import Campaign, CampaignSession, Initiative, Theme

LARGEST = 10 * 1024 * 1024


class CampaignForm(EditForm):
    """A campaign with its audience."""

    themes = forms.ModelMultipleChoiceField(
        label=_("Themes"), queryset=Theme.objects.filter(group__code="house"), widget=forms.CheckboxSelectMultiple
    )
    audience = AudienceField()

    class Meta:
        model = Campaign
        fields = [
            *("name_fr", "name_en", "code", "kind", "starts_on", "ends_on", "goal", "sessions_needed", "owner", "cost"),
            *("initiative", "indicator", "message_fr", "message_en"),
        ]
        widgets = {
            "starts_on": DayInput(),
            "ends_on": DayInput(),
            "message_fr": forms.Textarea(attrs={"rows": 2}),
            "message_en": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("initiative", Initiative), ("indicator", Indicator)):
            self.fields[name].queryset = rows.objects.order_by(name_field())
        self.fields["owner"].queryset = User.objects.filter(is_active=True)
        self.fields["indicator"].help_text = _("What the campaign should move: its page compares before and after.")
        self.fields["code"].widget.attrs["autocomplete"] = "off"
        if self.instance.pk:
            del self.fields["code"]
            self.initial["themes"] = list(self.instance.themes.all())

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip().upper()
        if Campaign.objects.filter(code=code).exists():
            raise forms.ValidationError(_("This code is taken: choose another."))
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("starts_on") and cleaned.get("ends_on") and cleaned["ends_on"] < cleaned["starts_on"]:
            self.add_error("ends_on", _("The campaign ends before it begins: check both days."))
        return cleaned


class SessionForm(SentOnce):
    """A session of a campaign."""

    on = forms.DateField(label=_("Day"), widget=DayInput())
    place = forms.CharField(label=_("Place"), max_length=160, help_text=_("A room, a shop, “online”."))
    hours = forms.DecimalField(label=_("Hours"), min_value=0.25, max_value=100, max_digits=5, decimal_places=2, initial=1)
    trainer = forms.CharField(label=_("Trainer"), max_length=120, required=False)
    site = forms.ModelChoiceField(
        label=_("Site"), queryset=Site.objects.all(), required=False, help_text=_("Offered first to those who sign in.")
    )
    closes_on = forms.DateField(
        label=_("Sign-in until"), widget=DayInput(), required=False, help_text=_("The day of the session, where you leave it empty.")
    )

    def __init__(self, *args: Any, campaign: Campaign, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = min(max(today, campaign.starts_on), campaign.ends_on)
        self.fields["site"].queryset = Site.objects.filter(pk__in=campaign.groups.values("site")).order_by(name_field())


class AttendanceForm(forms.Form):
    """A list of who came."""

    file = forms.FileField(
        label=_("List of who came"),
        help_text=_(
            "CSV or XLSX with a column “person” (personnel number or e-mail); “session”, “date”, “site” and “unit” where you have them."
        ),
    )
    partly = forms.BooleanField(label=_("Record the lines that can be read, and leave the others out"), required=False)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 10 MiB: split it."))
        return file


class JoinForm(forms.Form):
    """Somebody joins a session on their phone."""

    who = forms.CharField(
        label=_("Personnel number or work e-mail"),
        max_length=200,
        help_text=_("It is turned into a code that counts you once; nobody can read who came. Give the same one each time."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )
    place = forms.ChoiceField(label=_("Where do you work?"))

    def __init__(self, *args: Any, session: CampaignSession, places: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(number), name) for number, name in places]
        self.fields["place"].choices = [("", _("Choose…")), *offered, ("0", _("Elsewhere"))]
        near = next((group for group in session.campaign.groups.all() if session.site_id and group.site_id == session.site_id), None)
        self.fields["place"].initial = str(near.pk) if near else ""


class CodeForm(forms.Form):
    """The code on the wall."""

    code = forms.CharField(
        label=_("Code of the session"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "code-input"}),
    )

"""What people enter about suppliers, and how they narrow the list of them."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation import formatting
from foundation.accounts.models import User
from foundation.bilingual import name_field
from foundation.editing import DayInput
from foundation.filtering import Filters
from foundation.submissions import SentOnce
from rse.actions.due_diligence import Judgement
from rse.actions.suppliers import SupplierFacts
from rse.countries import countries
from rse.forms.fields import QuantityField
from rse.models import Severity, Supplier, Theme
from rse.queries import suppliers as queries

LONGEST = 2_000
MIB = 1024 * 1024
LARGEST = 10 * MIB
STEPS = [("1", _("1 · low")), ("2", "2"), ("3", _("3 · medium")), ("4", "4"), ("5", _("5 · very high"))]


class SupplierFilters(Filters):
    """Everything the list of suppliers can be narrowed by; a value nobody knows is left out."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=100, widget=forms.TextInput({"type": "search", "autocomplete": "off"})
    )
    look = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("Every supplier")),
            (queries.SEVERE, _("With a severe finding")),
            (queries.OVERDUE, _("With an overdue action")),
            (queries.OPEN, _("With an open action")),
            (queries.HIGH_RISK, _("High residual risk")),
            (queries.UNASSESSED, _("Not assessed yet")),
        ],
    )
    tier = forms.TypedChoiceField(label=_("Tier"), required=False, coerce=int, empty_value=None)
    country = forms.ChoiceField(label=_("Country"), required=False)
    inherent = forms.TypedChoiceField(label=_("Inherent risk"), required=False, coerce=int, empty_value=None)
    residual = forms.TypedChoiceField(label=_("Residual risk"), required=False, coerce=int, empty_value=None)
    mine = forms.BooleanField(label=_("Only mine"), required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        names = countries(str(formatting.locale()))
        used = sorted(((code, names.get(code, code)) for code in queries.countries_in_use()), key=lambda pair: pair[1])
        self.offer("country", _("Every country"), used)
        self.offer("tier", _("Every tier"), [(str(n), str(n)) for n in range(1, 10)])
        for name in ("inherent", "residual"):
            self.offer(name, _("Any"), STEPS)

    def wanted(self, user: User) -> queries.Wanted:
        """The same as the list understands it."""
        chosen = self.chosen
        mine = chosen.pop("mine", False)
        return queries.Wanted(**chosen, buyer=user.pk if mine else None)


class SupplierForm(SentOnce):
    """What is known of a supplier."""

    code = forms.CharField(label=_("Code"), max_length=30, help_text=_("As in your purchasing system."))
    name = forms.CharField(label=_("Name"), max_length=200)
    country = forms.ChoiceField(label=_("Country"))
    tier = forms.IntegerField(
        label=_("Tier"), min_value=1, max_value=9, initial=1, help_text=_("1: one buys from it directly; 2: its own supplier, and so on.")
    )
    spend = QuantityField(label=_("Share of spend (%)"))
    staff = forms.IntegerField(label=_("Employees"), required=False, min_value=1, max_value=5_000_000)
    contact = forms.EmailField(label=_("Contact (e-mail)"), required=False)
    buyer = forms.ModelChoiceField(
        label=_("Buyer"), queryset=User.objects.none(), required=False, help_text=_("Follows the supplier and its corrective actions.")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, supplier: Supplier | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=self._known(supplier), **kwargs)
        self.fields["country"].choices = [("", "–"), *countries(str(formatting.locale())).items()]
        self.fields["buyer"].queryset = User.objects.filter(is_active=True).order_by("full_name")
        self.fields["buyer"].label_from_instance = lambda user: user.full_name
        if supplier:
            del self.fields["code"]
        self.code = supplier.code if supplier else ""

    @staticmethod
    def _known(supplier: Supplier | None) -> dict[str, Any]:
        if supplier is None:
            return {"country": "FR"}
        named = {name: getattr(supplier, name) for name in ("name", "country", "tier", "staff", "contact", "version")}
        return named | {"spend": None if supplier.spend_share is None else float(supplier.spend_share * 100), "buyer": supplier.buyer_id}

    def clean_spend(self) -> float | None:
        value = self.cleaned_data["spend"]
        if value is not None and not 0 <= value <= 100:
            raise forms.ValidationError(_("A share of spend lies between 0 and 100%."))
        return value

    @property
    def facts(self) -> SupplierFacts:
        """What was entered."""
        from decimal import Decimal

        value, spend = self.cleaned_data, self.cleaned_data["spend"]
        share = None if spend is None else (Decimal(str(spend)) / 100).quantize(Decimal("0.000001"))
        named = {name: value[name] for name in ("name", "country", "tier", "staff", "contact", "buyer")}
        return SupplierFacts(code=value.get("code", self.code), spend_share=share, **named)


class JudgementForm(SentOnce):
    """The risks of a supplier."""

    inherent = forms.TypedChoiceField(
        label=_("Inherent risk"), choices=STEPS, coerce=int, help_text=_("By itself: its country, its trade, what it makes.")
    )
    residual = forms.TypedChoiceField(
        label=_("Residual risk"), choices=STEPS, coerce=int, help_text=_("What is left with all that is done: audits, clauses, training.")
    )
    assessed_on = forms.DateField(label=_("Assessed on"), widget=DayInput())
    rationale = forms.CharField(label=_("Why?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))

    def judgement(self, supplier: Supplier) -> Judgement:
        """The same as the action understands it."""
        value = self.cleaned_data
        return Judgement(supplier, value["inherent"], value["residual"], value["rationale"], value["assessed_on"])


class FindingForm(SentOnce):
    """What was found wrong."""

    title = forms.CharField(label=_("What was found, in a few words"), max_length=200)
    severity = forms.ChoiceField(
        label=_("Severity"),
        choices=Severity.choices,
        help_text=_("Severe: it vetoes every project that depends on the supplier until it is put right."),
    )
    human_rights = forms.BooleanField(label=_("It concerns human rights"), required=False)
    theme = forms.ModelChoiceField(label=_("Theme"), queryset=Theme.objects.none(), help_text=_("On which theme it weighs."))
    found_on = forms.DateField(label=_("Found on"), widget=DayInput())
    description = forms.CharField(label=_("In detail"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))
    evidence = forms.FileField(label=_("Evidence"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = Theme.objects.filter(group__code="house").order_by(name_field())


class WithdrawForm(forms.Form):
    """Why a finding does not stand."""

    reason = forms.CharField(label=_("Why does it not stand?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


def people_field(label: Any, **options: Any) -> forms.ModelChoiceField:
    """A person with a login, by name."""
    field = forms.ModelChoiceField(label=label, queryset=User.objects.filter(is_active=True).order_by("full_name"), **options)
    field.label_from_instance = lambda user: user.full_name
    return field


class CorrectionForm(SentOnce):
    """What the supplier must do, by when, and who follows it."""

    what = forms.CharField(label=_("What must the supplier do?"), max_length=500)
    due_on = forms.DateField(label=pgettext_lazy("deadline", "By"), widget=DayInput())
    owner = people_field(_("Followed by"), required=False, empty_label=_("The buyer"))


class MoveForm(forms.Form):
    """Another day or another person."""

    due_on = forms.DateField(label=_("Deadline"), widget=DayInput())
    owner = people_field(_("Followed by"), required=False, empty_label=_("The buyer"))


class CloseForm(forms.Form):
    """What was verified, and the file that proves it."""

    outcome = forms.CharField(label=_("What did you verify, and how?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))
    evidence = forms.FileField(
        label=_("Evidence"),
        help_text=_("Audit report, photo, certificate: needed to close."),
        error_messages={"required": _("Attach what proves it: a corrective action is closed only with its evidence.")},
    )


class ReopenForm(forms.Form):
    """Why it is open again."""

    reason = forms.CharField(label=_("Why is it open again?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))
    due_on = forms.DateField(label=_("New deadline"), widget=DayInput())


class SupplierFileForm(forms.Form):
    """A CSV or XLSX file with the columns code, name, country."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX: code, name and country; tier, share of spend, employees, contact and buyer where you have them."),
    )

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 10 MiB: split it."))
        return file


def first_day(today: date) -> dict[str, date]:
    """Forms that ask for a day propose today."""
    return {"assessed_on": today, "found_on": today}

"""What is asked of a file: the file itself, then a few questions once."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cmo_portal.exchange.guided import IGNORE, Answers
from cmo_portal.exchange.template import FIELDS
from portfolio.models import Portfolio

USUAL = "usual"  # what holds when nothing else is said
MOST_BYTES = 10 * 1024 * 1024
KIND_CHOICES = [
    (IGNORE, _("Leave out")),
    ("text", _("Keep as text")),
    ("number", _("Keep as a number")),
    ("date", _("Keep as a date")),
    ("boolean", _("Keep as yes or no")),
]
UNITS = [(USUAL, _("units (€)")), ("k", _("thousands (k€)")), ("m", _("millions (M€)"))]
DATES = [
    (USUAL, _("As found out")),
    ("d/m/Y", _("Day first (31/12/2026)")),
    ("m/d/Y", _("Month first (12/31/2026)")),
    ("Y-m-d", _("Year first")),
]
DECIMALS = [(USUAL, _("As found out")), ("comma", _("Comma (1 234,5)")), ("point", _("Point (1,234.5)"))]


class FileForm(forms.Form):
    """A file to look at."""

    file = forms.FileField(label=_("Excel or CSV file"), help_text=_("At most 10 MB and 5,000 rows; nothing is imported yet."))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB. Remove columns you do not need, or split it."))
        return file


class QuestionsForm(forms.Form):
    """The questions asked once; every column of the file has its own select."""

    portfolio = forms.ChoiceField(label=_("Portfolio"))
    year = forms.IntegerField(label=_("Year of the budget"), min_value=1970, max_value=2099)
    unit = forms.ChoiceField(label=_("Amounts are in"), choices=UNITS)
    approved = forms.BooleanField(label=_("These links stand in an approved plan"), required=False)
    approved_plan = forms.CharField(
        label=_("Which plan, approved when"), max_length=150, required=False, help_text=_("Kept as the source of the validation.")
    )
    dates = forms.ChoiceField(label=_("Dates are written"), choices=DATES)
    decimal = forms.ChoiceField(label=_("Decimals are written"), choices=DECIMALS)

    def __init__(self, *args: Any, meant: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        portfolios = [(one.code, one.name) for one in Portfolio.objects.order_by("code")]
        self.fields["portfolio"].choices = [*portfolios, (USUAL, _("A new portfolio"))]
        choices = [(field.key, field.label) for field in FIELDS]
        grouped = [(_("It is the"), choices), (_("It is something else"), KIND_CHOICES)]
        self.columns = {}
        for number, (heading, value) in enumerate(meant.items()):
            self.fields[f"column_{number}"] = forms.ChoiceField(label=heading, choices=grouped, initial=value)
            self.columns[heading] = f"column_{number}"

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("approved") and not data.get("approved_plan", "").strip():
            self.add_error("approved_plan", _("Name the plan and when it was approved: it stands as the source."))
        return data

    @property
    def asks_about_columns(self) -> bool:
        """Whether some column is not one the portal knows, or its answer is wrong: the others need no look."""
        known = {field.key for field in FIELDS}
        return any(bound.errors or bound.value() not in known for bound in self.column_fields())

    def column_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.columns.values()]

    def answers(self) -> dict[str, Any]:
        """What was answered, as the draft keeps it."""
        given = {name: self.cleaned_data.get(name) for name in ("portfolio", "year", "unit", "dates", "decimal")}
        plain = {name: "" if value == USUAL else value for name, value in given.items()}
        approved = self.cleaned_data["approved_plan"].strip() if self.cleaned_data.get("approved") else ""
        columns = {heading: self.cleaned_data[name] for heading, name in self.columns.items() if self.cleaned_data.get(name)}
        return plain | {"approved_plan": approved, "columns": columns}


def answers_of(stored: dict[str, Any], *, year: int, new_portfolio: dict[str, str]) -> Answers:
    """Turn what a draft keeps into answers; what was not answered yet takes its default."""
    code = stored.get("portfolio", "")
    first = Portfolio.objects.filter(code=code).first() if code else (Portfolio.objects.order_by("pk").first() if not stored else None)
    known = {"code": first.code, "name_fr": first.name_fr, "name_en": first.name_en, "currency": first.currency} if first else new_portfolio
    return Answers(
        portfolio=known,
        year=stored.get("year") or year,
        unit=stored.get("unit") or "",
        approved_plan=stored.get("approved_plan") or "",
        dates=stored.get("dates") or "",
        decimal=stored.get("decimal") or "",
        columns=stored.get("columns") or {},
    )

"""Entering and changing a project."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.bilingual import language, name_field
from foundation.submissions import SentOnce
from portfolio import access
from portfolio.forms.fields import DayField, PersonField
from portfolio.models import AttributeDefinition, Programme, Project
from portfolio.models.projects import Cadence, Phase, ProjectClass, ProjectStatus

RESERVED = {"new"}
MAGNITUDES = [
    ("0.5", _("Half: a small step")),
    ("1", _("One: a usual project")),
    ("2", _("Two: a large project")),
    ("4", _("Four: changes a direction")),
    ("8", _("Eight: changes the company")),
]
PLACING = ("unit", "portfolio", "programme", "project_class", "lead", "sponsor", "is_confidential")
ATTRIBUTE = "attribute_"


class ProjectForm(SentOnce):
    """Both names serve one another; where a project belongs is left to those who may decide it."""

    name_fr = forms.CharField(label=_("Name in French"), max_length=300, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=300, required=False)
    summary_fr = forms.CharField(label=_("What it does, in French"), max_length=5_000, required=False, widget=forms.Textarea({"rows": 3}))
    summary_en = forms.CharField(label=_("What it does, in English"), max_length=5_000, required=False, widget=forms.Textarea({"rows": 3}))
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=None, required=False)
    portfolio = forms.ModelChoiceField(label=_("Portfolio"), queryset=None, required=False)
    programme = forms.ModelChoiceField(label=_("Programme"), queryset=None, required=False)
    lead = PersonField(label=_("Lead"))
    sponsor = PersonField(label=_("Sponsor"))
    project_class = forms.ChoiceField(
        label=_("Class"),
        choices=ProjectClass.choices,
        initial=ProjectClass.STRATEGIC,
        help_text=_("Obligations are scored and listed apart."),
    )
    status = forms.ChoiceField(label=_("Status"), choices=ProjectStatus.choices, initial=ProjectStatus.ACTIVE)
    phase = forms.ChoiceField(label=_("Phase"), choices=Phase.choices, initial=Phase.EXECUTING)
    starts_on = DayField(label=_("Start"), required=False)
    ends_on = DayField(label=_("End"), required=False)
    cadence = forms.ChoiceField(label=_("Reporting"), choices=Cadence.choices, initial=Cadence.MONTHLY)
    magnitude = forms.TypedChoiceField(label=_("Magnitude"), choices=MAGNITUDES, coerce=Decimal, initial="1")
    is_confidential = forms.BooleanField(label=_("Confidential: seen only by its lead, its sponsor and its members"), required=False)

    def __init__(self, *args: Any, user: User, project: Project | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(project), **kwargs)
        self.project = project
        self._offer_places(user, project)
        if project is not None and not access.can_place(user, project):
            for name in PLACING:
                del self.fields[name]
        elif project is None and not access.can_place(user):
            for name in ("lead", "sponsor", "project_class", "is_confidential"):
                del self.fields[name]
        self.definitions = list(AttributeDefinition.objects.all())
        for definition in self.definitions:
            self.fields[f"{ATTRIBUTE}{definition.key}"] = _attribute_field(definition)

    def _offer_places(self, user: User, project: Project | None) -> None:
        offered = {"unit": access.units_open_to(user), "portfolio": access.portfolios_open_to(user), "programme": Programme.objects.all()}
        for name, rows in offered.items():
            held = getattr(project, f"{name}_id", None)
            kept = rows | rows.model._base_manager.filter(pk=held) if held else rows
            self.fields[name].queryset = kept.order_by(name_field())
        for name in ("lead", "sponsor"):
            self.fields[name].keep(getattr(project, name, None))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("name_fr") and not cleaned.get("name_en"):
            self.add_error("name_fr", _("Give the project a name, in French or in English."))
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The project would end before it starts; choose a later day."))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What the action is told."""
        facts = {name: value for name, value in self.cleaned_data.items() if name != "token" and not name.startswith(ATTRIBUTE)}
        known = dict(self.project.attributes) if self.project else {}
        for definition in self.definitions:
            known[definition.key] = _as_json(self.cleaned_data.get(f"{ATTRIBUTE}{definition.key}"))
        return facts | {"attributes": {key: value for key, value in known.items() if value not in (None, "")}}

    @property
    def attribute_fields(self) -> list[forms.BoundField]:
        """The extra attributes, as bound fields."""
        return [self[f"{ATTRIBUTE}{definition.key}"] for definition in self.definitions]

    @property
    def place_fields(self) -> list[forms.BoundField]:
        """The fields that say where the project belongs, those this person may decide."""
        return [self[name] for name in PLACING if name in self.fields]


class NewProjectForm(ProjectForm):
    """A project gets the next code of the year unless it is given one."""

    code = forms.CharField(
        label=_("Code"), max_length=40, required=False, help_text=_("Left empty, the next one of the year is used."),
        validators=[RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z", _("Use letters, digits, dots and dashes only."))],
    )  # fmt: skip

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        if code.lower() in RESERVED:
            raise ValidationError(_("This word is an address of the portal; choose another code."))
        return code


class ChangeProjectForm(ProjectForm):
    """The version that was read goes along, so that nobody overwrites what somebody else has just written."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in super().facts().items() if name != "version"}


def _initial(project: Project | None) -> dict[str, Any]:
    if project is None:
        return {}
    names = [name for name in ProjectForm.base_fields if name != "token"]
    initial = {name: getattr(project, name) for name in names} | {"version": project.version}
    initial["magnitude"] = str(project.magnitude.normalize())
    return initial | {f"{ATTRIBUTE}{key}": value for key, value in project.attributes.items()}


def _attribute_field(definition: AttributeDefinition) -> forms.Field:
    kinds = {"number": forms.DecimalField, "date": DayField, "boolean": forms.BooleanField}
    label = definition.label_en if language() == "en" else definition.label_fr
    return kinds.get(definition.kind, forms.CharField)(label=label, required=False)


def _as_json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if hasattr(value, "isoformat") else value

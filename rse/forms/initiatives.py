"""Filtering, starting and changing initiatives; reporting, promising effects, adjusting."""

from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import OrganisationUnit, Site, User
from foundation.bilingual import name_field
from foundation.editing import DayInput, EditForm
from foundation.filtering import Choices, Filters
from foundation.submissions import SentOnce
from kpis.models import Indicator
from rse.catalogues import categories
from rse.forms.fields import BudgetField, QuantityField
from rse.models import Initiative, InitiativeEffect, InitiativeObjective, InitiativeUpdate, Theme
from rse.queries.initiatives import NEVER, SORTS, WORST, Wanted, below
from strategy.models import StrategicObjective

RESERVED = {"new", "csv"}
LONGEST = 2_000


class InitiativeFilters(Filters):
    """Everything the list can be narrowed and sorted by. They live in the address; an unknown value is dropped and named."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=200, widget=forms.TextInput({"type": "search", "autocomplete": "off"})
    )
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    health = forms.ChoiceField(label=_("Health"), required=False)
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    sort = forms.ChoiceField(label=_("Sort by"), required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.units = list(OrganisationUnit.objects.order_by("code"))
        themes = Theme.objects.filter(Q(group__code="house") | Q(initiatives__isnull=False)).distinct().order_by("group", "position")
        owners = User.objects.filter(pk__in=Initiative.objects.values("owner")).order_by("full_name")
        self.offer("theme", _("Every theme"), [(theme.code, Truncator(theme.name).chars(60)) for theme in themes])
        self.offer("unit", _("Every unit"), [(unit.code, unit.name) for unit in self.units])
        self.offer("state", _("Every state"), list(Initiative.State.choices))
        self.offer("health", _("Every health"), [*InitiativeUpdate.Health.choices, (NEVER, _("Never reported"))])
        self.offer("owner", _("Every owner"), [(str(user.pk), user.full_name) for user in owners])
        self.fields["sort"].choices = _orders()

    def wanted(self) -> Wanted:
        """The same as the list understands it."""
        chosen = self.chosen
        return Wanted(
            q=chosen.get("q", ""),
            theme=chosen.get("theme", ""),
            units=below(self.units, chosen.get("unit", "")),
            state=chosen.get("state", ""),
            health=chosen.get("health", ""),
            owner=int(chosen["owner"]) if "owner" in chosen else None,
            sort=chosen.get("sort", WORST),
        )


def _orders() -> Choices:
    words = {WORST: _("Worst first"), "name": _("Name"), "due": _("Next update"), "budget": _("Budget"), "owner": _("Owner")}
    signs = {name: name.removeprefix("-") for name in SORTS}
    return [(name, words[plain] if plain == WORST else f"{words[plain]} {'↓' if name != plain else '↑'}") for name, plain in signs.items()]


class InitiativeForm(EditForm):
    """What an initiative is."""

    themes = forms.ModelMultipleChoiceField(Theme.objects.none(), label=_("Themes"), widget=forms.CheckboxSelectMultiple)
    frames = forms.ModelMultipleChoiceField(
        Theme.objects.none(),
        label=_("In other catalogues"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("ISO 26000, ESRS and the goals of the UN; a goal needs an effect on an indicator."),
    )
    categories = forms.MultipleChoiceField(
        label=_("Sources of emission it lowers"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )
    sites = forms.ModelMultipleChoiceField(Site.objects.none(), label=_("Sites"), required=False, widget=forms.CheckboxSelectMultiple)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Owner"), required=False, empty_label=_("Nobody yet"))
    unit = forms.ModelChoiceField(OrganisationUnit.objects.none(), label=_("Unit"), required=False, empty_label=_("The whole company"))
    budget = BudgetField(label=_("Budget"))

    class Meta:
        model = Initiative
        fields = [
            "code", "name_fr", "name_en", "purpose_fr", "purpose_en", "owner", "unit", "state", "starts_on", "ends_on", "budget", "funded",
            "cadence", "sites",
        ]  # fmt: skip
        widgets = {
            "purpose_fr": forms.Textarea({"rows": 3}),
            "purpose_en": forms.Textarea({"rows": 3}),
            "starts_on": DayInput(),
            "ends_on": DayInput(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].queryset = Theme.objects.filter(group__code="house")
        self.fields["frames"].queryset = Theme.objects.exclude(group__code="house").select_related("group")
        self.fields["categories"].choices = [(one.code, f"{one.number} {one.name}") for one in categories().values()]
        self.fields["sites"].queryset = Site.objects.order_by(name_field())
        self.fields["owner"].queryset = User.objects.filter(is_active=True).order_by("full_name")
        self.fields["unit"].queryset = OrganisationUnit.objects.order_by("code")
        if self.instance.pk:
            del self.fields["code"]
            held = list(self.instance.themes.select_related("group"))
            self.initial["themes"] = [theme for theme in held if theme.group.code == "house"]
            self.initial["frames"] = [theme for theme in held if theme.group.code != "house"]
            self.initial["categories"] = self.instance.categories

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        if code.casefold() in RESERVED or "/" in code:
            raise forms.ValidationError(_("This word stands for a page: choose another code."))
        return code

    @property
    def facts(self) -> dict[str, Any]:
        """What was entered; the themes of all catalogues together."""
        facts = super().facts
        return facts | {"themes": [*facts.pop("themes"), *facts.pop("frames")]}


class UpdateForm(SentOnce):
    """How an initiative stands."""

    health = forms.ChoiceField(label=_("How does it stand?"), choices=InitiativeUpdate.Health.choices, widget=forms.RadioSelect)
    progress = forms.IntegerField(label=_("Progress (%)"), min_value=0, max_value=100, required=False)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Needed when it is off track or worse than before."),
    )
    on = forms.DateField(label=_("As of"), widget=DayInput())


class EffectForm(SentOnce):
    """What an initiative promises."""

    name_fr = forms.CharField(label=_("Effect (French)"), max_length=200, required=False)
    name_en = forms.CharField(label=_("Effect (English)"), max_length=200, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=20, help_text=_("Write tCO2e for tonnes a year: they count towards the trajectory."))
    indicator = forms.ModelChoiceField(Indicator.objects.none(), label=_("Indicator"), required=False, empty_label=_("None"))
    baseline = QuantityField(label=_("From"), help_text=_("Empty for tonnes: a cut counts from zero."))
    expected = QuantityField(label=_("Expected"), required=True, help_text=_("A cut of tonnes is negative: −400."))
    expected_from = forms.DateField(label=_("Effective from"), widget=DayInput())
    expected_to = forms.DateField(label=_("Until"), required=False, widget=DayInput())
    confidence = forms.IntegerField(label=_("Confidence (%)"), min_value=0, max_value=100, initial=70)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].queryset = Indicator.objects.filter(retired_on__isnull=True).order_by("code")

    def clean_unit(self) -> str:
        unit = self.cleaned_data["unit"].strip()
        tonnes = InitiativeEffect.Unit.TCO2E.value
        return tonnes if unit.casefold().replace(" ", "").replace("₂", "2") == tonnes.casefold() else unit

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("name_fr") and not cleaned.get("name_en"):
            self.add_error("name_fr", _("Name it in one language at least."))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "token"}


class RealisedForm(forms.Form):
    """What an effect has brought to a day."""

    realised = QuantityField(label=_("Realised"), required=True)
    on = forms.DateField(label=_("As of"), widget=DayInput())


class AnswerForm(SentOnce):
    """What changes and why, or why nothing does."""

    decision = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=[("adjust", _("Adjust: something changes")), ("accept", _("Accept: it stays as it is"))],
        widget=forms.RadioSelect,
        initial="adjust",
    )
    what = forms.CharField(label=_("What changes"), required=False, max_length=LONGEST, widget=forms.Textarea({"rows": 2}))
    why = forms.CharField(label=_("Why"), max_length=LONGEST, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, open_duty: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not open_duty:
            del self.fields["decision"]
            self.fields["what"].required = True


class ObjectiveForm(forms.Form):
    """An objective to serve, among those of the plan in force that it does not serve yet."""

    objective = forms.ModelChoiceField(StrategicObjective.objects.none(), label=_("Objective"))

    def __init__(self, *args: Any, initiative: Initiative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        served = InitiativeObjective.objects.current().filter(initiative=initiative).values("objective")
        standing = StrategicObjective.objects.filter(plan__status="active", retired_on=None).exclude(pk__in=served)
        self.fields["objective"].queryset = standing.defer("search").order_by("position", "code")
        self.fields["objective"].label_from_instance = lambda one: f"{one.code} {one.name}"

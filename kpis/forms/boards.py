"""The filters of the board. They live in the address; a value nobody knows is dropped and named, never an error."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.bilingual import name_field
from kpis.models import Indicator, IndicatorShare
from kpis.models.alerts import Status
from kpis.queries.board import CODE, NAME, OLDEST, WORST, Wanted
from strategy.models import Perspective, StrategicObjective, StrategyTag

POSITION = ("after", "before")
Choices = list[tuple[str, str | Promise]]


@dataclass(frozen=True)
class Chip:
    """A filter in force: what it says, and the address without it."""

    text: str
    href: str


class BoardFilters(forms.Form):
    """Everything the board can be narrowed, grouped and sorted by."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=200, widget=forms.TextInput({"type": "search", "autocomplete": "off"})
    )
    perspective = forms.ChoiceField(label=_("Perspective"), required=False)
    objective = forms.ChoiceField(label=_("Objective"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    tag = forms.ChoiceField(label=_("Theme"), required=False)
    group = forms.ChoiceField(label=_("Group by"), required=False)
    sort = forms.ChoiceField(label=_("Sort by"), required=False)

    ARRANGE = ("group", "sort")

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self._offer("perspective", _("Every perspective"), [*Perspective.choices, ("none", _("No perspective"))])
        measured = IndicatorShare.objects.current().values("objective")
        objectives = StrategicObjective.objects.filter(pk__in=measured).defer("search").order_by("plan", "position", "code")
        self._offer("objective", _("Every objective"), [(str(o.pk), Truncator(f"{o.code} · {o.name}").chars(80)) for o in objectives])
        self._offer("status", _("Every status"), list(Status.choices))
        owners = User.objects.filter(pk__in=Indicator.objects.filter(retired_on__isnull=True).values("owner")).order_by("full_name")
        self._offer("owner", _("Every owner"), [(str(user.pk), user.full_name) for user in owners])
        self._offer("tag", _("Every theme"), [(str(tag.pk), tag.name) for tag in StrategyTag.objects.order_by(name_field())])
        self.fields["group"].choices = [("perspective", _("Perspective")), ("objective", _("Objective")), ("none", _("Not grouped"))]
        self.fields["sort"].choices = [
            (WORST, _("Worst first")), (NAME, _("Name")), (CODE, _("Code")), (OLDEST, _("Oldest value first")),
        ]  # fmt: skip

    def _offer(self, name: str, anything: str | Promise, choices: Choices) -> None:
        self.fields[name].choices = [("", anything), *choices]

    @property
    def chosen(self) -> dict[str, Any]:
        """The valid values by field."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def dropped(self) -> list[str]:
        """The labels of the filters whose value nobody knows."""
        self.is_valid()
        return [str(self.fields[name].label) for name in self.errors if name in self.fields]

    def wanted(self) -> Wanted:
        """The same as the board understands it."""
        chosen = self.chosen
        return Wanted(
            q=chosen.get("q", ""),
            perspective=chosen.get("perspective", ""),
            objective=int(chosen["objective"]) if "objective" in chosen else None,
            status=chosen.get("status", ""),
            owner=int(chosen["owner"]) if "owner" in chosen else None,
            tag=int(chosen["tag"]) if "tag" in chosen else None,
            group=chosen.get("group", "perspective"),
            sort=chosen.get("sort", WORST),
        )

    def chips(self) -> list[Chip]:
        """The filters in force, each with the address that takes it away."""
        narrowing = ((name, value) for name, value in self.chosen.items() if name not in self.ARRANGE)
        return [Chip(self._said(name, value), address(self.data, **{name: None})) for name, value in narrowing]

    def _said(self, name: str, value: Any) -> str:
        words = dict(getattr(self.fields[name], "choices", ()))
        said = Truncator(str(words.get(value, value))).chars(48)
        return str(_("%(label)s: %(value)s")) % {"label": str(self.fields[name].label), "value": said}


def address(query: QueryDict, **changes: str | None) -> str:
    """The query string with `changes` made (None removes) and the position forgotten."""
    new = query.copy()
    for name in (*POSITION, *changes):
        new.pop(name, None)
    new.update({name: value for name, value in changes.items() if value})
    for name in [name for name, values in new.lists() if not any(values)]:
        new.pop(name)
    return f"?{new.urlencode()}"

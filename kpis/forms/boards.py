"""The filters of the board. They live in the address; a value nobody knows is dropped and named, never an error."""

from django import forms
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.bilingual import name_field
from foundation.filtering import Filters
from kpis.models import Indicator, IndicatorShare
from kpis.models.alerts import Status
from kpis.queries.board import CODE, NAME, OLDEST, WORST, Wanted
from strategy.models import Perspective, StrategicObjective, StrategyTag


class BoardFilters(Filters):
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
        self.offer("perspective", _("Any perspective"), [*Perspective.choices, ("none", _("No perspective"))])
        measured = IndicatorShare.objects.current().values("objective")
        objectives = StrategicObjective.objects.filter(pk__in=measured).defer("search").order_by("plan", "position", "code")
        self.offer("objective", _("Any objective"), [(str(o.pk), Truncator(f"{o.code} · {o.name}").chars(80)) for o in objectives])
        self.offer("status", _("Every status"), list(Status.choices))
        owners = User.objects.filter(pk__in=Indicator.objects.filter(retired_on__isnull=True).values("owner")).order_by("full_name")
        self.offer("owner", _("Every owner"), [(str(user.pk), user.full_name) for user in owners])
        self.offer("tag", _("Every theme"), [(str(tag.pk), tag.name) for tag in StrategyTag.objects.order_by(name_field())])
        self.fields["group"].choices = [("perspective", _("Perspective")), ("objective", _("Objective")), ("none", _("Not grouped"))]
        self.fields["sort"].choices = [
            (WORST, _("Worst first")), (NAME, _("Name")), (CODE, _("Code")), (OLDEST, _("Oldest value first")),
        ]  # fmt: skip

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

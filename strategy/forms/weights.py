"""Three ways to enter weights: classes, percentages, comparisons. Each ends in a proposal that can be looked at before it is saved."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation import formatting
from foundation.editing import DayInput, in_words
from foundation.refusals import Refusal
from strategy import proposals
from strategy.forms.fields import PercentField
from strategy.models import StrategicObjective, WeightClass, WeightSet
from strategy.proposals import Group, Proposal
from strategy.weights import WeightsError

NO_WEIGHT = 0
# Saaty's scale: how many times the one on the left matters more than the one on the right.
SCALE = (9, 7, 5, 3, 2, 1)


class WeightsForm(forms.Form):
    """What the three ways have in common. Subclasses add a field for each objective or pair, and `propose`."""

    method: ClassVar[str]
    based_on = forms.IntegerField(widget=forms.HiddenInput)
    in_force_from = forms.DateField(label=_("In force from"), widget=DayInput())
    reason = forms.CharField(
        label=_("Why these weights"), required=False, max_length=2_000, widget=forms.Textarea({"rows": 2}),
        help_text=_("Kept with the weights, and read in their history."),
    )  # fmt: skip

    def __init__(self, *args: Any, leaves: Sequence[StrategicObjective], before: Mapping[int, float], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leaves, self.before, self.today = leaves, before, today
        self.fields["in_force_from"].initial = today
        self.fields["in_force_from"].widget.attrs["min"] = today.isoformat()
        self.proposal: Proposal | None = None
        self.build()

    def build(self) -> None:
        """Add the fields of the objectives."""
        raise NotImplementedError

    def propose(self) -> Proposal:
        """The weights that the clean fields make; raises WeightsError or Refusal."""
        raise NotImplementedError

    def clean_in_force_from(self) -> date:
        day = self.cleaned_data["in_force_from"]
        if day < self.today:
            raise forms.ValidationError(_("Weights cannot change the past: choose today or a later day."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if set(self.errors) - {"in_force_from", "reason"}:
            return cleaned
        try:
            self.proposal = self.propose()
        except Refusal as refusal:
            self.add_error(None, in_words(refusal))
        except forms.ValidationError as wrong:
            self.add_error(None, wrong)
        except WeightsError:
            self.add_error(None, gettext("Give at least one objective a weight."))
        else:
            self.check(self.proposal)
        return cleaned

    def check(self, proposal: Proposal) -> None:
        """Say what keeps the proposal from being saved."""


class ClassesForm(WeightsForm):
    """Major counts three times, important twice, useful once."""

    method = WeightSet.Method.CLASSES
    CHOICES = (*WeightClass.choices, (NO_WEIGHT, _("No weight")))

    def __init__(self, *args: Any, classes: Mapping[int, int] | None = None, **kwargs: Any) -> None:
        self.known = classes or {}
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        for leaf in self.leaves:
            self.fields[f"class_{leaf.pk}"] = forms.TypedChoiceField(
                choices=self.CHOICES,
                coerce=int,
                label=leaf.name,
                initial=self._usual(leaf),
                widget=forms.RadioSelect,
            )

    def _usual(self, leaf: StrategicObjective) -> int:
        """The class it has; else the one nearest to its weight, the heaviest being major; important where nothing is weighed."""
        if self.known or not self.before:
            return self.known.get(leaf.pk, NO_WEIGHT if self.known else WeightClass.IMPORTANT)
        weight = self.before.get(leaf.pk) or 0.0
        return max(round(WeightClass.MAJOR * weight / max(self.before.values())), 1) if weight else NO_WEIGHT

    @property
    def rows(self) -> list[tuple[StrategicObjective, forms.BoundField]]:
        return [(leaf, self[f"class_{leaf.pk}"]) for leaf in self.leaves]

    def propose(self) -> Proposal:
        return proposals.by_class({leaf.pk: self.cleaned_data[f"class_{leaf.pk}"] for leaf in self.leaves})


class DirectForm(WeightsForm):
    """A percentage for each objective; far from 100 in all, they are scaled only when asked."""

    method = WeightSet.Method.DIRECT
    scale = forms.BooleanField(label=_("Scale them to 100 percent"), required=False)

    def build(self) -> None:
        for leaf in self.leaves:
            self.fields[f"weight_{leaf.pk}"] = PercentField(
                label=leaf.name, required=False, initial=round(Decimal(str(self.before.get(leaf.pk) or 0)) * 100, 1)
            )

    @property
    def rows(self) -> list[tuple[StrategicObjective, forms.BoundField]]:
        return [(leaf, self[f"weight_{leaf.pk}"]) for leaf in self.leaves]

    def propose(self) -> Proposal:
        return proposals.direct({leaf.pk: float(self.cleaned_data[f"weight_{leaf.pk}"] or 0) for leaf in self.leaves})

    def check(self, proposal: Proposal) -> None:
        if proposal.scaled_from is not None and not self.cleaned_data.get("scale"):
            total = formatting.percent(proposal.scaled_from / 100, 1)
            self.add_error(
                None, gettext("The weights add up to %(total)s: correct them, or tick “Scale them to 100 percent”.") % {"total": total}
            )


class PairwiseForm(WeightsForm):
    """One comparison for each pair: the axes first, then the objectives of each axis."""

    method = WeightSet.Method.PAIRWISE

    def __init__(self, *args: Any, ratios: Mapping[tuple[int, int, int], float] | None = None, **kwargs: Any) -> None:
        self.known = ratios or {}
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        self.groups, self.impossible = self._groups()
        self.names = {leaf.pk: leaf.name for leaf in self.leaves}
        self.axis_names = {leaf.axis_id: leaf.axis.name for leaf in self.leaves if leaf.axis}
        for group in self.groups:
            for left, right in group.pairs:
                self.fields[self._name(group, left, right)] = self._field(group, left, right)

    def _groups(self) -> tuple[list[Group], str]:
        """What to compare, or why it cannot be compared."""
        try:
            return proposals.groups_of([(leaf.pk, leaf.axis_id) for leaf in self.leaves]), ""
        except Refusal as refusal:
            return [], in_words(refusal)

    def _field(self, group: Group, left: int, right: int) -> forms.TypedChoiceField:
        names = self.names_in(group)
        one, other = names[left], names[right]
        return forms.TypedChoiceField(
            choices=[
                *((f"{n}", self._saying(n, one)) for n in SCALE if n > 1),
                ("1", gettext("equally important")),
                *((f"1/{n}", self._saying(n, other)) for n in reversed(SCALE) if n > 1),
            ],
            coerce=ratio_of,
            initial=scale_value(self.known.get((group.axis, left, right), 1.0)),
            label=gettext("“%(one)s” or “%(other)s”?") % {"one": one, "other": other},
        )

    @staticmethod
    def _saying(times: int, name: str) -> str:
        words = {
            2: gettext("“%(name)s” a little more (2)"),
            3: gettext("“%(name)s” more (3)"),
            5: gettext("“%(name)s” much more (5)"),
            7: gettext("“%(name)s” very much more (7)"),
            9: gettext("“%(name)s” above all (9)"),
        }
        return words[times] % {"name": name}

    @staticmethod
    def _name(group: Group, left: int, right: int) -> str:
        return f"pair_{group.axis}_{left}_{right}"

    def names_in(self, group: Group) -> Mapping[int, str]:
        """The names of what a group compares."""
        return self.axis_names if group.of_axes else self.names

    def title_of(self, group: Group) -> str:
        return gettext("The axes") if group.of_axes else self.axis_names.get(group.axis) or gettext("The objectives")

    @property
    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """(title, fields) of each group that has something to compare."""
        return [(self.title_of(g), [self[self._name(g, a, b)] for a, b in g.pairs]) for g in self.groups if g.pairs]

    @property
    def ratios(self) -> dict[tuple[int, int, int], float]:
        """(group's axis, left, right): how many times left matters more."""
        return {(g.axis, a, b): self.cleaned_data[self._name(g, a, b)] for g in self.groups for a, b in g.pairs}

    def propose(self) -> Proposal:
        if self.impossible:
            raise forms.ValidationError(self.impossible)
        return proposals.compared(self.groups, self.ratios)

    def check(self, proposal: Proposal) -> None:
        if not proposal.consistent and not self.cleaned_data.get("reason", "").strip():
            self.add_error("reason", gettext("These comparisons contradict each other: change one, or write why they stand."))


def ratio_of(value: str) -> float:
    """`1/3` → 0.333…, `3` → 3."""
    above, _slash, below = value.partition("/")
    return float(above) / float(below or 1)


def scale_value(ratio: float) -> str:
    """The step of the scale nearest to a ratio, as the form writes it."""
    steps = {**{f"{n}": float(n) for n in SCALE}, **{f"1/{n}": 1 / n for n in SCALE if n > 1}}
    return min(steps, key=lambda step: max(steps[step] / ratio, ratio / steps[step]))


FORMS: dict[str, type[WeightsForm]] = {form.method: form for form in (ClassesForm, DirectForm, PairwiseForm)}

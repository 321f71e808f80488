"""Declaring, changing, refusing and contesting contributions."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.bilingual import language
from foundation.submissions import SentOnce
from portfolio.models import ProjectContribution
from strategy.models import ContributionLevel, StrategicObjective

Statements = dict[Decimal, ContributionLevel]


class LevelField(forms.TypedChoiceField):
    """A level chosen by its written statement."""

    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=Decimal, widget=forms.RadioSelect, **options)

    def state(self, statements: Statements) -> None:
        """Offer the levels that say something; "none" is no contribution."""
        self.choices = [(str(level.normalize()), _statement(row)) for level, row in statements.items() if level > 0]


def _statement(row: ContributionLevel) -> str:
    return row.statement_en if language() == "en" else row.statement_fr


class ObjectiveChoice(forms.ModelChoiceField):
    """Objectives by code and name; the objectives are given, so that no query asks for each."""

    def label_from_instance(self, objective: StrategicObjective) -> str:
        return f"{objective.code} · {objective.name}"


class DeclareForm(SentOnce):
    """The first key: which objective, how much, and how."""

    objective = ObjectiveChoice(label=_("Objective"), queryset=StrategicObjective.objects.none())
    level = LevelField(label=_("How much does the project contribute?"))
    rationale = forms.CharField(
        label=_("How does it contribute?"), max_length=2_000, required=False, widget=forms.Textarea({"rows": 3}),
        help_text=_("One or two sentences for the owner of the objective, who decides."),
    )  # fmt: skip

    def __init__(self, *args: Any, leaves: list[StrategicObjective], statements: Statements, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["objective"].queryset = StrategicObjective.objects.filter(pk__in=[leaf.pk for leaf in leaves]).order_by(
            "position", "code"
        )
        self.fields["level"].state(statements)


class LevelForm(forms.Form):
    """Raising or lowering what is declared; the row that was read goes along."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    level = LevelField(label=_("How much does the project contribute?"))
    rationale = forms.CharField(label=_("How does it contribute?"), max_length=2_000, required=False, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, link: ProjectContribution, statements: Statements, **kwargs: Any) -> None:
        initial = {"version": link.pk, "level": str(link.level.normalize()), "rationale": link.rationale}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["level"].state(statements)


class ReasonForm(forms.Form):
    """A sentence that the other side will read."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label=_("Why?"), max_length=2_000, widget=forms.Textarea({"rows": 2}))

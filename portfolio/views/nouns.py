"""The facts of a project that are entered, changed and removed alike, each with its words, its form and its actions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.history import Recorded
from portfolio.actions import finance, gates, milestones, risks
from portfolio.forms.facts import BudgetLineForm, EarnedValueForm, FactForm, GateForm, MilestoneForm, RiskForm
from portfolio.models import BudgetLine, EarnedValuePoint, GateReview, Milestone, Risk


@dataclass(frozen=True)
class Noun:
    """One kind of fact. `tab` is the page that shows it; `argument` is what its actions call the row."""

    slug: str
    tab: str
    model: type[Recorded]
    form: type[FactForm]
    argument: str
    new: str | Promise
    edit: str | Promise
    add: Callable[..., Any]
    change: Callable[..., Any] | None
    remove: Callable[..., Any] | None


NOUNS = {
    noun.slug: noun
    for noun in (
        Noun(
            "milestone", "milestones", Milestone, MilestoneForm, "milestone", _("New milestone"), _("Change the milestone"),
            milestones.add_milestone, milestones.change_milestone, milestones.remove_milestone,
        ),
        Noun(
            "budget-line", "money", BudgetLine, BudgetLineForm, "line", _("New budget line"), _("Change the budget line"),
            finance.add_budget_line, finance.change_budget_line, finance.remove_budget_line,
        ),
        Noun(
            "earned-value", "money", EarnedValuePoint, EarnedValueForm, "point", _("New earned-value point"), _("Change the earned value"),
            finance.add_point, finance.change_point, finance.remove_point,
        ),
        Noun("risk", "risks", Risk, RiskForm, "risk", _("New risk"), _("Change the risk"), risks.open_risk, risks.change_risk, None),
        Noun(
            "gate", "risks", GateReview, GateForm, "review", _("Decision at a gate"), _("Decision at a gate"),
            gates.review_gate, None, gates.remove_review,
        ),
    )
}  # fmt: skip

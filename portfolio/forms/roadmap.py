"""The filters of the roadmap: those of projects that make sense for milestones, a period, and what became of them."""

from datetime import date

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from foundation.formatting import language
from portfolio.forms.filters import ProjectFilters
from portfolio.models import Project
from portfolio.queries.roadmap import ALWAYS, DEFAULT_PERIOD, DEFAULT_SORT, PAST, SORTS, STATES, Asked, quarters

ABOUT_SCORES = ("health", "horizon", "band", "orphan", "needs_help")


class RoadmapFilters(ProjectFilters):
    """Which milestones, of which projects."""

    period = forms.ChoiceField(label=_("Period"), required=False)
    state = forms.ChoiceField(label=_("Milestones"), required=False)
    slipped = forms.BooleanField(label=_("Slipped only"), required=False)

    MORE = ("lead", "status", "portfolio", "programme", "owner", "slipped")

    def __init__(self, data: QueryDict, *, visible: QuerySet[Project], today: date) -> None:
        super().__init__(data, visible=visible)
        for name in ABOUT_SCORES:
            del self.fields[name]
        periods = [(str(period), period.label(language())) for period in quarters(today)]
        self.fields["period"].choices = [
            ("", _("Next 6 months")),
            ("next3", _("Next 3 months")),
            ("next12", _("Next 12 months")),
            (PAST, _("Last 3 months")),
            *periods,
            (ALWAYS, _("All dates")),
        ]
        self.offer("state", _("Every milestone"), list(STATES.items()))
        self.fields["sort"].choices = [(f"{sign}{name}", f"{label} {arrow}") for name, label in SORTS.items() for sign, arrow in SIGNS]
        self.initial["sort"] = DEFAULT_SORT

    def asked(self) -> Asked:
        """What is wanted of the milestones themselves."""
        chosen = self.chosen
        return Asked(
            period=chosen.get("period", DEFAULT_PERIOD),
            state=chosen.get("state", ""),
            slipped=chosen.get("slipped", False),
            sort=chosen.get("sort", DEFAULT_SORT),
        )


SIGNS = (("", "↑"), ("-", "↓"))

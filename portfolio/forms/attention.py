"""The short forms by which somebody acts on a project from outside, and those of decisions."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.submissions import SentOnce
from portfolio.forms.fields import DayField, PersonField
from portfolio.models import Project

ANSWER_DAYS, DECIDE_DAYS = 7, 14
LONGEST = 2_000


class WordsForm(SentOnce):
    """What one wants to say, in a few sentences; may stay empty."""

    text = forms.CharField(label=_("Your message"), required=False, max_length=LONGEST, widget=forms.Textarea({"rows": 2}))


class ReadForm(forms.Form):
    """That a report was read, with a question to its author or without."""

    question = forms.CharField(label=_("A question to the author"), required=False, max_length=LONGEST, widget=forms.Textarea({"rows": 2}))


class QuestionForm(SentOnce):
    """A question with the day by which it wants an answer."""

    text = forms.CharField(label=_("Your question"), max_length=300, widget=forms.Textarea({"rows": 2}))
    due_on = DayField(label=_("Answer wanted by"), required=False)

    def clean_due_on(self) -> Any:
        return self.cleaned_data["due_on"] or timezone.localdate() + timedelta(days=ANSWER_DAYS)


class DecisionForm(SentOnce):
    """A decision that a project waits for."""

    title = forms.CharField(label=_("What is to be decided"), max_length=200)
    decider = PersonField(label=_("Who decides"), required=True)
    due_on = DayField(label=_("Wanted by"))

    def __init__(self, *args: Any, project: Project, by: User, **kwargs: Any) -> None:
        initial = {"decider": by.pk, "due_on": timezone.localdate() + timedelta(days=DECIDE_DAYS)}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        near = Q(pk__in=[one for one in (by.pk, project.sponsor_id, project.lead_id) if one])
        if not project.is_confidential:
            near |= Q(grants__role="executive", grants__revoked_at__isnull=True)
        self.fields["decider"].queryset = User.objects.filter(near, is_active=True).distinct().order_by("full_name")


class OutcomeForm(SentOnce):
    """What was decided."""

    outcome = forms.CharField(label=_("What was decided"), max_length=LONGEST, widget=forms.Textarea({"rows": 3}))

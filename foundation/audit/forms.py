"""The filters of the ledger."""

from typing import Any

from django import forms
from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.audit import queries, words


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"})


class LedgerFilter(forms.Form):
    """Every filter may be left empty; a value nobody knows is left out."""

    verb = forms.ChoiceField(label=_("Action"), required=False)
    by = forms.ModelChoiceField(User.objects.none(), label=_("Person"), required=False, empty_label=_("Everybody"))
    since = forms.DateField(label=_("From"), required=False, widget=day_input())
    until = forms.DateField(label=_("Until"), required=False, widget=day_input())
    kind = forms.ChoiceField(label=_("Kind of object"), required=False)
    number = forms.CharField(label=_("Number of the object"), required=False, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verbs = sorted((str(capfirst(words.verb_in_words(verb))), verb) for verb in queries.verbs())
        self.fields["verb"].choices = [("", _("All actions")), *((verb, word) for word, verb in verbs)]
        kinds = sorted((kind_in_words(kind), kind) for kind in queries.kinds())
        self.fields["kind"].choices = [("", _("All kinds")), *((kind, word) for word, kind in kinds)]
        self.fields["by"].queryset = User.objects.filter(pk__in=queries.authors())

    def wanted(self) -> queries.Wanted:
        """What is asked for; fields with faults are left out."""
        self.is_valid()
        return queries.Wanted(**{name: self.cleaned_data.get(name) or None for name in self.fields})


def kind_in_words(kind: str) -> str:
    """The name of a model as people say it; the kind itself when the model is gone."""
    try:
        return str(capfirst(apps.get_model(kind)._meta.verbose_name))
    except LookupError:
        return kind

"""An objective: its place and owner for who steers, its words for its owner too."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.editing import EditForm
from strategy import queries, tree
from strategy.models import StrategicAxis, StrategicObjective, StrategicPlan, StrategyTag

WORDS = ["name_fr", "name_en", "why_fr", "why_en"]
TEXT = {"why_fr": forms.Textarea({"rows": 4}), "why_en": forms.Textarea({"rows": 4})}


class WordsForm(EditForm):
    """What the objective says: its owner may change it."""

    class Meta:
        model = StrategicObjective
        fields = WORDS
        widgets = TEXT


class ObjectiveForm(EditForm):
    """The whole objective."""

    axis = forms.ModelChoiceField(StrategicAxis.objects.none(), required=False, label=_("Axis"), empty_label=_("No axis"))
    parent = forms.ModelChoiceField(
        StrategicObjective.objects.none(), required=False, label=_("Part of"), empty_label=_("Stands by itself")
    )
    owner = forms.ModelChoiceField(User.objects.none(), required=False, label=_("Owner"), empty_label=_("No owner: the CMO answers for it"))
    tags = forms.ModelMultipleChoiceField(
        StrategyTag.objects.none(), required=False, label=_("Themes"), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = StrategicObjective
        fields = ["code", *WORDS, "axis", "parent", "owner", "horizon", "tags", "position"]
        widgets = TEXT
        help_texts = {"position": _("Neighbours are shown in rising order.")}

    def __init__(self, *args: Any, plan: StrategicPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.fields["axis"].queryset = plan.axes.all()
        self.fields["parent"].queryset = self._possible_parents()
        self.fields["owner"].queryset = User.objects.filter(is_active=True)
        self.fields["tags"].queryset = StrategyTag.objects.all()
        self.fields["axis"].help_text = _("A part takes the axis of what it is part of.")
        if not self.instance.pk:
            self._suggest()

    def _possible_parents(self) -> Any:
        """Every standing objective of the plan but this one and what stands below it."""
        known = self.plan.objectives.filter(retired_on__isnull=True).defer("search")
        if not self.instance.pk:
            return known
        lower = tree.below(queries.parents(self.plan), self.instance.pk)
        return known.exclude(pk__in=[self.instance.pk, *lower])

    def _suggest(self) -> None:
        """The next free code and place."""
        taken = set(self.plan.objectives.values_list("code", flat=True))
        number = next(n for n in range(1, len(taken) + 2) if f"O{n}" not in taken)
        last = self.plan.objectives.order_by("-position").values_list("position", flat=True).first() or 0
        self.initial = {"code": f"O{number}", "position": last + 1} | self.initial

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        if self.plan.objectives.filter(code=code).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another objective of this plan has this code: choose a free one."))
        return code

    def clean_tags(self) -> list[StrategyTag]:
        return list(self.cleaned_data["tags"])


class LevelsForm(forms.Form):
    """What each level means for one objective, in both languages; an empty one keeps the general words."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, objective: StrategicObjective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = objective.version
        self.levels = queries.levels(objective)
        for spoken in self.levels:
            for lang in ("fr", "en"):
                self.fields[self._name(spoken.level.level, lang)] = self._field(spoken, lang)

    @staticmethod
    def _name(level: Decimal, lang: str) -> str:
        return f"level_{int(level * 100)}_{lang}"

    @staticmethod
    def _field(spoken: queries.LevelInWords, lang: str) -> forms.CharField:
        return forms.CharField(
            required=False,
            max_length=300,
            label=_("In French") if lang == "fr" else _("In English"),
            initial=getattr(spoken.own, f"statement_{lang}", ""),
            widget=forms.Textarea({"rows": 2, "placeholder": getattr(spoken.level, f"statement_{lang}")}),
        )

    @property
    def rows(self) -> list[tuple[queries.LevelInWords, forms.BoundField, forms.BoundField]]:
        """(level, its field in French, its field in English)."""
        return [(each, self[self._name(each.level.level, "fr")], self[self._name(each.level.level, "en")]) for each in self.levels]

    @property
    def statements(self) -> dict[Decimal, dict[str, str]]:
        """{level: {statement_fr, statement_en}} as entered."""
        found = {}
        for each in self.levels:
            level = each.level.level
            found[level] = {f"statement_{lang}": self.cleaned_data[self._name(level, lang)] for lang in ("fr", "en")}
        return found


class RetireForm(forms.Form):
    """Only the version that was read: the page says the rest."""

    version = forms.IntegerField(widget=forms.HiddenInput)

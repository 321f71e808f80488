"""Writing the questions of a quiz, and answering them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rse import quiz
from rse.actions.quiz import Question
from rse.models import QuizQuestion

MOST_QUESTIONS = 10
RIGHT = "*"


class QuizForm(forms.Form):
    """Some questions: each its words and its answers, one a line, the right ones marked with a star."""

    def __init__(self, *args: Any, questions: Sequence[QuizQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = min(max(len(questions) + 1, 3), MOST_QUESTIONS)
        for number in range(1, self.count + 1):
            known = questions[number - 1] if number <= len(questions) else None
            for name, label, initial, rows in _controls(known):
                widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
                longest = 2_000 if rows else 300
                bound = forms.CharField(label=label, required=False, max_length=longest, widget=widget, initial=initial)
                self.fields[f"{name}-{number}"] = bound

    @property
    def blocks(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The controls by question."""
        names = ("words_fr", "words_en", "options_fr", "options_en")
        return [(number, [self[f"{name}-{number}"] for name in names]) for number in range(1, self.count + 1)]

    @property
    def questions(self) -> list[Question]:
        """What was written, empty questions left out."""
        written = []
        for number in range(1, self.count + 1):
            words = {name: self.cleaned_data.get(f"{name}-{number}", "").strip() for name in ("words_fr", "words_en")}
            french, english = (_lines(self.cleaned_data.get(f"options_{name}-{number}", "")) for name in ("fr", "en"))
            if any(words.values()) or french or english:
                either = words["words_fr"] or words["words_en"]
                written.append(Question(words["words_fr"] or either, words["words_en"] or either, _options(french, english)))
        return written

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number in range(1, self.count + 1):
            french, english = (_lines(cleaned.get(f"options_{name}-{number}", "")) for name in ("fr", "en"))
            if french and english and len(french) != len(english):
                self.add_error(f"options_en-{number}", gettext("Write as many answers as in French, in the same order."))
            if max(len(french), len(english)) > quiz.MOST_OPTIONS:
                self.add_error(f"options_fr-{number}", gettext("Six answers are enough."))
            if (french or english) and not (cleaned.get(f"words_fr-{number}") or cleaned.get(f"words_en-{number}")):
                self.add_error(f"words_fr-{number}", gettext("Write the question."))
        return cleaned


def _controls(known: QuizQuestion | None) -> list[tuple[str, Any, str, int]]:
    options = known.options if known else []
    lines = {name: "\n".join(f"{RIGHT + ' ' if one['right'] else ''}{one[name]}" for one in options) for name in ("fr", "en")}
    return [
        ("words_fr", _("Question (French)"), known.words_fr if known else "", 0),
        ("words_en", _("Question (English)"), known.words_en if known else "", 0),
        ("options_fr", _("Answers (French), one a line; a star before the right ones"), lines["fr"], 4),
        ("options_en", _("Answers (English), in the same order"), lines["en"], 4),
    ]


def _lines(text: str) -> list[tuple[str, bool]]:
    lines = [line.strip() for line in text.splitlines() if line.strip(f"{RIGHT} ")]
    return [(line.lstrip(f"{RIGHT} "), line.startswith(RIGHT)) for line in lines]


def _options(french: list[tuple[str, bool]], english: list[tuple[str, bool]]) -> list[quiz.Option]:
    pairs = zip(french or english, english or french, strict=True)
    return [{"fr": one, "en": other, "right": right or also} for (one, right), (other, also) in pairs]


class AnswerForm(forms.Form):
    """The quiz as somebody fills it in."""

    def __init__(self, *args: Any, questions: Sequence[QuizQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for number, question in enumerate(questions):
            choices = [(str(place), words) for place, (words, _right) in enumerate(question.answers)]
            several = sum(right for _words, right in question.answers) > 1
            kind = forms.MultipleChoiceField if several else forms.ChoiceField
            widget = forms.CheckboxSelectMultiple if several else forms.RadioSelect
            self.fields[f"q{number}"] = kind(label=question.words, choices=choices, widget=widget)

    @property
    def chosen(self) -> Mapping[int, set[int]]:
        """The options chosen, by question."""
        found = {}
        for number in range(len(self.questions)):
            value = self.cleaned_data[f"q{number}"]
            found[number] = {int(one) for one in (value if isinstance(value, list) else [value])}
        return found

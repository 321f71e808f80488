"""Beginning surveys, planning waves, answering."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.bilingual import language
from foundation.editing import DayInput
from foundation.submissions import SentOnce
from rse.forms.audience import AudienceField
from rse.models import Survey, SurveyQuestion

Kind = SurveyQuestion.Kind
TEMPLATES = (("wellbeing", _("Well-being at work")), ("stakeholders", _("Satisfaction of stakeholders")))
STEPS = ((1, _("1 not at all")), (2, "2"), (3, "3"), (4, "4"), (5, _("5 entirely")))
LOOKS = {Kind.SCALE: "choices-five", Kind.NPS: "choices-eleven"}
LONGEST = 1_000
FORTNIGHT = timedelta(days=14)


class SurveyForm(SentOnce):
    """A survey from a template; its questions may be changed before the first wave opens."""

    template = forms.ChoiceField(label=_("Template"), choices=TEMPLATES, widget=forms.RadioSelect, initial="wellbeing")
    code = forms.SlugField(label=_("Code"), max_length=20, help_text=_("Short and your own: WELL-BEING."))
    name_fr = forms.CharField(
        label=_("Name (French)"), max_length=300, required=False, help_text=_("That of the template, where you leave it empty.")
    )
    name_en = forms.CharField(label=_("Name (English)"), max_length=300, required=False)

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).upper()
        if Survey.objects.filter(code=code).exists():
            raise forms.ValidationError(_("This code is taken: choose another."))
        return code


class QuestionsForm(forms.Form):
    """The questions, one a line: `kind | French | English`, a choice followed by its answers; the whole survey in one field."""

    text = forms.CharField(
        label=_("Questions"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text=_(
            "One line a question: scale, nps, choice or text | French | English. Under a choice, one line an answer: - French | English."
        ),
    )

    def clean_text(self) -> list[dict[str, Any]]:
        written: list[dict[str, Any]] = []
        for number, line in enumerate(self.cleaned_data["text"].splitlines(), start=1):
            parts = [part.strip() for part in line.split("|")]
            if not line.strip():
                continue
            if parts[0].startswith("-") and written and written[-1]["kind"] == Kind.CHOICE:
                french = parts[0].lstrip("- ").strip()
                written[-1]["options"].append({"fr": french, "en": parts[1] if len(parts) > 1 and parts[1] else french})
            elif parts[0] in Kind.values and len(parts) > 1 and parts[1]:
                english = parts[2] if len(parts) > 2 and parts[2] else parts[1]
                written.append({"kind": parts[0], "words_fr": parts[1][:300], "words_en": english[:300], "options": []})
            else:
                raise forms.ValidationError(
                    _("Line %(number)s is no question: begin it with scale, nps, choice or text."), params={"number": number}
                )
        return written


def questions_text(questions: Sequence[SurveyQuestion]) -> str:
    """The questions as they are written in the form."""
    lines = []
    for one in questions:
        lines.append(f"{one.kind} | {one.words_fr} | {one.words_en}")
        lines += [f"- {option['fr']} | {option['en']}" for option in one.options]
    return "\n".join(lines)


class WaveForm(SentOnce):
    """A wave: its days and whom it asks."""

    opens_on = forms.DateField(label=_("From"), widget=DayInput())
    closes_on = forms.DateField(label=_("Until"), widget=DayInput())
    goal = forms.IntegerField(label=_("Answers wanted (%)"), min_value=1, max_value=100, initial=60)
    audience = AudienceField(label=_("People asked"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opens_on"].initial, self.fields["closes_on"].initial = today, today + FORTNIGHT


class AnswerForm(forms.Form):
    """The survey as somebody answers it on a phone."""

    def __init__(self, *args: Any, questions: Sequence[SurveyQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in questions:
            self.fields[str(one.pk)] = _field(one)

        self._looks = {str(one.pk): LOOKS.get(one.kind, "") for one in questions}

    @property
    def lines(self) -> Iterator[tuple[forms.BoundField, str]]:
        """Each question with how its answers stand: marks side by side, others one below the other."""
        for name, look in self._looks.items():
            yield self[name], look

    @property
    def values(self) -> dict[str, Any]:
        """What was answered, by number of the question."""
        return dict(self.cleaned_data)


def _field(question: SurveyQuestion) -> forms.Field:
    words = question.words
    if question.kind == Kind.TEXT:
        seen = _("Shown word for word with the results: leave out what would tell who you are.")
        return forms.CharField(label=words, required=False, max_length=LONGEST, help_text=seen, widget=forms.Textarea(attrs={"rows": 3}))
    choices: Sequence[tuple[int, Any]] = STEPS
    if question.kind == Kind.NPS:
        choices = [(step, str(step)) for step in range(11)]
    elif question.kind == Kind.CHOICE:
        choices = [(place, option[language()]) for place, option in enumerate(question.options)]
    return forms.TypedChoiceField(label=words, choices=choices, coerce=int, widget=forms.RadioSelect)

"""The quiz of a campaign: written before anybody takes it, taken once before and once after."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.refusals import gettext_noop as _
from rse import quiz
from rse.models import Campaign, QuizQuestion, QuizTake
from rse.refusals import RseRefusal


@dataclass(frozen=True)
class Question:
    """A question with its answers, as it is written."""

    words_fr: str
    words_en: str
    options: Sequence[quiz.Option]


def set_quiz(*, campaign: Campaign, questions: Sequence[Question], by: User | None, at: datetime) -> list[QuizQuestion]:
    """Write the quiz anew. Raises RseRefusal where a question has no right answer, or somebody took the quiz already."""
    for number, question in enumerate(questions, start=1):
        quiz.check(question.options, number)
    with transaction.atomic():
        Campaign.objects.select_for_update(no_key=True, of=("self",)).get(pk=campaign.pk)
        if QuizTake.objects.filter(campaign=campaign).exists():
            raise RseRefusal(_("Somebody took the quiz already: it stays as it is, so that before and after can be compared."))
        campaign.questions.all().delete()
        rows = QuizQuestion.objects.bulk_create(
            QuizQuestion(campaign=campaign, position=n, words_fr=one.words_fr, words_en=one.words_en, options=list(one.options))
            for n, one in enumerate(questions, start=1)
        )
        audit.record(by=by, at=at, verb="quiz.set", subjects=[campaign], facts={"about": campaign.code, "questions": len(rows)})
    return rows


def take_quiz(
    *, campaign: Campaign, questions: Sequence[QuizQuestion], phase: str, taker: str, chosen: Mapping[int, Collection[int]]
) -> None:
    """Keep how many answers were right; the same person's second try of a phase changes nothing."""
    right = quiz.right_answers([one.options for one in questions], chosen)
    score = {"right": right, "asked": len(questions)}
    QuizTake.objects.get_or_create(campaign=campaign, phase=phase, taker=taker, defaults=score)


def record_takes(*, campaign: Campaign, takes: Sequence[tuple[str, str, int]], asked: int) -> None:
    """Keep quizzes filled in on paper: (phase, hash of the person, right answers) each; those known already stay as they are."""
    rows = [QuizTake(campaign=campaign, phase=phase, taker=taker, right=right, asked=asked) for phase, taker, right in takes]
    QuizTake.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)

"""What was learnt: the share of right answers before and after, and the difference with its interval."""

from dataclasses import dataclass

from rse.estimates import Estimate, difference, mean
from rse.models import Campaign, QuizQuestion, QuizTake


@dataclass(frozen=True)
class Quiz:
    """The quiz of a campaign; scores are shares of right answers, None below five people."""

    questions: list[QuizQuestion]
    before: Estimate | None
    after: Estimate | None
    gained: Estimate | None
    taken: bool


def quiz_of(campaign: Campaign) -> Quiz | None:
    """The quiz with its scores; None where the campaign has none. Two queries."""
    questions = list(campaign.questions.all())
    if not questions:
        return None
    scores: dict[str, list[float]] = {QuizTake.Phase.BEFORE: [], QuizTake.Phase.AFTER: []}
    for phase, right, asked in QuizTake.objects.filter(campaign=campaign, asked__gt=0).values_list("phase", "right", "asked"):
        scores[phase].append(right / asked)
    before, after = scores[QuizTake.Phase.BEFORE], scores[QuizTake.Phase.AFTER]
    return Quiz(questions, mean(before), mean(after), difference(before, after), bool(before or after))

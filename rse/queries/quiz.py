"""What was learnt: the share of right answers before and after, and the difference with its interval."""

from dataclasses import dataclass

from rse.estimates import Estimate, difference, mean
from rse.models import Campaign, QuizQuestion, QuizTake
from rse.small_cells import LEAST


@dataclass(frozen=True)
class Quiz:
    """The quiz of a campaign; scores are shares of right answers, None below five people."""

    questions: list[QuizQuestion]
    before: Estimate | None
    after: Estimate | None
    gained: Estimate | None
    taken: bool


def quiz_of(campaign: Campaign) -> Quiz | None:
    """The quiz with its scores; None where the campaign has none. Two queries.

    Scores count five people at a time, in the order in which they came: between two readings nobody's own answers stand out.
    """
    questions = list(campaign.questions.all())
    if not questions:
        return None
    scores: dict[str, list[float]] = {QuizTake.Phase.BEFORE: [], QuizTake.Phase.AFTER: []}
    takes = QuizTake.objects.filter(campaign=campaign, asked__gt=0).order_by("pk")
    for phase, right, asked in takes.values_list("phase", "right", "asked"):
        scores[phase].append(right / asked)
    before, after = (one[: len(one) - len(one) % LEAST] for one in scores.values())
    return Quiz(questions, mean(before), mean(after), difference(before, after), any(scores.values()))

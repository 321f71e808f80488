"""What a quiz question must be, and how many answers are right. Pure."""

from collections.abc import Collection, Mapping, Sequence
from typing import TypedDict

from foundation.refusals import gettext_noop as _
from rse.refusals import RseRefusal

FEWEST_OPTIONS, MOST_OPTIONS = 2, 6


class Option(TypedDict):
    """One answer to choose, in both languages."""

    fr: str
    en: str
    right: bool


def check(options: Sequence[Option], number: int) -> None:
    """Raises RseRefusal when question `number` offers too few answers, the same one twice, or no right one."""
    words = [option["fr"].strip().casefold() for option in options]
    if len(options) < FEWEST_OPTIONS:
        raise RseRefusal(_("Question %(number)s offers fewer than two answers: write another."), number=number)
    if len(set(words)) < len(words):
        raise RseRefusal(_("Question %(number)s offers the same answer twice: change one of them."), number=number)
    if not any(option["right"] for option in options):
        raise RseRefusal(_("Question %(number)s has no right answer: mark the right one."), number=number)
    if all(option["right"] for option in options):
        raise RseRefusal(_("Question %(number)s has only right answers: a quiz tells nothing then."), number=number)


def right_answers(questions: Sequence[Sequence[Option]], chosen: Mapping[int, Collection[int]]) -> int:
    """How many questions are answered rightly: every right option chosen and no other. `chosen`: options by question, from 0."""
    wanted = [{place for place, option in enumerate(options) if option["right"]} for options in questions]
    return sum(set(chosen.get(number, ())) == right for number, right in enumerate(wanted))

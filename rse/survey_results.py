"""The results of a wave, worked out once when it closes: all, by unit, by site; every figure a sum over whole blocks. Pure.

Places come as `Asked`, answers as {question: value} under the number of their place. Means need five answers, and a list of places is
told only where neither answers nor those who kept silent are under five, also not by difference; where nearly everybody answered, the
means are told without their numbers. Answers by option and words of
one's own are told of all people together only. Nothing is told while a wave is open: two readings would differ by one person.
"""

import random
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, stdev
from typing import Any

from rse import small_cells
from rse.estimates import Estimate, mean, net_promoter
from rse.small_cells import LEAST, Block, Group

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A place: its number, unit and site (None where places stand together), people asked, and the answers of those who gave one."""

    key: int
    unit: int | None
    site: int | None
    invited: int
    answers: Sequence[Values] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Question:
    """A question by its number and kind; how many options a choice has."""

    key: str
    kind: str
    options: int = 0


def results(places: Sequence[Asked], questions: Sequence[Question], chance: random.Random) -> dict[str, Any]:
    """What may be published, as JSON: `cells` (all, unit, site), `shares` by question, `words` by question; empty below five answers."""
    everybody = [answer for place in places for answer in place.answers]
    if len(everybody) < LEAST:
        return {"cells": [], "shares": {}, "words": {}}
    parts = small_cells.blocks([Group(p.key, p.unit, (len(p.answers), p.invited - len(p.answers))) for p in places])
    total = _cell("all", None, places, questions, told=bool(parts))
    cells = [
        total,
        *_cells("unit", lambda p: p.unit, places, parts, questions),
        *_cells("site", lambda p: p.site, places, parts, questions),
    ]
    shares = {q.key: _shares(q, everybody) for q in questions if q.kind == "choice" and parts}
    return {"cells": cells, "shares": shares, "words": _words(questions, everybody, chance)}


def _cells(
    by: str, of: Callable[[Asked], int | None], places: Sequence[Asked], parts: Sequence[Block], questions: Sequence[Question]
) -> list[dict[str, Any]]:
    """The places of one list that may be told, then the others together."""
    kinds: dict[Hashable, list[Asked]] = {}
    for place in places:
        if of(place) is not None:
            kinds.setdefault(of(place), []).append(place)
    found, known = [], set()
    for kind, members in kinds.items():
        if small_cells.told(parts, [place.key for place in members]) is not None:
            found.append(_cell(by, kind, members, questions))
            known |= {place.key for place in members}
    rest = [place for place in places if place.key not in known]
    if found and rest and small_cells.told(parts, [place.key for place in rest]) is not None:
        found.append(_cell(by, None, rest, questions))
    return [cell for cell in found if cell["asked"]]


def _cell(by: str, key: Hashable, places: Sequence[Asked], questions: Sequence[Question], *, told: bool = True) -> dict[str, Any]:
    answers = [answer for place in places for answer in place.answers]
    asked = sum(place.invited for place in places)
    figures = {q.key: figure for q in questions if (figure := _figure(q, answers))}
    if told:
        return {"by": by, "key": key, "asked": asked, "answered": len(answers), "figures": figures}
    hidden = {name: figure | {"n": None} for name, figure in figures.items()}
    return {"by": by, "key": key, "asked": asked, "answered": None, "figures": hidden}


def _figure(question: Question, answers: Sequence[Values]) -> dict[str, Any] | None:
    """Mean and spread of one question; for a recommendation the score too. None for other kinds, or below five answers."""
    if question.kind not in ("scale", "nps"):
        return None
    values = [float(answer[question.key]) for answer in answers]
    found = mean(values)
    if found is None:
        return None
    told = {"mean": fmean(values), "low": found.low, "high": found.high, "sd": stdev(values), "n": len(values)}
    return told | {"nps": _plain(net_promoter(values))} if question.kind == "nps" else told


def _plain(found: Estimate | None) -> list[float] | None:
    return [found.value, found.low, found.high] if found else None


def _shares(question: Question, answers: Sequence[Values]) -> list[list[Any]]:
    """[options told together, people] of one choice, the most chosen first."""
    counts: dict[Hashable, int] = dict.fromkeys(range(question.options), 0)
    for answer in answers:
        counts[int(answer[question.key])] += 1
    found = [[sorted(options, key=str), people] for options, people in small_cells.shares_told(counts)]
    return sorted(found, key=lambda one: (-one[1], str(one[0])))


def _words(questions: Sequence[Question], answers: Sequence[Values], chance: random.Random) -> dict[str, list[str]]:
    """Words of one's own in an order drawn by chance, where five people wrote some."""
    told = {}
    for question in questions:
        words = [text for answer in answers if (text := str(answer.get(question.key) or "").strip())]
        if question.kind == "text" and len(words) >= LEAST:
            told[question.key] = chance.sample(words, len(words))
    return told

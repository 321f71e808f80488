"""Telling risks: named at the start, rated anew at each review, closed when they no longer threaten."""

from datetime import date, timedelta
from typing import Any

from cmo_portal.demo.company import Tale, read
from cmo_portal.demo.days import dice, instant
from cmo_portal.demo.scene import Scene
from cmo_portal.demo.words import said
from portfolio.models import Risk

RATINGS = {"g": [(2, 3), (1, 5), (3, 2)], "a": [(3, 4), (3, 3), (2, 5)], "r": [(4, 4), (4, 5), (5, 4)], "-": [(2, 2)]}
Rating = tuple[int, int]
Words = dict[str, Any]
Review = tuple[date, dict[str, Any]]

FIRST_RATING = (3, 3)
REVIEW_EVERY = 42


def tell_risks(scene: Scene) -> None:
    """The main risk, rated as the risk band says today, and two smaller ones of which one is closed."""
    tale, usual = scene.tale, read("kits")[scene.tale.kit]["risks"]
    chance = dice(tale.code, "risks")
    told, rating = _main(tale, chance.choice(usual), chance.choice(RATINGS[tale.bands[2]]))
    _tell(scene, 0, told, _reviews(scene, rating))
    for place, one in enumerate([one for one in usual if one is not told][:2], 1):
        _tell(scene, place, one, _small(scene, place))


def _main(tale: Tale, usual: Words, rating: Rating) -> tuple[Words, Rating]:
    if tale.risk:
        return tale.risk, (tale.risk["probability"], tale.risk["impact"])
    return usual, rating


def _tell(scene: Scene, place: int, words: Words, reviews: list[Review]) -> None:
    common = {"project": scene.project, "owner": scene.lead, "title": said(words["title"]), "response": said(words["response"])}
    steps = [
        (instant(day, 16, 20), scene.lead, common | rated | {"review_on": day + timedelta(days=REVIEW_EVERY)}) for day, rated in reviews
    ]
    scene.chronicle.tell(Risk, f"{scene.tale.code}:{place}", steps)


def _rated(rating: Rating, state: str = Risk.State.OPEN) -> dict[str, Any]:
    return {"probability": rating[0], "impact": rating[1], "state": state}


def _reviews(scene: Scene, rating: Rating) -> list[Review]:
    """From the first rating to today's over the reviews; a project brought back had a grave one before."""
    tale, quiet = scene.tale, scene.quiet
    first = tale.starts_on + timedelta(days=8)
    days, day = [], quiet - timedelta(days=dice(tale.code, "reviewed").randrange(2, 25))
    while day > first:
        days.append(day)
        day -= timedelta(days=REVIEW_EVERY)
    turn = scene.calendar.month_end(-tale.earned["rephased"]) if tale.earned.get("rephased") else None
    changed = days[min(2, len(days) - 1)] if days else first
    rated = [(first, _rated(FIRST_RATING))]
    for day in reversed(days):
        before = (4, 4) if turn else FIRST_RATING
        since = turn or changed
        rated.append((day, _rated(rating if day > since or day == days[0] else before)))
    return rated


def _small(scene: Scene, place: int) -> list[Review]:
    """A minor risk; the second one is closed half-way."""
    first = scene.tale.starts_on + timedelta(days=10 + place)
    half = first + (scene.quiet - first) / 2
    known = [(first, _rated((2, 3)))]
    return [*known, (half, _rated((1, 3), Risk.State.CLOSED))] if place == 2 else [*known, (half, _rated((2, 2)))]

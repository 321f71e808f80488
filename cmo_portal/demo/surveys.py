"""Two waves of well-being, one of stakeholders closed and one that ends in five days with too few answers."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from math import floor
from random import Random
from typing import Any

from cmo_portal.demo.campaigns import Place, places_of
from cmo_portal.demo.company import read
from cmo_portal.demo.days import Calendar, dice, instant
from cmo_portal.demo.words import said
from foundation.accounts.models import OrganisationUnit, User
from rse.actions.campaigns import Audience
from rse.actions.surveys import close_wave, open_wave, plan_wave, record_answers, start_survey
from rse.models import Survey, SurveyQuestion, SurveyWave

WRITES = 0.06  # the share of those who answer with words of their own


def tell_surveys(calendar: Calendar, people: Mapping[str, User], units: Mapping[str, OrganisationUnit]) -> dict[str, Survey]:
    """Write them through the portal's own actions, each at the instant at which it would have been done."""
    found = {}
    for told in read("surveys")["survey"]:
        first = instant(calendar.away(told["wave"][0]["opens"] - 20))
        owner = people[told["owner"]]
        survey = start_survey(code=told["code"], template=told["template"], owner=owner, is_demo=True, by=None, at=first)
        places = places_of(told.get("place") or read("campaigns")["place"], units)
        for wave in told["wave"]:
            _wave(calendar, survey, wave, places)
        found[survey.code] = survey
    return found


def _wave(calendar: Calendar, survey: Survey, told: dict[str, Any], places: Sequence[Place]) -> None:
    opens = calendar.away(told["opens"])
    closes = opens + timedelta(days=told["days"])
    audience = [_asked(place.audience, told["asked"]) for place in places]
    facts = {"opens_on": opens, "closes_on": closes, "goal": told["goal"], "audience": audience}
    wave = plan_wave(survey=survey, by=None, at=instant(opens - timedelta(days=7)), **facts)
    open_wave(wave=wave, by=None, at=instant(opens, 8))
    last = min(closes, calendar.away(-1))
    record_answers(wave=wave, answers=_answers(wave, told), by=None, at=instant(last, 18))
    if not told.get("open"):
        close_wave(wave=wave, by=None, at=instant(last, 19))


def _asked(audience: Audience, share: float) -> Audience:
    return Audience(audience.unit, audience.site, max(round(audience.headcount * share), 1))


def _answers(wave: SurveyWave, told: dict[str, Any]) -> dict[int, list[dict[str, Any]]]:
    """As many answers of each place as its share gives, some places a little gladder than others."""
    questions, found = list(wave.survey.questions.all()), {}
    for place, group in enumerate(wave.groups.all()):
        chance = dice(wave.survey.code, wave.number, place)
        mood = chance.uniform(-0.35, 0.35)
        given = min(floor(group.invited * told["answered"] * chance.uniform(0.82, 1.18)), group.invited)
        found[group.pk] = [_values(questions, told, mood, chance) for _person in range(given)]
    return found


def _values(questions: Sequence[SurveyQuestion], told: dict[str, Any], mood: float, chance: Random) -> dict[str, Any]:
    marks = iter(told["marks"])
    values: dict[str, Any] = {}
    for one in questions:
        if one.kind == "scale":
            values[str(one.pk)] = min(max(round(chance.gauss(next(marks) + mood, 1.0)), 1), 5)
        elif one.kind == "nps":
            values[str(one.pk)] = min(max(round(chance.gauss(told["nps"] + 2 * mood, 2.2)), 0), 10)
        elif one.kind == "choice":
            values[str(one.pk)] = chance.choices(range(len(told["choices"])), weights=told["choices"])[0]
        elif told["words"] and chance.random() < WRITES:
            values[str(one.pk)] = said(chance.choice(told["words"]))
    return values

"""Five campaigns of "Tous acteurs": sessions, who came (as lists, invented numbers), a quiz, and one session that is open today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cmo_portal.demo.company import read
from cmo_portal.demo.days import Calendar, dice, instant
from cmo_portal.demo.words import Said, said
from foundation.accounts.models import OrganisationUnit, Site, User
from kpis.models import Indicator
from rse.actions.attendance import Attendance, record_attendance
from rse.actions.campaigns import Audience, hold_session, plan_campaign
from rse.actions.quiz import Question, record_takes, set_quiz
from rse.identities import QUIZ, person_key
from rse.models import Campaign, CampaignSession, Initiative, Theme
from rse.quiz import Option

SHEETS = Said("emargements.csv", "attendance-sheets.csv")


@dataclass(frozen=True)
class Place:
    """A site or unit, its people, and how many of them any campaign reached."""

    code: str
    audience: Audience
    reached: int


def tell_campaigns(
    calendar: Calendar, people: Mapping[str, User], units: Mapping[str, OrganisationUnit], initiatives: Mapping[str, Initiative]
) -> dict[str, Campaign]:
    """Write them through the portal's own actions, each at the instant at which it would have been done."""
    told = read("campaigns")
    places = places_of(told["place"], units)
    return {one["code"]: _Teller(calendar, people, initiatives, places).tell(one) for one in told["campaign"]}


def places_of(told: list[dict[str, Any]], units: Mapping[str, OrganisationUnit]) -> list[Place]:
    """The places of the data file with their sites or units."""
    sites = {site.code: site for site in Site.objects.filter(is_demo=True).select_related("unit")}
    return [Place(one["code"], _audience(one["code"], one["people"], sites, units), one.get("reached", 0)) for one in told]


def _audience(code: str, headcount: int, sites: Mapping[str, Site], units: Mapping[str, OrganisationUnit]) -> Audience:
    return Audience(sites[code].unit, sites[code], headcount) if code in sites else Audience(units[code], None, headcount)


@dataclass(frozen=True)
class _Teller:
    calendar: Calendar
    people: Mapping[str, User]
    initiatives: Mapping[str, Initiative]
    places: list[Place]

    def tell(self, told: dict[str, Any]) -> Campaign:
        meant = [place for place in self.places if place.code in told.get("places", [one.code for one in self.places])]
        campaign = self._plan(told, meant)
        sessions = self._sessions(campaign, told)
        if "quiz" in told:
            self._quiz(campaign, told["quiz"])
        lines = _came(campaign, sessions, told, meant)
        last = max(session.on for session in sessions)
        record_attendance(campaign=campaign, lines=lines, by=None, at=instant(last, 18), source=str(SHEETS))
        if "coming" in told:
            day = self.calendar.away(told["coming"]["days"])
            self._session(campaign, day, said(told["coming"]["place"]), told, closes_on=self.calendar.away(7))
        campaign.refresh_from_db()
        return campaign

    def _plan(self, told: dict[str, Any], meant: list[Place]) -> Campaign:
        starts = self.calendar.month_start(told["starts"])
        themes = {theme.code: theme for theme in Theme.objects.filter(group__code="house")}
        texts = {f"{name}_{here}": told[f"{key}{here}"] for name, key in (("name", ""), ("message", "message_")) for here in ("fr", "en")}
        return plan_campaign(
            code=told["code"],
            kind=told["kind"],
            themes=[themes[code] for code in told["themes"]],
            audience=[place.audience for place in meant],
            owner=self.people[told["owner"]],
            starts_on=starts,
            ends_on=self.calendar.month_end(told["ends"]),
            goal=told["goal"],
            cost=Decimal(told["cost"]),
            initiative=self.initiatives.get("TOUS-ACTEURS"),
            indicator=Indicator.objects.filter(code=told.get("indicator", ""), is_demo=True).first(),
            is_demo=True,
            by=None,
            at=instant(starts - timedelta(days=20)),
            **texts,
        )

    def _sessions(self, campaign: Campaign, told: dict[str, Any]) -> list[CampaignSession]:
        """One a place, spread over the days that have passed."""
        last = min(campaign.ends_on, self.calendar.away(-2))
        days = (last - campaign.starts_on).days
        count = len(told["sessions"])
        return [
            self._session(campaign, campaign.starts_on + timedelta(days=days * (n + 1) // (count + 1)), said(place), told)
            for n, place in enumerate(told["sessions"])
        ]

    def _session(self, campaign: Campaign, on: date, place: str, told: dict[str, Any], **facts: Any) -> CampaignSession:
        hours = Decimal(str(told["hours"]))
        return hold_session(campaign=campaign, on=on, place=place, hours=hours, by=None, at=instant(on - timedelta(days=9)), **facts)

    def _quiz(self, campaign: Campaign, told: dict[str, Any]) -> None:
        questions = [
            Question(one["fr"], one["en"], [_option(one["right"], right=True), _option(one["wrong"], right=False)])
            for one in told["question"]
        ]
        set_quiz(campaign=campaign, questions=questions, by=None, at=instant(campaign.starts_on - timedelta(days=5)))
        chance = dice(campaign.code, "quiz")
        takes = [
            (phase, person_key(f"{900_000 + number}", purpose=QUIZ), sum(chance.random() < told[phase] for _question in questions))
            for number in range(told["takers"])
            for phase in ("before", "after")
        ]
        record_takes(campaign=campaign, takes=takes, asked=len(questions))


def _option(words: dict[str, str], *, right: bool) -> Option:
    return {"fr": words["fr"], "en": words["en"], "right": right}


def _came(campaign: Campaign, sessions: list[CampaignSession], told: dict[str, Any], meant: list[Place]) -> list[Attendance]:
    """Those of each place from one share of its people to another, dealt out to the sessions."""
    groups = {(group.unit_id, group.site_id): group.pk for group in campaign.groups.all()}
    lines = []
    for place in meant:
        series = read_series(place.code)
        first, last = int(place.reached * told["from"]), round(place.reached * told["to"])
        for number in range(first, last):
            person = person_key(f"{series}{number:05}")
            session = sessions[number % len(sessions)]
            lines.append(Attendance(session.pk, person, groups[place.audience.place]))
    return lines


def read_series(code: str) -> int:
    """The first digits of the invented personnel numbers of a place: its rank in the data file."""
    return 100 + [one["code"] for one in read("campaigns")["place"]].index(code)

"""What campaigns and surveys ask of their owners: attendance to record, waves to push, waves to close."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from foundation.accounts.access import stood_in_for
from foundation.accounts.models import User
from rse.models import CampaignSession, SurveyWave
from rse.queries import surveys

SOON_DAYS = 7  # a wave with few answers is told this long before it ends
READ = 50
ATTENDANCE, PUSH, CLOSE = "attendance", "push", "close"


@dataclass(frozen=True)
class PeopleDuty:
    """One thing a person has to do for a campaign or a survey; `rate` and `goal` are shares of the people asked."""

    kind: str  # attendance, push or close
    name: str
    place: str  # of a session; empty for a wave
    on: date
    href: str
    rate: float | None = None
    goal: float | None = None

    @property
    def is_late(self) -> bool:
        return self.kind != PUSH


def owed_by(user: User, *, today: date) -> list[PeopleDuty]:
    """What somebody owes for their campaigns and surveys, and those they stand in for, the oldest first. Three queries."""
    people = {user.pk} | stood_in_for(user)
    return sorted([*_unrecorded(people, today), *_unclosed(people, today), *_low(people, today)], key=lambda one: (one.on, one.href))


def _unrecorded(people: set[int], today: date) -> list[PeopleDuty]:
    """Sessions whose sign-in is over and to which nobody is known to have come."""
    rows = CampaignSession.objects.filter(campaign__owner__in=people, closes_on__lt=today, attendances=0).select_related("campaign")
    rows = rows.defer("campaign__search").order_by("on", "pk")[:READ]
    return [
        PeopleDuty(ATTENDANCE, one.campaign.name, one.place, one.on, reverse("rse:attendance", args=[one.campaign.code])) for one in rows
    ]


def _unclosed(people: set[int], today: date) -> list[PeopleDuty]:
    """Waves past their last day that are still open: without closing there are no results."""
    rows = SurveyWave.objects.filter(state=SurveyWave.State.OPEN, closes_on__lt=today, survey__owner__in=people)
    return [_of_wave(CLOSE, one) for one in rows.select_related("survey").defer("results").order_by("closes_on", "pk")[:READ]]


def _low(people: set[int], today: date) -> list[PeopleDuty]:
    """Waves that end within days with fewer answers than wanted, where the share may be told."""
    rows = surveys.closing_low(today, today + timedelta(days=SOON_DAYS)).filter(survey__owner__in=people)[:READ]
    told = [(one, surveys.response(one)) for one in rows]
    return [_of_wave(PUSH, one, rate) for one, rate in told if rate is not None and rate < one.goal / 100]


def _of_wave(kind: str, wave: SurveyWave, rate: float | None = None) -> PeopleDuty:
    href = reverse("rse:wave", args=[wave.survey.code, wave.number])
    return PeopleDuty(kind, wave.survey.name, "", wave.closes_on, href, rate, wave.goal / 100)

"""My duties: what campaigns and surveys ask of their owners, and of nobody else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from rse.actions import campaigns
from rse.actions import surveys as actions
from rse.actions.campaigns import Audience
from rse.models import CampaignSession, SurveyWave, Theme
from rse.queries.people_duties import owed_by
from tests.conftest import person

WORDS = ("nobody is recorded", "still open", "were wanted", "My campaigns and surveys")


@pytest.fixture
def today(db):
    return timezone.localdate()


@pytest.fixture
def other(db):
    return person("Oskar", role="rse_officer")


@pytest.fixture
def session(unit, rita, today):
    """A session of Rita's campaign whose sign-in ended yesterday, with nobody recorded."""
    days = {"starts_on": today - timedelta(days=30), "ends_on": today + timedelta(days=30)}
    made = campaigns.plan_campaign(
        code="C1", name_fr="Gestes", name_en="Gestures", themes=[Theme.objects.get(code="training")],
        audience=[Audience(unit, None, 40)], owner=rita, by=rita, at=timezone.now(), **days,
    )  # fmt: skip
    held = campaigns.hold_session(campaign=made, on=today - timedelta(days=3), place="Atelier", hours=2, by=rita, at=timezone.now())
    CampaignSession.objects.filter(pk=held.pk).update(closes_on=today - timedelta(days=1))
    return held


@pytest.fixture
def wave(unit, factory, rita, today):
    """An open wave of Rita's survey that ends in three days, nothing answered yet."""
    survey = actions.start_survey(code="WB", template="wellbeing", by=rita, at=timezone.now())
    type(survey).objects.filter(pk=survey.pk).update(owner=rita)
    days = {"opens_on": today, "closes_on": today + timedelta(days=3)}
    made = actions.plan_wave(survey=survey, audience=[Audience(unit, factory, 20)], by=rita, at=timezone.now(), **days)
    actions.open_wave(wave=made, by=rita, at=timezone.now())
    return made


def shown(browser):
    return browser.get("/duties/").content.decode()


def test_a_session_without_attendance_is_shown_to_the_owner_alone(session, rita, other, signed_in):
    page = shown(signed_in(rita))
    assert "nobody is recorded as having come" in page
    assert "/rse/campaigns/of/C1/attendance/" in page
    assert "Nothing to report" not in page
    assert not any(word in shown(signed_in(other)) for word in WORDS)


def test_a_session_with_people_or_open_sign_in_asks_nothing(session, rita, today):
    CampaignSession.objects.update(attendances=8)
    assert owed_by(rita, today=today) == []
    CampaignSession.objects.update(attendances=0, closes_on=today)
    assert owed_by(rita, today=today) == []


def test_a_wave_with_few_answers_is_shown_before_it_ends(wave, rita, other, today, signed_in):
    wave.groups.update(answered=6)
    page = shown(signed_in(rita))
    assert "30% answered, 60% were wanted" in page
    assert "/rse/surveys/of/WB/waves/1/" in page
    assert not any(word in shown(signed_in(other)) for word in WORDS)
    wave.groups.update(answered=14)
    assert owed_by(rita, today=today) == []


def test_a_wave_past_its_end_is_to_be_closed(wave, rita, today, signed_in):
    later = {"opens_on": today - timedelta(days=9), "closes_on": today - timedelta(days=1)}
    SurveyWave.objects.update(**later)
    page = shown(signed_in(rita))
    assert "still open" in page
    assert "Close the wave" in page
    SurveyWave.objects.update(state="closed")
    assert owed_by(rita, today=today) == []


def test_the_same_queries_for_one_and_for_ten(session, wave, rita, today, signed_in):
    browser = signed_in(rita)
    shown(browser)

    def count():
        with CaptureQueriesContext(connection) as asked:
            shown(browser)
        return len(asked)

    before = count()
    for n in range(9):
        CampaignSession.objects.create(
            campaign=session.campaign, on=session.on, closes_on=today - timedelta(days=1), place="Atelier", hours=1, code=f"X{n}"
        )
    assert len(owed_by(rita, today=today)) >= 10
    assert count() == before


def test_the_owner_of_a_survey_closes_its_wave_without_deciding_on_csr(wave, rita, lea, other, today, signed_in):
    type(wave.survey).objects.filter(pk=wave.survey_id).update(owner=lea)
    SurveyWave.objects.filter(pk=wave.pk).update(opens_on=today - timedelta(days=9), closes_on=today - timedelta(days=1))
    browser, stranger = signed_in(lea), signed_in(person("Nora", role="team_lead"))
    assert "Close the wave" in shown(browser)
    address = reverse("rse:wave", args=["WB", wave.number])
    assert "Close and see the results" in browser.get(address).text
    assert "Close and see the results" not in stranger.get(address).text
    assert stranger.post(f"{address}move/", {"to": "close"}).status_code == 403
    assert browser.post(f"{address}move/", {"to": "close"}).status_code == 303
    wave.refresh_from_db()
    assert wave.state == SurveyWave.State.CLOSED
    assert "Close the wave" not in shown(browser)

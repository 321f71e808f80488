"""The pages of campaigns, and what an employee opens on a phone."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rse.actions import campaigns as actions
from rse.actions.attendance import Attendance, record_attendance
from rse.actions.campaigns import Audience
from rse.identities import person_key
from rse.models import Campaign, CampaignSession, Participation, QuizTake, Theme

PART = {"HX-Request": "true", "HX-Target": "div#campaigns"}


@pytest.fixture
def today(db):
    return timezone.localdate()


def plan(unit, rita, code="C1", **facts):
    today = timezone.localdate()
    days = {"starts_on": today - timedelta(days=30), "ends_on": today + timedelta(days=30)}
    audience = facts.pop("audience", None) or [Audience(unit, None, 40)]
    theme = Theme.objects.get(code="training")
    return actions.plan_campaign(
        code=code, name_fr="Gestes", name_en="Gestures", themes=[theme], audience=audience, by=rita, at=timezone.now(), **days | facts
    )


@pytest.fixture
def campaign(unit, factory, rita):
    return plan(unit, rita, audience=[Audience(unit, factory, 40), Audience(unit, None, 20)])


@pytest.fixture
def held(campaign, rita, today):
    return actions.hold_session(campaign=campaign, on=today, place="Atelier", hours=2, by=rita, at=timezone.now())


def came(campaign, session, count, rita, group=None):
    lines = [Attendance(session.pk, person_key(str(1000 + n)), group.pk if group else None) for n in range(count)]
    record_attendance(campaign=campaign, lines=lines, by=rita, at=timezone.now())


# --- The officer -----------------------------------------------------------------------------------------------------------
def test_the_list_and_its_part(campaign, rita, signed_in, sam):
    browser = signed_in(rita)
    assert "Gestures" in browser.get("/rse/campaigns/").content.decode()
    part = browser.get("/rse/campaigns/", {"state": "over", "q": "gest"}, headers=PART).content.decode()
    assert "No campaign here" in part
    assert "<html" not in part
    assert signed_in(sam).get("/rse/campaigns/").status_code == 403


def test_the_list_asks_the_same_for_many_campaigns(unit, rita, signed_in):
    browser = signed_in(rita)
    counts = []
    for start, more in ((0, 2), (2, 20)):
        for number in range(start, start + more):
            plan(unit, rita, code=f"C{number}")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            browser.get("/rse/campaigns/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_an_officer_plans_a_campaign(unit, factory, rita, signed_in, today):
    browser = signed_in(rita)
    days = {"starts_on": today, "ends_on": today + timedelta(days=60)}
    form = {"name_en": "Sorting", "code": "sort", "kind": "training", "goal": 60, "sessions_needed": 1, **days,
            "themes": [Theme.objects.get(code="waste").pk], "audience": f"S-1; 120; Factory\n{unit.code}\t30"}  # fmt: skip
    answer = browser.post("/rse/campaigns/new/", form)
    assert answer.status_code == 303
    row = Campaign.objects.get(code="SORT")
    assert sorted(row.groups.values_list("headcount", flat=True)) == [30, 120]
    assert browser.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("audience", "words"),
    [("X; 5", "the code of no site or unit"), ("S-1; many", "then how many people"), ("S-1; 5\nS-1; 6", "stands twice"), ("", "required")],
)
def test_an_audience_that_cannot_be_read_is_told(unit, factory, rita, signed_in, audience, words):
    answer = signed_in(rita).post("/rse/campaigns/new/", {"audience": audience})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_campaign_is_changed_and_a_lost_race_is_shown(campaign, rita, signed_in):
    browser = signed_in(rita)
    page = browser.get("/rse/campaigns/of/C1/change/").content.decode()
    assert "S-1; 40; Factory" in page
    days = {"starts_on": campaign.starts_on, "ends_on": campaign.ends_on}
    form = {"name_en": "New", "kind": "training", "goal": 50, "sessions_needed": 1, **days,
            "themes": [Theme.objects.get(code="waste").pk], "audience": "S-1; 45\nDIS; 20", "version": 1}  # fmt: skip
    assert browser.post("/rse/campaigns/of/C1/change/", form).status_code == 303
    assert browser.post("/rse/campaigns/of/C1/change/", form).status_code == 409


def test_a_session_is_called_and_shows_its_link(campaign, rita, signed_in, today):
    browser = signed_in(rita)
    answer = browser.post("/rse/campaigns/of/C1/sessions/new/", {"on": today, "place": "Hall", "hours": "1.5"})
    page = browser.get(answer["Location"]).content.decode()
    session = CampaignSession.objects.get()
    assert f"/rse/join/{session.code}/" in page
    assert f"{session.code[:4]}-{session.code[4:]}" in page
    assert (
        browser.post("/rse/campaigns/of/C1/sessions/new/", {"on": today + timedelta(days=90), "place": "X", "hours": 1}).status_code == 422
    )


def test_the_page_tells_no_figure_under_five(campaign, held, rita, signed_in, factory):
    came(campaign, held, 4, rita, campaign.groups.get(site=factory))
    page = signed_in(rita).get("/rse/campaigns/of/C1/").content.decode()
    assert "Fewer than five people came" in page
    came(campaign, held, 12, rita, campaign.groups.get(site=factory))
    page = signed_in(rita).get("/rse/campaigns/of/C1/").content.decode()
    assert "12 of 60" in page
    assert "30%" in page


def test_the_map_and_the_files_tell_the_same(campaign, held, rita, signed_in, factory):
    came(campaign, held, 12, rita, campaign.groups.get(site=factory))
    browser = signed_in(rita)
    assert "30%" in browser.get("/rse/campaigns/by-site/").content.decode()
    assert "Factory,30.0" in b"".join(browser.get("/rse/campaigns/by-site.csv").streaming_content).decode()
    assert "Site,Factory,40,12,30.0" in b"".join(browser.get("/rse/campaigns/of/C1/participation.csv").streaming_content).decode()


def test_a_list_is_recorded_wholly_or_when_asked_in_part(campaign, held, rita, signed_in):
    browser = signed_in(rita)

    def send(**more):
        file = SimpleUploadedFile("a.csv", f"person;session\n4217;{held.code}\nPaule;{held.code}\n".encode())
        return browser.post("/rse/campaigns/of/C1/attendance/", {"file": file, **more})

    answer = send()
    assert answer.status_code == 422
    assert "neither a personnel number" in answer.content.decode()
    assert "Paule" not in answer.content.decode()
    assert not Participation.objects.exists()
    assert send(partly="on").status_code == 303
    assert Participation.objects.count() == 1


def test_a_quiz_is_written_and_refused_without_a_right_answer(campaign, rita, signed_in):
    browser = signed_in(rita)
    wrong = browser.post("/rse/campaigns/of/C1/quiz/", {"words_fr-1": "Trier ?", "options_fr-1": "Oui\nNon"})
    assert wrong.status_code == 422
    assert "Question 1 has no right answer" in wrong.content.decode()
    assert browser.post("/rse/campaigns/of/C1/quiz/", {"words_fr-1": "Trier ?", "options_fr-1": "* Oui\nNon"}).status_code == 303
    assert campaign.questions.get().options[0] == {"fr": "Oui", "en": "Oui", "right": True}


# --- The employee, without a login --------------------------------------------------------------------------------------------
@pytest.fixture
def phone(db):
    cache.clear()
    return Client(headers={"Accept-Language": "en"})


def test_an_employee_joins_by_link_and_the_second_time_reads_the_same(held, phone, factory):
    link, place = f"/rse/join/{held.code}/", held.campaign.groups.get(site=factory).pk
    assert "Gestures" in phone.get(link).content.decode()
    pages = []
    for _time in range(2):
        answer = phone.post(link, {"who": "0004217", "place": place})
        assert answer.status_code == 302
        pages.append(re.sub(r"<[^>]+>", "", phone.get(answer["Location"]).content.decode()))
    assert pages[0] == pages[1]
    assert "You are counted" in pages[0]
    assert Participation.objects.count() == 1


def test_the_code_on_the_wall_leads_to_the_session(held, phone):
    typed = f"{held.code[:4]}-{held.code[4:]}".lower()
    assert phone.post("/rse/join/", {"code": typed})["Location"] == f"/rse/join/{held.code}/"
    assert phone.post("/rse/join/", {"code": "NOPE"}).status_code == 422
    assert phone.get("/rse/join/NOPE/").status_code == 404


def test_what_an_employee_mistypes_is_said(held, phone):
    answer = phone.post(f"/rse/join/{held.code}/", {"who": "Paule", "place": "0"})
    assert answer.status_code == 422
    assert "personnel number" in answer.content.decode()
    assert phone.post(f"/rse/join/{held.code}/", {"who": "4217", "place": "999999"}).status_code == 422
    assert not Participation.objects.exists()


def test_a_closed_session_says_so(held, phone, today):
    CampaignSession.objects.update(on=today - timedelta(days=2), closes_on=today - timedelta(days=1))
    assert "is closed" in phone.get(f"/rse/join/{held.code}/").content.decode()
    assert phone.post(f"/rse/join/{held.code}/", {"who": "4217", "place": "0"}).status_code == 422
    assert not Participation.objects.exists()


def test_many_guesses_are_slowed_down(held, phone):
    answers = [phone.get(f"/rse/join/GUESS{number}/").status_code for number in range(32)]
    assert answers[0] == 404
    assert answers[-1] == 429


def test_the_pages_are_cached_nowhere_and_want_their_token(held):
    strict = Client(enforce_csrf_checks=True)
    assert "no-store" in strict.get(f"/rse/join/{held.code}/")["Cache-Control"]
    assert strict.post(f"/rse/join/{held.code}/", {"who": "4217", "place": "0"}).status_code == 403


def test_the_quiz_is_offered_and_counts_once(held, campaign, phone, rita, signed_in):
    signed_in(rita).post("/rse/campaigns/of/C1/quiz/", {"words_en-1": "Sort?", "options_en-1": "* Yes\nNo"})
    done = phone.post(f"/rse/join/{held.code}/", {"who": "4217", "place": "0"})["Location"]
    quiz = done.replace("/done/", "/quiz/before/")
    assert "Sort?" in phone.get(quiz).content.decode()
    assert phone.post(quiz, {}).status_code == 422
    for _time in range(2):
        assert phone.post(quiz, {"q0": "0"}).status_code == 302
    assert QuizTake.objects.get().right == 1
    assert QuizTake.objects.get().taker != Participation.objects.get().person
    assert phone.get(f"/rse/join/{held.code}/quiz/before/forged/").status_code == 404

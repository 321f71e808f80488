"""Surveys: links that work once, answers nobody can lay beside them, results of nobody alone."""

import random
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st

from foundation.audit.models import LedgerEntry
from rse.actions import surveys as actions
from rse.actions.campaigns import Audience
from rse.models import Survey, SurveyAnswer, SurveyToken, SurveyWave, WaveGroup
from rse.queries.surveys import cells_of
from rse.refusals import RseRefusal
from rse.small_cells import is_safe
from rse.survey_results import Asked, Question, results


@pytest.fixture
def survey(rita):
    return actions.start_survey(code="WB", template="wellbeing", by=rita, at=timezone.now())


def days():
    today = timezone.localdate()
    return {"opens_on": today, "closes_on": today + timedelta(days=14)}


@pytest.fixture
def wave(survey, unit, factory, shop, rita):
    audience = [Audience(unit, factory, 20), Audience(unit, shop, 12), Audience(unit, None, 3)]
    return actions.plan_wave(survey=survey, audience=audience, by=rita, at=timezone.now(), **days())


@pytest.fixture
def opened(wave, rita):
    return actions.open_wave(wave=wave, by=rita, at=timezone.now())


def filled(survey, mark=4, words=""):
    values = {"scale": mark, "nps": 2 * mark, "choice": 0, "text": words}
    return {str(one.pk): values[one.kind] for one in survey.questions.all()}


def answer(links, count, survey, **facts):
    for link in links[:count]:
        token = actions.usable_link(link.token, at=timezone.now())
        assert actions.answer(link=token, values=filled(survey, **facts), at=timezone.now())


def test_a_template_gives_the_questions_in_both_languages(survey):
    assert survey.questions.count() == 8
    assert all(one.words_fr and one.words_en and one.words_fr != one.words_en for one in survey.questions.all())
    assert LedgerEntry.objects.latest("position").verb == "survey.started"


def test_places_of_few_are_put_together_when_the_wave_is_planned(wave):
    assert sorted(wave.groups.values_list("invited", flat=True)) == [15, 20]


def test_four_people_are_not_asked(survey, unit, rita):
    with pytest.raises(RseRefusal, match="Fewer than five"):
        actions.plan_wave(survey=survey, audience=[Audience(unit, None, 4)], by=rita, at=timezone.now(), **days())
    assert not SurveyWave.objects.exists()


def test_a_link_works_once_and_the_answer_does_not_know_it(opened, survey, rita):
    links = actions.draw_links(wave=opened, by=rita, at=timezone.now())
    assert len(links) == 35
    answer(links, 1, survey)
    assert actions.usable_link(links[0].token, at=timezone.now()) is None
    assert {field.name for field in SurveyAnswer._meta.concrete_fields} == {"id", "wave", "group", "values"}
    assert not SurveyToken.objects.filter(digest__contains=links[0].token).exists()
    assert SurveyAnswer.objects.count() == WaveGroup.objects.get(pk=links[0].group.pk).answered == 1


def test_two_who_send_the_same_link_at_once_leave_one_answer(opened, survey, rita):
    links = actions.draw_links(wave=opened, by=rita, at=timezone.now())
    token = actions.usable_link(links[0].token, at=timezone.now())
    sent = [actions.answer(link=token, values=filled(survey), at=timezone.now()) for _time in range(2)]
    assert sent == [True, False]
    assert SurveyAnswer.objects.count() == 1


def test_nothing_is_stored_by_half(opened, survey, rita, monkeypatch):
    links = actions.draw_links(wave=opened, by=rita, at=timezone.now())
    token = actions.usable_link(links[0].token, at=timezone.now())
    with pytest.raises(RseRefusal, match="left out"):
        actions.answer(link=token, values={}, at=timezone.now())
    monkeypatch.setattr(SurveyAnswer.objects, "create", lambda **_facts: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.answer(link=token, values=filled(survey), at=timezone.now())
    assert actions.usable_link(links[0].token, at=timezone.now())


def test_links_drawn_again_replace_those_before_until_somebody_answers(opened, survey, rita, signed_in):
    first = actions.draw_links(wave=opened, by=rita, at=timezone.now())
    again = actions.draw_links(wave=opened, by=rita, at=timezone.now())
    assert (len(first), len(again)) == (35, 35)
    assert actions.usable_link(first[5].token, at=timezone.now()) is None
    browser = signed_in(rita)
    assert browser.get("/rse/surveys/of/WB/waves/1/").context["may_draw"]
    answer(again, 1, survey)
    with pytest.raises(RseRefusal, match="would tell how many did"):
        actions.draw_links(wave=opened, by=rita, at=timezone.now())
    assert actions.usable_link(again[5].token, at=timezone.now())
    assert not browser.get("/rse/surveys/of/WB/waves/1/").context["may_draw"]
    assert {entry.facts["links"] for entry in LedgerEntry.objects.filter(verb="wave.links_drawn")} == {35}


def test_questions_are_fixed_once_a_wave_opened(opened, survey, rita):
    with pytest.raises(RseRefusal, match="begin another survey"):
        actions.set_questions(survey=survey, questions=[{"kind": "nps", "words_fr": "?", "words_en": "?"}], by=rita, at=timezone.now())
    with pytest.raises(RseRefusal, match="opened already"):
        actions.open_wave(wave=opened, by=rita, at=timezone.now())


def test_four_answers_tell_nothing_and_the_links_are_forgotten(opened, survey, rita):
    answer(actions.draw_links(wave=opened, by=rita, at=timezone.now()), 4, survey)
    closed = actions.close_wave(wave=opened, by=rita, at=timezone.now())
    assert closed.results == {"cells": [], "shares": {}, "words": {}}
    assert not SurveyToken.objects.exists()
    assert LedgerEntry.objects.latest("position").verb == "wave.closed"


def test_the_results_of_a_wave(opened, survey, rita):
    links = actions.draw_links(wave=opened, by=rita, at=timezone.now())
    answer(links, 10, survey, words="Du temps")
    closed = actions.close_wave(wave=opened, by=rita, at=timezone.now())
    whole = cells_of(closed, list(survey.questions.all()))[0]
    assert (whole.asked, whole.answered) == (35, 10)
    assert whole.figures[0].mean.value == 4
    assert whole.figures[-1].score.value == 0
    assert list(closed.results["words"].values()) == [["Du temps"] * 10]


def asked_once(survey, audience, rita, mark):
    """A wave from its plan to its results, where ten people gave the same mark."""
    wave = actions.plan_wave(survey=survey, audience=audience, by=rita, at=timezone.now(), **days())
    actions.open_wave(wave=wave, by=rita, at=timezone.now())
    answer(actions.draw_links(wave=wave, by=rita, at=timezone.now()), 10, survey, mark=mark, words=f"mark {mark}")
    return actions.close_wave(wave=wave, by=rita, at=timezone.now())


def test_waves_are_compared_from_the_oldest_to_the_newest(survey, unit, rita, signed_in):
    audience = [Audience(unit, None, 20)]
    for mark in (2, 3, 5):
        asked_once(survey, audience, rita, mark)
    seen = signed_in(rita).get("/rse/surveys/of/WB/").context
    assert [wave.number for wave in seen["closed"]] == [1, 2, 3]
    _question, figures = seen["compared"][0]
    assert [(wave.number, figure.mean.value) for wave, figure in figures] == [(1, 2), (2, 3), (3, 5)]
    assert figures[-1][1].change.value == 2
    assert [wave.number for wave, _rate in seen["waves"]] == [3, 2, 1]
    assert [wave.number for _survey, wave, _rate in signed_in(rita).get("/rse/surveys/").context["lines"]] == [3]


def test_a_new_wave_asks_whom_the_survey_asked_last(opened, unit, rita, signed_in):
    other = actions.start_survey(code="P2", template="stakeholders", by=rita, at=timezone.now())
    actions.plan_wave(survey=other, audience=[Audience(unit, None, 77)], by=rita, at=timezone.now(), **days())
    page = signed_in(rita).get("/rse/surveys/of/WB/waves/new/").text
    assert "S-1; 20" in page
    assert "; 77" not in page


def test_the_same_words_are_told_once_with_how_often_they_were_written(survey, unit, rita, signed_in):
    asked_once(survey, [Audience(unit, None, 20)], rita, 4)
    ((_question, told),) = signed_in(rita).get("/rse/surveys/of/WB/waves/1/").context["words"]
    assert told == [("mark 4", 10)]


def test_how_often_fewer_than_five_wrote_the_same_is_not_told(survey, unit, rita, signed_in):
    wave = actions.plan_wave(survey=survey, audience=[Audience(unit, None, 20)], by=rita, at=timezone.now(), **days())
    actions.open_wave(wave=wave, by=rita, at=timezone.now())
    links = actions.draw_links(wave=wave, by=rita, at=timezone.now())
    answer(links[:4], 4, survey, words="four")
    answer(links[4:11], 7, survey, words="seven")
    actions.close_wave(wave=wave, by=rita, at=timezone.now())
    ((_question, told),) = signed_in(rita).get("/rse/surveys/of/WB/waves/1/").context["words"]
    assert told == [("seven", 7), ("four", None)]


# --- The adversary: every filter, wave and file reads these cells and no other ------------------------------------------------
PLACES = [(1, 1), (1, 2), (1, None), (2, 3), (2, 4), (3, None), (None, None)]
COUNTS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=len(PLACES))


@settings(max_examples=200, deadline=None)
@given(COUNTS, st.integers())
@example([(0, 0), (0, 5), (5, 0), (0, 0), (5, 6)], 0)  # a site where nobody answered is told: left out, its people would look like others
def test_no_cell_nor_any_difference_of_cells_is_under_five(counts, seed):
    asked = [Question("s", "scale"), Question("c", "choice", 3), Question("t", "text")]
    chance = random.Random(seed)
    places = []
    for key, ((unit, site), (given_, silent)) in enumerate(zip(PLACES, counts, strict=False)):
        answers = [{"s": chance.randint(1, 5), "c": chance.randint(0, 2), "t": chance.choice(["", "x"])} for _n in range(given_)]
        places.append(Asked(key, unit, site, given_ + silent, answers))
    told = results(places, asked, chance)
    shown = {members_of(cell, places, told["cells"]): cell for cell in told["cells"] if cell["answered"] is not None}
    figures = {cell: (one["answered"], one["asked"] - one["answered"]) for cell, one in shown.items()}
    for cell, pair in list(figures.items()):
        for other, less in list(figures.items()):
            if other < cell:
                figures[cell - other] = (pair[0] - less[0], pair[1] - less[1])
            if not other & cell:
                figures[cell | other] = (pair[0] + less[0], pair[1] + less[1])
    assert [pair for pair in figures.values() if not is_safe(pair)] == []
    for one in told["shares"].values():
        assert is_safe(people for _options, people in one)
    assert all(len(words) >= 5 for words in told["words"].values())
    assert all(figure["n"] is None or figure["n"] >= 5 for cell in told["cells"] for figure in cell["figures"].values())


def members_of(cell, places, cells):
    """The numbers of the places a published cell speaks of."""
    if cell["by"] == "all":
        return frozenset(place.key for place in places)
    of = (lambda place: place.unit) if cell["by"] == "unit" else (lambda place: place.site)
    if cell["key"] is not None:
        return frozenset(place.key for place in places if of(place) == cell["key"])
    named = {one["key"] for one in cells if one["by"] == cell["by"] and one["key"] is not None}
    silent = {of(p) for p in places} - named  # places where nobody was asked are left out of the list
    return frozenset(place.key for place in places if of(place) in silent)


def test_where_nearly_everybody_answered_no_number_is_told():
    places = [Asked(1, 1, 1, 12, [{"s": 4}] * 10)]
    cell = results(places, [Question("s", "scale")], random.Random(1))["cells"][0]
    assert cell["answered"] is None
    assert cell["figures"]["s"]["n"] is None
    assert cell["figures"]["s"]["mean"] == 4


# --- Pages -----------------------------------------------------------------------------------------------------------------
@pytest.fixture
def phone(db):
    cache.clear()
    return Client(headers={"Accept-Language": "en"})


def test_an_officer_runs_a_wave_from_template_to_result(rita, unit, factory, signed_in, phone):
    browser = signed_in(rita)
    made = browser.post("/rse/surveys/new/", {"template": "wellbeing", "code": "pulse"})
    assert made["Location"] == "/rse/surveys/of/PULSE/"
    page = browser.post("/rse/surveys/of/PULSE/waves/new/", days() | {"goal": 60, "audience": f"S-1; 12\n{unit.code}; 9"})["Location"]
    assert browser.post(f"{page}links/").status_code == 303
    browser.post(f"{page}move/", {"to": "open"})
    lines = b"".join(browser.post(f"{page}links/").streaming_content).decode().splitlines()[1:]
    assert len(lines) == 21
    questions = Survey.objects.get().questions.all()
    for line in lines[:6]:
        link = line.rpartition("http://testserver")[2].strip('"')
        assert "I have what I need" in phone.get(link).content.decode()
        assert phone.post(link, {}).status_code == 422
        assert phone.post(link, filled(Survey.objects.get()))["Location"] == "/rse/answer/thanks/"
    used, unknown = phone.get(link), phone.get("/rse/answer/nothing/")
    assert used.status_code == unknown.status_code == 404
    assert "no longer works" in used.content.decode()
    assert "Results appear when the wave is closed" in browser.get(page).content.decode()
    browser.post(f"{page}move/", {"to": "close"})
    told = browser.get(page).content.decode()
    assert "6 answers of 21 people" in told
    assert questions[0].words_en in told
    assert "All,21,6" in b"".join(browser.get(f"{page}results.csv").streaming_content).decode()
    assert "Waves compared" in browser.get("/rse/surveys/of/PULSE/").content.decode()


def test_four_answers_are_told_as_too_few(opened, survey, rita, signed_in):
    answer(actions.draw_links(wave=opened, by=rita, at=timezone.now()), 4, survey)
    actions.close_wave(wave=opened, by=rita, at=timezone.now())
    browser = signed_in(rita)
    page = browser.get("/rse/surveys/of/WB/waves/1/").content.decode()
    assert "Fewer than five answers" in page
    assert "4 answers" not in page
    assert b"".join(browser.get("/rse/surveys/of/WB/waves/1/results.csv").streaming_content).decode().count("\n") == 1


def test_questions_are_written_or_refused(survey, rita, signed_in):
    browser = signed_in(rita)
    assert "scale | J’ai" in browser.get("/rse/surveys/of/WB/questions/").content.decode()
    wrong = browser.post("/rse/surveys/of/WB/questions/", {"text": "choice | Où ? | Where?\n- Ici | Here"})
    assert "fewer than two answers" in wrong.content.decode()
    assert browser.post("/rse/surveys/of/WB/questions/", {"text": "what"}).status_code == 422
    assert browser.post("/rse/surveys/of/WB/questions/", {"text": "nps | Oui ? | Yes?"}).status_code == 303
    assert survey.questions.count() == 1


def test_who_only_reads_neither_plans_nor_draws(opened, lea, sam, signed_in):
    browser = signed_in(lea)
    assert browser.get("/rse/surveys/").status_code == 200
    assert browser.get("/rse/surveys/of/WB/waves/1/").status_code == 200
    assert browser.post("/rse/surveys/of/WB/waves/1/links/").status_code == 403
    assert signed_in(sam).get("/rse/surveys/of/WB/").status_code == 404


def test_the_list_costs_the_same_for_many_surveys_whose_waves_are_closed(opened, survey, unit, rita, eva, signed_in):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse("rse:surveys")).status_code == 200
        return len(asked)

    browser = signed_in(eva)
    actions.close_wave(wave=opened, by=rita, at=timezone.now())
    queries()
    few = queries()
    for number in range(6):
        more = actions.start_survey(code=f"S{number}", template="wellbeing", by=rita, at=timezone.now())
        wave = actions.plan_wave(survey=more, audience=[Audience(unit, None, 9)], by=rita, at=timezone.now(), **days())
        actions.close_wave(wave=actions.open_wave(wave=wave, by=rita, at=timezone.now()), by=rita, at=timezone.now())
    assert queries() == few

"""A supplier answers by a link: once, in time, without a login; its buyer is told and reviews what was answered."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation.attachments.models import Attachment
from foundation.audit import actions as audit
from foundation.audit import queries as ledger
from foundation.notifications.models import OutboxRow
from rse.actions import due_diligence, questionnaires, suppliers
from rse.actions.suppliers import SupplierFacts
from rse.catalogues import catalogue, partner_points
from rse.models import Questionnaire, Supplier
from rse.partner_points import HAZARDOUS, INCIDENTS, STAFF, WASTE
from rse.queries.questionnaires import compared
from rse.refusals import RseRefusal
from tests.conftest import person

PDF = b"%PDF-1.4 report\n%%EOF"
SHARE = "PercentageOfEmployeesCoveredByCollectiveBargainingAgreements"


@pytest.fixture
def bruno(db):
    """Bruno buys; he reads the portal like everybody with a role."""
    return person("Bruno", role="team_lead")


@pytest.fixture
def now():
    """Links are judged by the clock of the portal."""
    return timezone.now()


@pytest.fixture
def mill(bruno, now):
    return suppliers.add_supplier(facts=SupplierFacts("F-1", "Scierie du Val", "FR", staff=50, buyer=bruno), by=bruno, at=now)


@pytest.fixture
def asked(mill, bruno, now):
    """The questionnaire and the token of its link."""
    return questionnaires.ask_questionnaire(supplier=mill, by=bruno, at=now)


@pytest.fixture
def answered(asked, now):
    return answer(asked[0], now)


def answer(row, at, answers=None, **facts):
    told = {"answers": {STAFF: 60, INCIDENTS: False} if answers is None else answers, "year": at.year - 1, "respondent": "Ana, manager"}
    return questionnaires.answer_questionnaire(questionnaire=row, at=at, **(told | facts))


def form(at, **answers):
    return {"year": at.year - 1, "respondent": "Ana, manager"} | answers


def test_every_point_belongs_to_a_disclosure_of_the_shipped_standard():
    shipped = next(group for group in catalogue("themes")["groups"] if group["code"] == "vsme")["themes"]
    assert {point.disclosure for point in partner_points().values()} <= {theme["code"] for theme in shipped}
    assert len(partner_points()) == 13


# --- Asked ----------------------------------------------------------------------------------------------------------------
def test_asking_is_audited_and_keeps_no_token(mill, asked):
    row, token = asked
    assert ledger.trail(mill)[0].verb == "questionnaire.asked"
    assert token not in str(Questionnaire.objects.values().get())
    assert questionnaires.find_link(token) == row
    assert questionnaires.find_link(token[:-1]) is None


def test_a_new_link_ends_the_open_one(mill, bruno, asked, now):
    questionnaires.ask_questionnaire(supplier=mill, by=bruno, at=now)
    with pytest.raises(RseRefusal, match="has ended"):
        answer(asked[0], now)


def test_a_partner_of_more_than_a_thousand_people_is_not_asked(bruno, now):
    large = suppliers.add_supplier(facts=SupplierFacts("F-2", "Grand Bois", "FR", staff=1_001, buyer=bruno), by=bruno, at=now)
    with pytest.raises(RseRefusal, match="own sustainability report"):
        questionnaires.ask_questionnaire(supplier=large, by=bruno, at=now)
    assert not Questionnaire.objects.exists()


# --- Answered -------------------------------------------------------------------------------------------------------------
def test_an_answer_is_kept_audited_and_told_to_the_buyer(mill, answered, bruno):
    row = Questionnaire.objects.get()
    assert (row.answers, row.respondent) == ({STAFF: 60, INCIDENTS: False}, "Ana, manager")
    assert ledger.trail(mill)[0].verb == "questionnaire.answered"
    notice = OutboxRow.objects.get(event="questionnaire.answered")
    assert (notice.recipients, notice.facts) == ([bruno.pk], {"supplier": "Scierie du Val"})


def test_a_link_serves_once(answered, now):
    with pytest.raises(RseRefusal, match="used already"):
        answer(answered, now, {STAFF: 1})
    assert Questionnaire.objects.get().answers[STAFF] == 60


def test_a_link_serves_until_its_last_day(asked, now):
    late = now + timedelta(days=questionnaires.DAYS_TO_ANSWER + 1)
    with pytest.raises(RseRefusal, match="has ended"):
        answer(asked[0], late)


@pytest.mark.parametrize(
    ("answers", "facts", "sentence"),
    [
        ({}, {}, "one question"),
        ({STAFF: 1_001}, {}, "up to 1,000"),
        ({STAFF: 2.5}, {}, "whole number"),
        ({STAFF: -1}, {}, "negative"),
        ({STAFF: float("nan")}, {}, "negative"),
        ({STAFF: True}, {}, "Write a number"),
        ({INCIDENTS: 1}, {}, "yes or no"),
        ({SHARE: 101}, {}, "between 0 and 100"),
        ({WASTE: 1, HAZARDOUS: 2}, {}, "part of all waste"),
        ({"Invented": 1}, {}, "not asked"),
        ({STAFF: 5}, {"respondent": " "}, "who answers"),
        ({STAFF: 5}, {"year": 1999}, "year"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(asked, now, answers, facts, sentence):
    with pytest.raises(RseRefusal, match=sentence):
        answer(asked[0], now, answers, **facts)
    assert Questionnaire.objects.get().answered_at is None


def test_when_the_ledger_fails_neither_answers_nor_document_are_kept(asked, now, monkeypatch):
    monkeypatch.setattr(audit, "record", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        answer(asked[0], now, evidence=SimpleUploadedFile("report.pdf", PDF))
    assert Questionnaire.objects.get().answered_at is None
    assert not Attachment.objects.exists()
    assert not OutboxRow.objects.exists()


# --- Reviewed -------------------------------------------------------------------------------------------------------------
def test_a_review_is_audited_and_takes_the_number_of_employees_over(mill, answered, bruno, now):
    questionnaires.review_questionnaire(questionnaire=answered, verdict="accepted", take_staff=True, by=bruno, at=now)
    assert Supplier.objects.get().staff == 60
    assert ledger.trail(mill)[0].verb == "questionnaire.reviewed"


def test_a_doubt_says_why_and_nobody_reviews_what_is_unanswered(asked, bruno, now):
    with pytest.raises(RseRefusal, match="Nobody has answered"):
        questionnaires.review_questionnaire(questionnaire=asked[0], verdict="accepted", by=bruno, at=now)
    row = answer(asked[0], now)
    for verdict, sentence in (("doubted", "Say what"), ("maybe", "Accept")):
        with pytest.raises(RseRefusal, match=sentence):
            questionnaires.review_questionnaire(questionnaire=row, verdict=verdict, by=bruno, at=now)
    assert Questionnaire.objects.get().verdict == ""


def test_when_the_ledger_fails_nothing_is_reviewed(answered, bruno, now, monkeypatch):
    monkeypatch.setattr(audit, "record", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        questionnaires.review_questionnaire(questionnaire=answered, verdict="accepted", take_staff=True, by=bruno, at=now)
    assert (Questionnaire.objects.get().verdict, Supplier.objects.get().staff) == ("", 50)


def test_answers_stand_beside_what_is_known_and_contradictions_show(mill, answered, rita, now):
    due_diligence.raise_finding(
        supplier=mill,
        title="Passports kept",
        severity="severe",
        found_on=now.date() - timedelta(days=2),
        human_rights=True,
        by=rita,
        at=now,
    )
    lines = {line.point.concept: line for line in compared(answered)}
    assert (lines[STAFF].known, lines[STAFF].odd) == (50, "moved")
    assert lines[INCIDENTS].odd == "contradicts"
    assert lines[WASTE].odd == ""


# --- Pages ----------------------------------------------------------------------------------------------------------------
def test_a_partner_answers_without_a_login_with_a_document_and_only_once(asked, now):
    browser, address = Client(headers={"Accept-Language": "en"}), reverse("rse:questionnaire", args=[asked[1]])
    assert "Scierie du Val" in browser.get(address).text
    wrong = browser.post(address, form(now, **{STAFF: "many"}))
    assert (wrong.status_code, "Nothing is sent yet" in wrong.text) == (422, True)
    sent = form(now, **{STAFF: "60", WASTE: "1,5", INCIDENTS: "no"}, evidence=SimpleUploadedFile("report.pdf", PDF))
    assert browser.post(address, sent).status_code == 302
    row = Questionnaire.objects.get()
    assert (row.answers, row.evidence.name) == ({STAFF: 60, WASTE: 1.5, INCIDENTS: False}, "report.pdf")
    again = browser.get(address)
    assert (again.status_code, "used already" in again.text) == (410, True)
    assert browser.post(address, sent).status_code == 410
    assert browser.get(reverse("rse:questionnaire", args=["unknown"])).status_code == 404


def test_an_ended_link_and_a_forbidden_document_are_told(asked, now):
    browser, address = Client(headers={"Accept-Language": "en"}), reverse("rse:questionnaire", args=[asked[1]])
    refused = browser.post(address, form(now, **{STAFF: "6"}, evidence=SimpleUploadedFile("virus.exe", b"MZ")))
    assert refused.status_code == 422
    assert Questionnaire.objects.get().answered_at is None
    Questionnaire.objects.update(expires_on=now.date() - timedelta(days=2))
    assert "has ended" in browser.get(address).text


def test_the_buyer_makes_a_link_reviews_and_finds_it_in_the_list(mill, bruno, now, signed_in):
    browser = signed_in(bruno)
    page = browser.post(reverse("rse:questionnaire_ask", args=["F-1"])).text
    assert "/rse/questionnaire/" in page
    assert "mailto:" in page
    row = answer(Questionnaire.objects.get(), now)
    assert "Scierie du Val" in browser.get(f"{reverse('rse:questionnaires')}?state=to_review&mine=1").text
    address = reverse("rse:questionnaire_review", args=["F-1", row.pk])
    assert "Number of employees" in browser.get(address).text
    assert browser.post(address, {"verdict": "doubted", "note": ""}).status_code == 422
    assert browser.post(address, {"verdict": "accepted", "take_staff": "on"}).status_code == 303
    assert Supplier.objects.get().staff == 60
    assert "No questionnaire fits" in browser.get(f"{reverse('rse:questionnaires')}?state=to_review").text


def test_answers_to_review_stand_among_the_duties_of_the_buyer_until_reviewed(answered, bruno, lea, now, signed_in):
    address = reverse("rse:questionnaire_review", args=["F-1", answered.pk])
    assert [address in signed_in(who).get(reverse("portfolio:duties")).text for who in (bruno, lea)] == [True, False]
    questionnaires.review_questionnaire(questionnaire=answered, verdict="accepted", by=bruno, at=now)
    assert address not in signed_in(bruno).get(reverse("portfolio:duties")).text


def test_the_sign_in_page_leads_to_the_confidential_alert(db):
    assert reverse("rse:alert_new") in Client().get(reverse("account_login")).text


def test_a_stranger_finds_nothing_and_who_only_reads_suppliers_reads_no_answers(answered, sam, lea, rita, signed_in):
    ask, review = reverse("rse:questionnaire_ask", args=["F-1"]), reverse("rse:questionnaire_review", args=["F-1", answered.pk])
    assert [signed_in(sam).post(ask).status_code, signed_in(sam).get(review).status_code] == [404, 404]
    assert [signed_in(lea).post(ask).status_code, signed_in(lea).get(review).status_code] == [403, 403]
    texts = [b"".join(signed_in(who).get(reverse("rse:questionnaires_csv")).streaming_content).decode() for who in (lea, rita)]
    assert ["60" in text.splitlines()[1] for text in texts] == [False, True]
    assert f"/questionnaires/{answered.pk}/" not in signed_in(lea).get(reverse("rse:questionnaires")).text


def test_the_list_costs_the_same_for_few_and_many(rita, bruno, now, signed_in):
    browser, counted = signed_in(rita), []
    for numbers in (range(3), range(3, 20)):
        for n in numbers:
            facts = SupplierFacts(f"S-{n:03}", f"Company {n:03}", "FR", buyer=bruno)
            row, _token = questionnaires.ask_questionnaire(supplier=suppliers.add_supplier(facts=facts, by=None, at=now), by=None, at=now)
            if n % 2:
                answer(row, now)
        browser.get(reverse("rse:questionnaires"))
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse("rse:questionnaires")).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 16

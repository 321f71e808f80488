"""The RSE home tells the value chain: who is not assessed, what is grave, what is late, what waits; per right, in flat costs."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from rse.actions import due_diligence, questionnaires, suppliers
from rse.actions.due_diligence import Judgement
from rse.actions.suppliers import SupplierFacts
from rse.actions.surveys import start_survey
from rse.partner_points import STAFF
from rse.queries.value_chain import value_chain
from tests.conftest import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def bruno():
    return person("Bruno", role="team_lead")


@pytest.fixture
def chain(bruno, rita, at, today):
    """Two suppliers: one assessed, with a severe finding and a late correction of Bruno's; one that nobody assessed."""
    mill = suppliers.add_supplier(
        facts=SupplierFacts("F-1", "Scierie du Val", "FR", staff=50, spend_share=Decimal("0.2"), buyer=bruno), by=None, at=at
    )
    suppliers.add_supplier(facts=SupplierFacts("F-2", "Quais du Nord", "FR", spend_share=Decimal("0.1")), by=None, at=at)
    judged = Judgement(supplier=mill, inherent=4, residual=3, rationale="Seen", assessed_on=at.date())
    due_diligence.assess_suppliers(judgements=[judged], by=rita, at=at)
    found = due_diligence.raise_finding(supplier=mill, title="Passports kept", severity="severe", found_on=at.date(), by=rita, at=at)
    due_diligence.ask_correction(finding=found, what="Give them back", due_on=today - timedelta(days=1), owner=bruno, by=rita, at=at)
    return mill


def told(user, today):
    return {str(tile.label): (tile.value, str(tile.note), tile.href) for tile in value_chain(user, today=today).tiles}


def test_four_tiles_lead_to_their_lists(chain, rita, today):
    home = reverse("rse:suppliers")
    assert told(rita, today) == {
        "Suppliers not assessed": ("1", "10.0% of the spend", f"{home}?look=unassessed"),
        "Severe finding": ("1", "that nothing mitigates", f"{home}?look=severe"),
        "Corrective actions overdue": ("1", "", f"{reverse('rse:corrections')}?state=overdue"),
        "Answers to review": ("0", "", f"{reverse('rse:questionnaires')}?state=to_review"),
    }


def test_answers_to_review_are_told_to_who_may_read_them(chain, rita, bruno, sam, today):
    now = timezone.now()
    row, _token = questionnaires.ask_questionnaire(supplier=chain, by=bruno, at=now)
    assert "Answers to review" not in told(bruno, today)
    questionnaires.answer_questionnaire(questionnaire=row, at=now, answers={STAFF: 60}, year=now.year - 1, respondent="Ana")
    assert told(rita, today)["Answers to review"][:2] == ("1", "")
    mine = f"{reverse('rse:questionnaires')}?state=to_review&mine=1"
    assert told(bruno, today)["Answers to review"] == ("1", "1 for you", mine)
    assert "Answers to review" not in told(person("Nora", role="team_lead"), today)


def test_the_home_names_what_is_grave_and_late_with_the_button_for_who_may_act(chain, bruno, lea, signed_in):
    html = signed_in(bruno).get(reverse("rse:home")).text
    assert "Passports kept" in html
    assert "Close or move" in html
    other = signed_in(lea).get(reverse("rse:home")).text
    assert "Give them back" in other
    assert "Close or move" not in other


def test_without_suppliers_the_home_says_nothing_of_them(rita, signed_in, today):
    assert value_chain(rita, today=today).tiles == []
    assert "Value chain" not in signed_in(rita).get(reverse("rse:home")).text


def test_the_home_asks_as_much_for_many_suppliers(chain, rita, at, today, signed_in):
    browser, address = signed_in(rita), reverse("rse:home")
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for number in range(12):
        more = suppliers.add_supplier(facts=SupplierFacts(f"M-{number}", f"Mill {number}", "FR"), by=None, at=at)
        found = due_diligence.raise_finding(supplier=more, title="Dust", severity="severe", found_on=at.date(), by=None, at=at)
        due_diligence.ask_correction(finding=found, what="Masks", due_on=today - timedelta(days=2), owner=None, by=None, at=at)
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(many) == len(few)


def test_surveys_are_narrowed_by_the_state_of_their_waves(rita, at, signed_in):
    browser, address = signed_in(rita), reverse("rse:surveys")
    start_survey(template="wellbeing", code="BE-1", name_fr="Bien-être", name_en="Well-being", owner=rita, by=rita, at=at)
    assert "Well-being" in browser.get(address).text
    assert "No survey here" in browser.get(address, {"state": "open"}).text
    assert "Well-being" in browser.get(address, {"state": "nonsense"}).text

"""A partner answers thirteen points on a phone, by a link and without a login; the buyer reviews them from their duties."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from rse.catalogues import partner_points
from rse.partner_points import YES_NO
from tests.browser.conftest import AXE, Visit
from tests.browser.effort import Effort
from tests.browser.test_every_page import objections

pytestmark = pytest.mark.browser

SUPPLIER, BUYER = "F-0049", "celine.barbier"
MOST_TO_ANSWER, MOST_TO_REVIEW = (16, 120), (3, 20)  # clicks, seconds


@pytest.fixture
def link(visit: Callable[..., Visit]) -> str:
    """The buyer makes a link, which is shown this once."""
    seen = visit(BUYER)
    seen.open(f"/rse/supplier/{SUPPLIER}/")
    seen.page.get_by_role("button", name="Make a link").click()
    address = seen.page.locator("#link").input_value()
    assert seen.faults == []
    return address


def fill(effort: Effort, page: Page) -> None:
    """Every point as it is asked: a figure is typed, less and less (dangerous waste is part of all waste); yes or no is pressed."""
    for number, point in enumerate(partner_points().values(), start=1):
        if point.kind == YES_NO:
            effort.look()
            effort.click(page.locator(f"input[name={point.concept}]").nth(number % 2))
        else:
            effort.click(page.locator(f"#id_{point.concept}"))
            effort.write(str(100 - number))


def test_a_partner_answers_on_a_phone_and_the_buyer_reviews(
    visit: Callable[..., Visit], link: str, capsys: pytest.CaptureFixture[str]
) -> None:
    partner = visit(width=360, language="fr")
    partner.page.goto(link)
    partner.page.evaluate(AXE)
    assert objections(partner) == []
    answering = Effort(partner.page)
    answering.look()
    fill(answering, partner.page)
    assert partner.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    answering.click(partner.page.locator("#id_respondent"))
    answering.write("Irma, directrice")
    answering.click(partner.page.get_by_role("button", name="Envoyer les réponses"))
    answering.see(partner.page.get_by_role("heading", name="Merci"))
    assert partner.faults == []

    buyer = visit(BUYER)
    buyer.open("/duties/")
    reviewing = Effort(buyer.page)
    reviewing.look(3)
    reviewing.click(buyer.page.locator(f"a[href*='{SUPPLIER}/questionnaires/']").first)
    reviewing.see(buyer.page.locator("#questionnaire-review"))
    told = buyer.page.locator("#questionnaire-review tbody tr").all_inner_texts()
    assert len(told) == len(partner_points())
    assert not [line for line in told if "not answered" in line]
    reviewing.look(len(told))
    reviewing.click(buyer.page.get_by_label("Accepted"))
    reviewing.click(buyer.page.get_by_role("button", name="Save the review"))
    reviewing.see(buyer.page.get_by_text("Review saved."))
    assert buyer.faults == []

    with capsys.disabled():
        print(f"\na partner answers on a phone: {answering}\nthe buyer reviews the answers: {reviewing}")  # noqa: T201
    for effort, (clicks, seconds) in ((answering, MOST_TO_ANSWER), (reviewing, MOST_TO_REVIEW)):
        assert effort.clicks <= clicks
        assert effort.promised <= seconds
    assert partner.page.goto(link).status == 410
    assert partner.page.locator("h1").count() == 1

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portfolio.charts.bubbles import LARGEST, SMALLEST, Dot, place
from portfolio.models import ExchangeRate, Portfolio, Project, ProjectSummary
from tests.dashboards.company import TODAY, Company

URL = "/bubbles/"
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#bubbles"}


@pytest.fixture
def company(db: None, lea) -> Company:
    made = Company()
    made.unit("DCM", "Clients", "Customers")
    made.weigh({"O1": ("Satisfaire", "Delight", "medium", 1.0)})
    made.project(
        "C360", name="Client 360", unit="DCM", links={"O1": (1, "validated")}, budget=3_000_000, scores=(70.0, 75.0), d=0.4, lead=lea
    )
    made.project("ERP", name="ERP", unit="DCM", links={"O1": (1, "validated")}, budget=5_000_000, scores=(40.0, 50.0), d=0.9)
    made.project("AI", name="AI", unit="DCM", budget=1_000_000, scores=(None, None))
    for project in Project.objects.all():
        ProjectSummary.objects.filter(project=project).update(budget=Decimal(5_000_000 if project.code == "ERP" else 3_000_000))
    return made


def codes(answer) -> list[str]:
    return [bubble.dot.code for bubble in answer.context["bubbles"]]


def test_scored_projects_are_bubbles_and_links_the_richest_first(company, signed_in, eva):
    answer = signed_in(eva).get(URL)
    page = answer.content.decode()
    assert codes(answer) == ["ERP", "C360"]
    assert 'aria-label="Client 360: alignment 75, delivery 40%, €3.0M' in page
    assert "1 project has no score or no delivery yet" in page
    assert "1 serves the strategy well and is not expected to land" in page


def test_the_filters_of_the_list_narrow_the_board(company, signed_in, eva):
    browser = signed_in(eva)
    assert codes(browser.get(URL, {"q": "client"})) == ["C360"]
    assert codes(browser.get(URL, {"band": "aligned"})) == ["C360"]
    assert codes(browser.get(URL, {"status": "paused"})) == []
    assert codes(browser.get(URL, {"sort": "nonsense", "unit": "x"})) == ["ERP", "C360"]


def test_confidential_projects_are_left_out_for_others_and_said_so(company, signed_in, eva, lea):
    Project.objects.filter(code="C360").update(is_confidential=True)
    answer = signed_in(eva).get(URL)
    assert codes(answer) == ["ERP"]
    assert "1 confidential project is left out" in answer.content.decode()
    assert codes(signed_in(lea).get(URL)) == ["C360"]
    assert "confidential" not in signed_in(lea).get(URL).content.decode().replace("Confidential", "")


def test_a_stranger_sees_an_empty_board(company, signed_in, sam):
    assert "Nothing to draw yet" in signed_in(sam).get(URL).content.decode()


def test_budgets_of_another_currency_are_converted_or_said_to_be_unknown(company, signed_in, eva, at):
    pounds = Portfolio.objects.create(code="UK", name_fr="RU", name_en="UK", currency="GBP")
    Project.objects.filter(code="C360").update(portfolio=pounds)
    answer = signed_in(eva).get(URL)
    assert "No exchange rate is known for GBP" in answer.content.decode()
    ExchangeRate.objects.create(from_currency="GBP", to_currency="EUR", rate=2, on=TODAY - timedelta(days=400), recorded_at=at)
    answer = signed_in(eva).get(URL)
    assert codes(answer)[0] == "C360"
    assert "€6.0M" in answer.content.decode()


def test_htmx_gets_the_part_of_the_page(company, signed_in, eva):
    browser = signed_in(eva)
    part, page = browser.get(URL, headers=HTMX).content.decode().strip(), browser.get(URL).content.decode()
    assert part.startswith('<div id="bubbles">')
    assert part in page


def test_ten_projects_cost_as_many_queries_as_forty(company, signed_in, eva):
    browser, counts = signed_in(eva), []
    for _round in range(2):
        with CaptureQueriesContext(connection) as captured:
            browser.get(URL)
        counts.append(len(captured))
        for n in range(30) if len(counts) == 1 else ():
            company.project(f"P{n}", name=f"P{n}", unit="DCM", budget=1_000, scores=(40.0, 50.0), d=0.5)
    assert counts[0] == counts[1] <= 21


def dot(code: str, money: float | None, alignment: float = 50.0, delivery: float = 0.5) -> Dot:
    return Dot(code, code, "/", alignment, delivery, money, "green", code)


def test_the_area_grows_with_the_money():
    large, small, unknown = place([dot("C", None), dot("B", 25.0), dot("A", 100.0)])
    assert float(large.r) == LARGEST
    assert float(small.r) == LARGEST / 2
    assert float(unknown.r) == SMALLEST


def test_places_are_in_percent_and_held_inside_the_field():
    [one] = place([dot("A", 1.0, alignment=120.0, delivery=0.25)])
    assert (one.x, one.y, one.anchor) == ("100.00%", "75.00%", "end")


def test_names_do_not_stand_in_each_others_way():
    row = [dot("To the left", 3.0, alignment=40.0), dot("To the right", 2.9, alignment=60.0), dot("In between", 1.0)]
    placed = place([*row, dot("Above them", 0.5, delivery=0.9)])
    assert [bubble.label for bubble in placed] == ["To the left", "To the right", "", "Above them"]
    assert [bubble.anchor for bubble in placed[:2]] == ["end", "start"]

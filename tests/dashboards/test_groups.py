import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portfolio.models import Portfolio, Programme, Project, ProjectSummary


@pytest.fixture
def grouped(company):
    """The small company in one portfolio, two of its projects in a programme."""
    programme = Programme.objects.create(code="NUM", name_fr="Numérique", name_en="Digital", portfolio=company.portfolio)
    Project.objects.update(portfolio=company.portfolio)
    Project.objects.filter(code__in=["C360", "ERP"]).update(programme=programme)
    for code, budget, rank in (("C360", 3_000_000, 5), ("ERP", 5_000_000, 1), ("HELM", 1_000_000, None), ("AI", 1_000_000, 3)):
        ProjectSummary.objects.filter(project__code=code).update(budget=budget, forecast=budget + 100_000, health_rank=rank)
    return company


def test_the_list_tells_projects_money_and_distributions(grouped, signed_in, eva):
    answer = signed_in(eva).get("/portfolios/")
    [portfolio] = answer.context["portfolios"]
    assert (portfolio.figures.strategic, portfolio.figures.others, int(portfolio.figures.budget)) == (4, 1, 10_000_000)
    assert portfolio.figures.healths["green"] == portfolio.figures.healths["none"] == 1
    [programme] = portfolio.programmes
    assert (programme.figures.strategic, int(programme.figures.budget)) == (2, 8_000_000)
    assert round(programme.figures.alignment, 2) == round((3 * 60 + 5 * 50) / 8, 2)
    assert 'href="/portfolios/MAIN/"' in answer.content.decode()


def test_a_programme_without_a_portfolio_stands_alone(grouped, signed_in, eva):
    Programme.objects.update(portfolio=None)
    assert [one.row.code for one in signed_in(eva).get("/portfolios/").context["alone"]] == ["NUM"]


def test_a_lead_sees_the_groups_of_their_projects_and_no_more(grouped, signed_in, lea, sam):
    Portfolio.objects.create(code="ELSE", name_fr="Autre", name_en="Other")
    answer = signed_in(lea).get("/portfolios/")
    assert [one.row.code for one in answer.context["portfolios"]] == ["MAIN"]
    assert answer.context["portfolios"][0].figures.strategic == 1
    assert signed_in(lea).get("/portfolios/ELSE/").status_code == 404
    assert signed_in(sam).get("/portfolios/MAIN/").status_code == 404
    assert signed_in(sam).get("/portfolios/").status_code == 403


@pytest.mark.parametrize("path", ["/portfolios/MAIN/", "/programmes/NUM/"])
def test_a_group_shows_its_tiles_projects_and_links(grouped, signed_in, eva, path):
    answer = signed_in(eva).get(path)
    page = answer.content.decode()
    assert answer.context["rows"][0].code == "ERP"
    assert "Projects with most money" in page
    assert "band=partial&amp;status=going" in page
    assert f"/roadmap/?{answer.context['query']}" in page


def test_the_past_of_a_group_is_added_up_month_by_month(grouped, signed_in, eva):
    months = signed_in(eva).get("/programmes/NUM/").context["months"]
    assert [month.projects for month in months] == [2] * len(months)
    assert months


def test_confidential_projects_are_in_no_sum(grouped, signed_in, eva, lea):
    Project.objects.filter(code="C360").update(is_confidential=True)
    answer = signed_in(eva).get("/portfolios/")
    assert answer.context["portfolios"][0].figures.strategic == 3
    assert "1 confidential project is left out" in answer.content.decode()
    own = signed_in(lea).get("/portfolios/MAIN/")
    assert own.context["figures"].strategic == 0
    assert [row.code for row in own.context["rows"]] == ["C360"]


def test_unlike_currencies_are_not_added_up(grouped, signed_in, eva):
    pounds = Portfolio.objects.create(code="UK", name_fr="RU", name_en="UK", currency="GBP")
    Project.objects.filter(code="ERP").update(portfolio=pounds)
    page = signed_in(eva).get("/programmes/NUM/").content.decode()
    assert "several currencies (EUR, GBP)" in page
    assert "€8.0M" not in page


def test_a_programme_shows_the_one_currency_of_its_projects(grouped, signed_in, eva):
    dollars = Portfolio.objects.create(code="US", name_fr="EU", name_en="US", currency="USD")
    Project.objects.filter(programme__code="NUM").update(portfolio=dollars)
    Programme.objects.update(portfolio=None)
    for path in ("/portfolios/", "/programmes/NUM/"):
        page = signed_in(eva).get(path).content.decode()
        assert "$8.0M" in page, path
        assert "€8.0M" not in page, path


@pytest.mark.parametrize("path", ["/portfolios/", "/portfolios/MAIN/", "/programmes/NUM/"])
def test_ten_projects_cost_as_many_queries_as_forty(grouped, signed_in, eva, path):
    browser, counts = signed_in(eva), []
    for _round in range(2):
        with CaptureQueriesContext(connection) as captured:
            browser.get(path)
        counts.append(len(captured))
        for n in range(30) if len(counts) == 1 else ():
            grouped.project(f"P{n}", name=f"P{n}", unit="DCM", budget=1_000, scores=(40.0, 50.0), d=0.5)
        Project.objects.update(portfolio=grouped.portfolio)
    assert counts[0] == counts[1] <= 24


def test_the_list_of_projects_is_narrowed_by_programme_and_says_when_budgets_are_unlike(grouped, signed_in, eva):
    browser, programme = signed_in(eva), Programme.objects.get()
    assert [row.code for row in browser.get("/projects/", {"programme": programme.pk}).context["page"].rows] == ["C360", "ERP"]
    assert "Choose a portfolio to compare" not in browser.get("/projects/", {"sort": "-budget"}).content.decode()
    Portfolio.objects.create(code="UK", name_fr="RU", name_en="UK", currency="GBP")
    assert "(EUR, GBP)" in browser.get("/projects/", {"sort": "-budget"}).content.decode()
    assert "(EUR, GBP)" not in browser.get("/projects/", {"sort": "-budget", "portfolio": grouped.portfolio.pk}).content.decode()


def test_the_mean_of_a_group_converts_unlike_budgets_before_they_weigh(grouped, signed_in, eva):
    grouped.count_in_yen("C360", rate=0.02)
    figures = signed_in(eva).get("/programmes/NUM/").context["figures"]
    assert figures.currencies == {"EUR", "JPY"}
    assert round(figures.alignment, 3) == round((0.06 * 60 + 5 * 50) / 5.06, 3)
    shown = signed_in(eva).get("/portfolios/").context
    [programme] = [one for group in shown["portfolios"] for one in group.programmes]
    assert round(programme.figures.alignment, 3) == round(figures.alignment, 3)


def test_money_without_a_rate_weighs_nothing_in_the_mean_of_a_group(grouped, signed_in, eva):
    grouped.count_in_yen("C360", rate=None)
    assert signed_in(eva).get("/programmes/NUM/").context["figures"].alignment == 50


def test_the_largest_projects_of_a_group_are_compared_in_one_currency(grouped, signed_in, eva):
    grouped.count_in_yen("C360", rate=0.02)
    ProjectSummary.objects.filter(project__code="C360").update(budget=9_000_000)
    assert [row.code for row in signed_in(eva).get("/programmes/NUM/").context["rows"]] == ["ERP", "C360"]

"""The boards: who needs help, who is silent, what we would stop first. Filters, order, pages, CSV, rights, queries."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from cmo_portal.dashboards.boards import silent
from cmo_portal.dashboards.lenses import landing
from cmo_portal.dashboards.needs.exceptions import exceptions
from cmo_portal.dashboards.needs.need import Reader
from cmo_portal.dashboards.queries import home_board
from foundation import history
from foundation.accounts.models import User
from portfolio.models import ExchangeRate, Portfolio, Project, ProjectMember
from portfolio.queries.landing_story import landing_story
from tests.dashboards.company import ENTERED, TODAY, Company

PAGES = ("/boards/help/", "/boards/silent/", "/boards/stop-first/")


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda value=None, *_args: value.date() if value else TODAY)


@pytest.fixture
def late(company: Company, lea: User) -> Company:
    """One project at each step of silence."""
    for code, days in (("L5", 5), ("L15", 15), ("L30", 30)):
        company.project(code, unit="DND", lead=lea, links={"O1": (1, "validated")}, due_on=TODAY - timedelta(days=days))
    return company


def codes(client, address: str) -> list[str]:
    return [row.code for row in client.get(address).context["page"].rows]


def text(answer) -> str:
    return b"".join(answer.streaming_content).decode()


def test_who_needs_help_is_listed_with_both_healths(company: Company, eva: User, signed_in) -> None:
    answer = signed_in(eva).get("/boards/help/")
    assert [row.code for row in answer.context["page"].rows] == []  # the gap is what the night computes
    company.project("GAP", unit="DCM", watermelon=True, d_declared=1.0, d_computed=0.5, divergence=0.5, d_worst="cost")
    html = signed_in(eva).get("/boards/help/").content.decode()
    assert "GAP" in html
    assert "+50\u202fpts" in html
    assert "never a reproach" in html


def test_its_filters_its_order_and_its_unknown_values(company: Company, eva: User, signed_in) -> None:
    company.project("A", unit="DCM", watermelon=True, d_declared=1.0, d_computed=0.5, divergence=0.5, d_worst="cost")
    company.project("B", unit="DND", watermelon=True, d_declared=1.0, d_computed=0.3, divergence=0.7, d_worst="risk")
    company.project("C", unit="DND", d_declared=0.6, d_computed=0.5, divergence=0.1, d_worst="risk")
    client = signed_in(eva)
    assert codes(client, "/boards/help/") == ["B", "A"]
    assert codes(client, "/boards/help/?sort=gap") == ["A", "B"]
    assert codes(client, "/boards/help/?unit=DCM") == ["A"]
    assert codes(client, "/boards/help/?weakest=risk&gap=any") == ["B", "C"]
    html = client.get("/boards/help/?weakest=moon").content.decode()
    assert "Nobody knows the value asked for here" in html
    part = client.get("/boards/help/?unit=DCM", headers={"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#help-board"})
    assert part.content.decode().lstrip().startswith('<div id="help-board"')


def test_silence_is_told_step_by_step(late: Company, eva: User, signed_in) -> None:
    client = signed_in(eva)
    assert codes(client, "/boards/silent/") == ["L30", "L15", "L5"]
    assert codes(client, "/boards/silent/?step=sponsor") == ["L15"]
    assert [silent.step_of(TODAY - timedelta(days=days), TODAY) for days in (5, 10, 11, 20, 21)] == [
        "lead", "lead", "sponsor", "sponsor", "board",
    ]  # fmt: skip
    answer = client.get("/boards/silent/")
    assert [step["count"] for step in answer.context["steps"]] == [1, 1, 1]
    assert [(one.unit.code, one.silent, one.owing) for one in answer.context["in_time"]] == [("DND", 3, 3)]


def test_a_lead_sees_their_own_silence_only_and_no_arbitration(late: Company, lea: User, otto: User, signed_in) -> None:
    assert codes(signed_in(lea), "/boards/silent/") == ["L30", "L15", "L5"]
    assert codes(signed_in(otto), "/boards/silent/") == []
    assert signed_in(lea).get("/boards/stop-first/").status_code == 403


def test_the_least_value_for_the_money_stops_first(company: Company, eva: User, signed_in) -> None:
    company.project("ROCK", unit="DND", links={"O1": (1, "validated")}, scores=(30.0, 30.0), budget=500_000)
    helm = company.project("X", unit="DCM", scores=(5.0, 5.0), budget=4_000_000, orphan=True)
    ProjectMember.objects.create(project=helm, user=eva, share="0.4")
    answer = signed_in(eva).get("/boards/stop-first/")
    found = [row.project.code for row, _may in answer.context["rows"]]
    assert found == ["X", "HELM", "ROCK"]
    first = answer.context["rows"][0][0]
    assert first.why.startswith("Serves no validated objective, delivery 80% sure, €4.0M of €4.0M still to spend")
    assert (first.left, first.people) == (4_000_000, Decimal("0.4"))
    assert answer.context["freed"].money == 5_500_000
    assert "Bring to a decision" in answer.content.decode()


def test_money_of_another_currency_is_converted_before_it_is_compared(company: Company, eva: User, signed_in) -> None:
    """100 m yen are 0.6 m euros: the least of the money, so the most value for a million."""
    yen = Portfolio.objects.create(code="JP", name_fr="Japon", name_en="Japan", currency="JPY")
    rate = {"from_currency": "JPY", "to_currency": "EUR", "on": date(2026, 1, 1), "rate": Decimal("0.006"), "source": "test"}
    history.record(ExchangeRate, at=ENTERED, by=None, **rate)
    tokyo = company.project(
        "TOKYO", unit="DND", links={"O1": (1, "validated")}, scores=(10.0, 10.0), budget=100_000_000, d=0.5, watermelon=True
    )
    Project.objects.filter(pk=tokyo.pk).update(portfolio=yen)
    answer = signed_in(eva).get("/boards/stop-first/")
    assert [(row.project.code, round(row.per_million, 2)) for row, _may in answer.context["rows"]] == [("HELM", 8.0), ("TOKYO", 8.33)]
    assert answer.context["freed"].money == 1_600_000
    terms = landing_story(company.objectives["O1"], eva).terms
    assert {term.project.code: round(term.share, 3) for term in terms} == {"C360": 0.652, "AI": 0.217, "TOKYO": 0.13}
    board = home_board(eva, QueryDict())
    projects = Project.objects.filter(pk=tokyo.pk)
    [need] = [one for one in exceptions(board, projects, Reader(eva, TODAY, "/")).needs if one.project_id]
    assert need.amount == 600_000
    rows = landing.objectives(board.run, Project.objects.all(), board.objectives, [], board.weights, currency="EUR")
    paid = {"C360": 3 * 0.5, "TOKYO": 0.6 * 0.5, "AI": 1 * 0.8}
    assert next(one for one in rows if one.objective.code == "O1").delivery == pytest.approx(sum(paid.values()) / 4.6)
    history.supersede(ExchangeRate.objects.current().get(), at=ENTERED, by=None, removed=True)
    assert signed_in(eva).get("/boards/stop-first/").context["freed"].money == 1_000_000, "without a rate it is in no sum"


def test_the_boards_leave_confidential_projects_out_and_say_so(late: Company, eva: User, signed_in) -> None:
    late.project("SECRET", unit="DND", scores=(3.0, 3.0), orphan=True, confidential=True, due_on=TODAY - timedelta(days=90),
                 watermelon=True, d_declared=1.0, d_computed=0.2, divergence=0.8)  # fmt: skip
    for page in PAGES:
        html = signed_in(eva).get(page).content.decode()
        assert "SECRET" not in html
        assert "1 confidential project is not shown to you." in html


def test_every_board_has_its_export(late: Company, eva: User, signed_in) -> None:
    late.project("GAP", unit="DCM", watermelon=True, d_declared=1.0, d_computed=0.5, divergence=0.5, d_worst="cost")
    client = signed_in(eva)
    assert "GAP" in text(client.get("/boards/help.csv"))
    silence = text(client.get("/boards/silent.csv?step=board"))
    assert "L30" in silence
    assert "L15" not in silence
    assert "HELM" in text(client.get("/boards/stop-first.csv"))


@pytest.mark.parametrize("page", PAGES)
def test_the_number_of_queries_does_not_grow(late: Company, eva: User, signed_in, page: str) -> None:
    client = signed_in(eva)
    counts = []
    for batch in (8, 40):
        for number in range(batch):
            late.project(
                f"N{batch}-{number}", unit="DCM", scores=(20.0, 20.0), watermelon=True, d_declared=1.0, d_computed=0.5, divergence=0.5,
                due_on=TODAY - timedelta(days=5 + number),
            )  # fmt: skip
        with CaptureQueriesContext(connection) as seen:
            client.get(page)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_boards_page(late: Company, eva: User, signed_in) -> None:
    for number in range(60):
        late.project(f"N{number:02}", unit="DCM", due_on=TODAY - timedelta(days=40 + number))
    client = signed_in(eva)
    first = client.get("/boards/silent/").context["page"]
    assert len(first.rows) == 50
    assert len(codes(client, f"/boards/silent/?after={first.after}")) == 13

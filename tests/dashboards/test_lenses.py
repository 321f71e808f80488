"""The four lenses: chosen by the address, remembered by the role; declared beside computed; the same number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cmo_portal.dashboards.lenses import health
from foundation.accounts.models import User
from foundation.history import record
from portfolio.models import Decision, Milestone, Project, ProjectSummary, Win
from tests.conftest import person
from tests.dashboards.company import ENTERED, TODAY, Company, midnight

LENSES = ("cmo", "ceo", "cfo", "coo")


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda value=None, *_args: value.date() if value else TODAY)


def lens(client, address: str = "/"):
    return client.get(address).context["lens"]


@pytest.mark.parametrize("key", LENSES)
def test_each_role_opens_on_its_own_lens(company: Company, signed_in, key: str) -> None:
    client = signed_in(person(f"Exec{key}", role="executive", lens=key))
    assert lens(client).key == key
    assert lens(client, "/?lens=coo").key == "coo"
    assert lens(client, "/?lens=nobody").key == key


def test_the_filters_keep_the_lens(company: Company, eva: User, signed_in) -> None:
    html = signed_in(eva).get("/?lens=cfo&unit=DND").content.decode()
    assert '<input type="hidden" name="lens" value="cfo">' in html
    assert 'href="/?unit=DND&amp;lens=coo"' in html


def test_the_verdicts(company: Company, eva: User, signed_in) -> None:
    client = signed_in(eva)
    ProjectSummary.objects.filter(project__code="ERP").update(forecast=5_500_000)
    ProjectSummary.objects.exclude(project__code="ERP").filter(budget__isnull=False).update(forecast=1_000_000)
    assert lens(client, "/?lens=cfo").verdict == (
        "The year is heading for €8.5M, for a budget of €10.0M (−15.0%); €4.0M are not where the strategy would want them."
    )
    assert lens(client, "/?lens=coo").verdict == "Delivery is 71% sure: 1 project needs help."
    assert lens(client, "/?lens=ceo").verdict.startswith("1 of 3 objectives are on course")


def test_health_is_declared_beside_computed_by_direction(company: Company, eva: User, signed_in) -> None:
    found = lens(signed_in(eva))
    assert found.whole.projects == 4
    assert [part.code for part in found.directions] == ["DCM", "DND"]
    assert (found.directions[0].declared.counts["green"], found.directions[0].computed.counts["red"]) == (1, 1)
    assert found.directions[0].need_help == 1


def test_a_spread_fills_its_bar():
    parts = health.Spread({"green": 30, "amber": 17, "red": 6, "outdated": 1}).slices
    assert [part.colour for part in parts] == ["green", "amber", "red", "outdated"]
    assert sum(part.length for part in parts) == pytest.approx(100, abs=0.05)


def test_what_moved_since_the_night_before(company: Company, eva: User, signed_in) -> None:
    moves = lens(signed_in(eva)).moves
    assert (moves.rose, moves.fell) == (1, 1)
    assert [(move.project.code, move.change) for move in moves.widest] == [("ERP", 10.0), ("C360", -4.0)]


def test_decisions_and_milestones_are_counted(company: Company, eva: User, signed_in) -> None:
    project = Project.objects.get(code="ERP")
    record(Decision, at=ENTERED, by=None, project=project, title="Two waves?", decider=eva, due_on=TODAY - timedelta(days=1))
    dates = {"baseline_on": TODAY, "forecast_on": TODAY + timedelta(days=12)}
    record(Milestone, at=ENTERED, by=None, project=project, name_fr="Recette", name_en="Tests", **dates)
    client = signed_in(eva)
    assert (lens(client).decisions.count, lens(client).decisions.overdue, lens(client).decisions.mine) == (1, 1, 1)
    slipping = lens(client, "/?lens=coo").role["milestones"]
    assert (slipping.late, slipping.coming, slipping.slipping[0].slip_days) == (1, 1, 12)


def test_good_news_are_told(company: Company, eva: User, signed_in) -> None:
    project = Project.objects.get(code="ERP")
    Win.objects.create(project=project, by=eva, at=midnight(TODAY), text_fr="Sorti du rouge", text_en="Out of the red")
    Win.objects.create(project=project, by=eva, at=midnight(TODAY - timedelta(days=40)), text_fr="Vieux", text_en="Old")
    gone = Win.objects.create(project=project, by=eva, at=midnight(TODAY), text_fr="Retiré", text_en="Taken back")
    Win.objects.filter(pk=gone.pk).update(withdrawn_at=midnight(TODAY))
    html = signed_in(eva).get("/").content.decode()
    assert "Out of the red" in html
    assert ">Old" not in html
    assert "Taken back" not in html


def test_a_confidential_project_is_counted_apart_for_who_may_see_it(company: Company, eva: User, lea: User, signed_in) -> None:
    company.project("SECRET", unit="DCM", budget=9_000_000, confidential=True)
    mine = company.project("MINE", unit="DCM", budget=9_000_000, confidential=True)
    Project.objects.filter(pk=mine.pk).update(sponsor=eva)
    answer = signed_in(eva).get("/")
    assert (answer.context["board"].not_shown, answer.context["board"].left_out) == (1, 1)
    html = answer.content.decode()
    assert "1 confidential project is not shown to you." in html
    assert "1 confidential project that you may see is left out of these figures." in html
    assert "MINE" not in html


@pytest.mark.parametrize("key", LENSES)
def test_the_number_of_queries_does_not_grow(company: Company, eva: User, signed_in, key: str) -> None:
    client = signed_in(eva)
    client.get(f"/?lens={key}")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/?lens={key}")
    for number in range(30):
        company.project(
            f"N{number}", unit="DCM", links={"O1": (1, "validated")}, scores=(30.0 + number, 50.0), watermelon=number % 2 == 0,
            orphan=number % 5 == 0, d_computed=0.5, due_on=TODAY - timedelta(days=number),
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        client.get(f"/?lens={key}")
    assert len(many) <= len(few) + 1  # the refused links of projects that were not there before


def test_the_lenses_speak_french(company: Company, eva: User, signed_in) -> None:
    client = signed_in(eva, "fr")
    for key in LENSES:
        html = client.get(f"/?lens={key}").content.decode()
        assert "Ce qui vous attend" in html
        assert "Santé" in html

from decimal import Decimal

import pytest
from django.urls import reverse

from portfolio.actions import contributions, projects
from portfolio.actions.status import report_status
from portfolio.models import Project

URL = "/projects/"
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#project-list"}


def names(answer) -> list[str]:
    return [row.name for row in answer.context["page"].rows]


@pytest.fixture
def three(project, unit, portfolio, lea, at) -> list[Project]:
    """Client 360 and two more, one of them an obligation."""
    more = [
        projects.create_project(by=lea, at=at, name_fr=name, name_en=name, lead=lea, unit=unit, portfolio=portfolio, project_class=kind)
        for name, kind in (("Zebra", "strategic"), ("Accessibility", "obligation"))
    ]
    return [project, *more]


def test_a_visitor_is_sent_to_the_login_page(client, db):
    assert client.get(URL).status_code == 302


def test_the_list_shows_what_the_person_may_see(three, signed_in, eva, sam):
    assert names(signed_in(eva).get(URL)) == ["Client 360", "Zebra"]
    empty = signed_in(sam).get(URL)
    assert names(empty) == []
    assert "No project here yet" in empty.content.decode()


def test_obligations_stand_apart_and_are_never_ranked(three, signed_in, eva):
    answer = signed_in(eva).get(URL, {"class": "obligation", "sort": "-score"})
    assert names(answer) == ["Accessibility"]
    assert "never ranked" in answer.content.decode()
    assert 'value="-score"' not in answer.content.decode()


def test_htmx_gets_the_part_and_history_gets_the_page(three, signed_in, eva):
    browser = signed_in(eva)
    part, page = browser.get(URL, headers=HTMX), browser.get(URL)
    assert part.content.decode().strip().startswith('<div id="project-list">')
    assert part.content.decode().strip() in page.content.decode()
    assert "HX-Request" in part["Vary"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "360"}, ["Client 360"]),
        ({"q": "EGALISER"}, ["Client 360"]),
        ({"q": "nothing like it"}, []),
        ({"health": "green"}, ["Client 360"]),
        ({"health": "none"}, ["Zebra"]),
        ({"status": "paused"}, []),
        ({"horizon": "short"}, ["Client 360"]),
        ({"band": "unscored"}, ["Client 360", "Zebra"]),
        ({"sort": "-name"}, ["Zebra", "Client 360"]),
        ({"sort": "unknown"}, ["Client 360", "Zebra"]),
        ({"unit": "no number"}, ["Client 360", "Zebra"]),
        ({"after": "broken"}, ["Client 360", "Zebra"]),
    ],
)
def test_filters_live_in_the_address(three, link, signed_in, eva, lea, at, query, found):
    report_status(project=three[0], health="green", by=lea, at=at)
    assert names(signed_in(eva).get(URL, query)) == found


def test_a_unit_brings_its_sub_units_and_a_group_its_objectives(three, link, group, unit, signed_in, eva):
    top = type(unit).objects.create(code="GRP", name_fr="Groupe", name_en="Group")
    type(unit).objects.filter(pk=unit.pk).update(parent=top)
    browser = signed_in(eva)
    assert names(browser.get(URL, {"unit": top.pk})) == ["Client 360", "Zebra"]
    assert names(browser.get(URL, {"objective": group.pk})) == ["Client 360"]
    assert names(browser.get(URL, {"lead": three[0].lead_id, "portfolio": three[0].portfolio_id})) == ["Client 360", "Zebra"]


def test_each_filter_is_a_chip_that_takes_itself_away(three, signed_in, eva):
    answer = signed_in(eva).get(URL, {"q": "client", "status": "active", "sort": "-code"})
    assert {chip.text: chip.href for chip in answer.context["chips"]} == {
        "Search: client": "?status=active&sort=-code",
        "Status: Active": "?q=client&sort=-code",
    }


def test_a_value_nobody_knows_is_named_and_left_out(three, signed_in, eva):
    answer = signed_in(eva).get(URL, {"health": "purple"})
    assert names(answer) == ["Client 360", "Zebra"]
    assert "it was left out: Health" in answer.content.decode()


def test_pages_follow_each_other_both_ways(three, signed_in, eva, monkeypatch):
    monkeypatch.setattr("portfolio.views.project_list.PAGE_SIZE", 1)
    browser = signed_in(eva)
    first = browser.get(URL).context["page"]
    second = browser.get(URL, {"after": first.after}).context["page"]
    assert [row.name for row in second.rows] == ["Zebra"]
    assert second.after == ""
    assert [row.name for row in browser.get(URL, {"before": second.before}).context["page"].rows] == ["Client 360"]


def test_the_export_holds_the_filtered_list_and_no_live_formula(three, signed_in, eva, lea, at):
    projects.create_project(by=lea, at=at, name_fr="=1+1", name_en="=1+1", lead=lea)
    answer = signed_in(eva).get(reverse("portfolio:projects_csv"), {"sort": "-name"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in lines] == ["Project", "Zebra", "Client 360", "'=1+1"]
    assert "attachment" in answer["Content-Disposition"]
    french = signed_in(eva, "fr").get(reverse("portfolio:projects_csv"))
    assert b"".join(french.streaming_content).decode("utf-8-sig").startswith("Code;Projet;")


def test_the_export_of_a_stranger_is_empty(three, signed_in, sam):
    answer = signed_in(sam).get(reverse("portfolio:projects_csv"))
    assert len(b"".join(answer.streaming_content).splitlines()) == 1


def test_the_list_asks_as_much_for_ten_projects_as_for_forty(signed_in, eva, lea, unit, at, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser, counts = signed_in(eva), []
    for _round in range(2):
        for n in range(10 if not counts else 30):
            projects.create_project(by=lea, at=at, name_fr=f"P{n}", lead=lea, unit=unit)
        with CaptureQueriesContext(connection) as captured:
            browser.get(URL)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 20


def test_links_of_a_group_and_levels_of_none_do_not_count_as_serving(three, link, delight, lea, at, signed_in, eva):
    contributions.change_level(link=link, level=Decimal(0), by=lea, at=at)
    assert names(signed_in(eva).get(URL, {"objective": delight.pk})) == []

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portfolio import access
from portfolio.actions import milestones, projects
from portfolio.charts.roadmap import Moment, Row, axis, bounds, roadmap
from portfolio.models import Milestone, Project
from portfolio.queries import keyset, project_list
from portfolio.queries import roadmap as queries
from portfolio.queries.project_list import Wanted

URL = "/roadmap/"
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#roadmap"}


def away(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def promised(project: Project, name: str, baseline: int, forecast: int | None = None, reached: int | None = None) -> Milestone:
    now = timezone.now()
    forecast_on = None if forecast is None else away(forecast)
    made = milestones.add_milestone(project=project, name_en=name, baseline_on=away(baseline), forecast_on=forecast_on, by=None, at=now)
    return milestones.reach(milestone=made, reached_on=away(reached), by=None, at=now) if reached is not None else made


def names(answer) -> list[str]:
    return [row.name for row in answer.context["page"].rows]


@pytest.fixture
def told(project) -> Project:
    """Client 360 with one milestone of each kind."""
    promised(project, "Kick-off", -200, reached=-190)
    promised(project, "Design", -40, -5)
    promised(project, "Pilot", 20, 50)
    promised(project, "Go-live", 100)
    promised(project, "Extension", 500)
    return project


# --- The page --------------------------------------------------------------------------------------------------------------
def test_the_roadmap_shows_what_lies_ahead_and_what_is_overdue_of_visible_projects(told, signed_in, eva, sam):
    answer = signed_in(eva).get(URL)
    assert names(answer) == ["Design", "Pilot", "Go-live"]
    page = answer.content.decode()
    assert "2 are later than promised; the widest slip is “Design” (Client 360), 35 days." in page
    assert "1 is overdue." in page
    assert "No milestone in the next six months" in signed_in(sam).get(URL).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"period": "all"}, ["Kick-off", "Design", "Pilot", "Go-live", "Extension"]),
        ({"period": "all", "state": "reached"}, ["Kick-off"]),
        ({"period": "all", "state": "overdue"}, ["Design"]),
        ({"period": "all", "slipped": "on", "sort": "-slip"}, ["Design", "Pilot", "Kick-off"]),
        ({"period": "next3"}, ["Design", "Pilot"]),
        ({"period": "past3"}, ["Design"]),
        ({"period": "nonsense"}, ["Design", "Pilot", "Go-live"]),
        ({"q": "nothing like it"}, []),
        ({"status": "paused"}, []),
        ({"sort": "-date"}, ["Go-live", "Pilot", "Design"]),
        ({"after": "broken"}, ["Design", "Pilot", "Go-live"]),
    ],
)
def test_filters_live_in_the_address(told, signed_in, eva, query, found):
    assert names(signed_in(eva).get(URL, query)) == found


def test_unit_lead_portfolio_objective_and_its_owner_narrow_the_roadmap(told, link, delight, signed_in, eva, otto):
    browser = signed_in(eva)
    fits = {"unit": told.unit_id, "lead": told.lead_id, "portfolio": told.portfolio_id, "objective": delight.pk, "owner": otto.pk}
    assert len(names(browser.get(URL, fits))) == 3
    assert names(browser.get(URL, {"objective": delight.parent.pk}))
    other = Project.objects.get(pk=told.pk)
    assert [chip.text for chip in browser.get(URL, {"lead": other.lead_id}).context["chips"]] == ["Lead: Lea Martin"]


def test_cancelled_projects_leave_the_roadmap_and_confidential_ones_are_said_to(told, signed_in, eva, lea, at):
    Project.objects.filter(pk=told.pk).update(is_confidential=True)
    answer = signed_in(eva).get(URL)
    assert names(answer) == []
    assert "1 confidential project is left out" in answer.content.decode()
    assert len(names(signed_in(lea).get(URL))) == 3
    Project.objects.filter(pk=told.pk).update(status="cancelled")
    assert names(signed_in(lea).get(URL)) == []


def test_htmx_gets_the_part_of_the_page(told, signed_in, eva):
    browser = signed_in(eva)
    part, page = browser.get(URL, headers=HTMX).content.decode().strip(), browser.get(URL).content.decode()
    assert part.startswith('<div id="roadmap">')
    assert part in page


def test_pages_follow_each_other(told, signed_in, eva, monkeypatch):
    monkeypatch.setattr("portfolio.views.roadmap.PAGE_SIZE", 2)
    browser = signed_in(eva)
    for sort in ("date", "-slip", "project"):
        first = browser.get(URL, {"sort": sort}).context["page"]
        second = browser.get(URL, {"sort": sort, "after": first.after}).context["page"]
        assert (len(first.rows), len(second.rows)) == (2, 1)
        assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}


def test_the_export_holds_all_of_them(told, signed_in, eva):
    answer = signed_in(eva).get("/roadmap.csv", {"period": "all"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 6
    assert lines[2].split(",")[4] == "Design"
    assert lines[2].endswith(",35,Overdue")
    french = signed_in(eva, "fr").get("/roadmap.csv")
    assert b"".join(french.streaming_content).decode("utf-8-sig").startswith("Code;Projet;")


def test_ten_projects_cost_as_many_queries_as_forty(signed_in, eva, lea, unit, at):
    browser, counts = signed_in(eva), []
    for _round in range(2):
        for n in range(10 if not counts else 30):
            promised(projects.create_project(by=lea, at=at, name_fr=f"P{n}", lead=lea, unit=unit), "M", n, n + 3)
        with CaptureQueriesContext(connection) as captured:
            browser.get(URL)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 20


def test_the_milestones_of_a_project_are_drawn_on_its_page(told, signed_in, eva):
    page = signed_in(eva).get(f"/projects/{told.code}/milestones/")
    assert [lane.label for lane in page.context["drawing"].lanes] == ["The project", "Kick-off", "Design", "Pilot", "Go-live", "Extension"]
    assert "Timeline" in page.content.decode()


# --- At ten thousand projects -------------------------------------------------------------------------------------------------
def many(count: int, lead) -> None:
    rows = Project.objects.bulk_create(
        Project(code=f"X-{n:05}", name_fr=f"Projet {n}", name_en=f"Project {n}", lead=lead, entered_on=away(-400)) for n in range(count)
    )
    Milestone.objects.bulk_create(_milestone(row, n % 700 - 300, n % 50) for n, row in enumerate(rows) for _each in range(3))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _milestone(project: Project, days: int, slip: int) -> Milestone:
    facts = {"name_fr": "J", "name_en": "M", "recorded_at": timezone.now()}
    return Milestone(project=project, baseline_on=away(days), forecast_on=away(days + slip), **facts)


def test_at_ten_thousand_projects_a_page_reads_no_table_whole(eva, lea):
    many(10_000, lea)
    for sort in ("date", "-date", "slip", "-slip"):
        _reads_no_table_whole(sort, eva)


def _reads_no_table_whole(sort, eva):
    today, visible = timezone.localdate(), access.visible_to(eva)
    asked = queries.Asked(period="all", sort=sort)
    rows = queries.milestones(project_list.narrowed(visible, Wanted()), asked, today)
    after = keyset.page(rows, queries.sort_of(asked), size=30).after
    for cursor in ("", after):
        with CaptureQueriesContext(connection) as captured:
            keyset.page(rows, queries.sort_of(asked), size=30, after=cursor)
        with connection.cursor() as explaining:
            explaining.execute(f"EXPLAIN {captured[0]['sql']}")
            plan = "\n".join(line for (line,) in explaining.fetchall())
        assert "Seq Scan on portfolio_milestone " not in plan, plan
        assert "Seq Scan on portfolio_project " not in plan, plan


# --- The drawing -----------------------------------------------------------------------------------------------------------
DAY = date(2026, 11, 23)


def moment(days: int, slip: int = 0, **facts) -> Moment:
    expected = DAY + timedelta(days=days)
    return Moment("Pilot", expected - timedelta(days=slip), expected, facts.get("reached", False), facts.get("overdue", False))


def test_a_mark_stands_where_its_day_does():
    drawn = roadmap([Row("P", "", "", [moment(50, 25)])], start=DAY, end=DAY + timedelta(days=100), today=DAY)
    [mark] = drawn.lanes[0].marks
    assert (mark.x, mark.promised_x, mark.moment.tone, mark.moment.kind) == ("50.00%", "25.00%", "late", "ahead")
    assert (mark.label, mark.anchor) == ("Pilot", "start")


def test_what_lies_outside_stands_at_the_edge():
    drawn = roadmap([Row("P", "", "", [moment(-20), moment(400)])], start=DAY, end=DAY + timedelta(days=100), today=DAY)
    assert [(mark.x, mark.off) for mark in drawn.lanes[0].marks] == [("0.00%", "before"), ("100.00%", "after")]


def test_one_absurd_date_does_not_flatten_the_others():
    start, end = bounds([DAY, DAY + timedelta(days=30), DAY + timedelta(days=60), date(2108, 1, 1)], DAY)
    assert (end - start).days < 200
    assert bounds([], DAY)[0] < DAY < bounds([], DAY)[1]


@pytest.mark.parametrize(("days", "label"), [(120, "Jan 2027"), (800, "Q1 2027"), (2_400, "2027")])
def test_the_calendar_is_readable_whatever_the_stretch(days, label):
    line = axis(DAY, DAY + timedelta(days=days), DAY)
    labels = [tick.label for tick in line.ticks if tick.label]
    assert label in labels
    assert len(labels) <= 16
    assert line.today == "0.00%"
    assert axis(DAY, DAY + timedelta(days=5), DAY - timedelta(days=1)).today == ""

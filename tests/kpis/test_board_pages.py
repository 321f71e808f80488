"""The board, the scorecard, the quality of the data, the page of one indicator."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from kpis import nights
from kpis.actions import definitions, readings
from kpis.actions.measurements import Value, correct_measurement, record_measurements
from kpis.models import Indicator, Measurement
from strategy.models import StrategicObjective, StrategicPlan

pytestmark = pytest.mark.django_db


@pytest.fixture
def objective(db):
    dates = {"starts_on": date(2026, 1, 1), "ends_on": date(2028, 12, 31), "status": "active"}
    plan = StrategicPlan.objects.create(code="P", name_fr="Cap", name_en="Course", **dates)
    return StrategicObjective.objects.create(plan=plan, code="O1", name_fr="Clients", name_en="Customers")


def indicator(code, otto, at, *, value=None, target=None, **facts):
    """An indicator of this year; `value` at the end of last month, `target` from 0 by the end of the year."""
    facts = {"name_fr": f"Nom {code}", "name_en": f"Name {code}", "direction": "up", "owner": otto, "perspective": "customer"} | facts
    made = definitions.create_indicator(by=otto, at=at, code=code, **facts)
    today = timezone.localdate()
    if target is not None:
        path = {"baseline_on": today - timedelta(days=300), "baseline": 0, "target_on": today + timedelta(days=65), "target": target}
        definitions.set_target(indicator=made, by=otto, at=at, **path)
    if value is not None:
        end = today.replace(day=1) - timedelta(days=1)
        record_measurements(values=[Value(made, end.replace(day=1), end, value)], by=otto, at=timezone.now())
    return made


def test_the_worst_stand_first_and_the_counts_say_how_all_stand(signed_in, eva, otto, at):
    indicator("GOOD", otto, at, value=95, target=100)
    indicator("BAD", otto, at, value=5, target=100)
    indicator("NONE", otto, at)
    page = signed_in(eva).get("/indicators/").content.decode()
    assert page.index("Name BAD") < page.index("Name NONE") < page.index("Name GOOD")
    assert "no data" in page
    assert "3 indicators" in page


def test_a_filter_narrows_and_an_unknown_value_is_named(signed_in, eva, otto, at):
    indicator("GOOD", otto, at, value=95, target=100)
    indicator("BAD", otto, at, value=5, target=100, perspective="people")
    browser = signed_in(eva)
    assert "Name BAD" not in browser.get("/indicators/?status=on_track").content.decode()
    assert "Name GOOD" not in browser.get("/indicators/?perspective=people").content.decode()
    assert "Name GOOD" in browser.get("/indicators/?q=good").content.decode()
    odd = browser.get("/indicators/?status=purple&after=x").content.decode()
    assert "Nobody knows the value" in odd
    assert "Name BAD" in odd


def test_cards_are_grouped_by_objective(signed_in, eva, otto, at, objective):
    made = indicator("GOOD", otto, at, value=95, target=100)
    definitions.share_with_objective(indicator=made, objective=objective, share=1.0, by=otto, at=at)
    indicator("BAD", otto, at, value=5, target=100)
    page = signed_in(eva).get("/indicators/?group=objective").content.decode()
    assert page.index("O1 · Customers") < page.index("Name GOOD") < page.index("No objective") < page.index("Name BAD")


def test_pages_of_the_board_hold_every_indicator_once(signed_in, eva, otto, at):
    for number in range(27):
        indicator(f"I{number:02}", otto, at)
    browser = signed_in(eva)
    first, second = (browser.get(f"/indicators/?{q}").content.decode() for q in ("", "after=24"))
    assert sum(f"Name I{n:02}" in first for n in range(27)) == 24
    assert sum(f"Name I{n:02}" in second for n in range(27)) == 3
    assert "before=24" in second


def test_htmx_receives_the_board_alone(signed_in, eva):
    answer = signed_in(eva).get("/indicators/", headers={"HX-Request": "true", "HX-Target": "div#indicator-board"})
    assert answer.content.decode().lstrip().startswith('<div id="indicator-board"')


def test_a_person_s_status_stands_beside_the_computed_one(signed_in, eva, otto, at):
    made = indicator("BAD", otto, at, value=5, target=100)
    until = timezone.localdate() + timedelta(days=10)
    definitions.override_status(indicator=made, status="watch", reason="one-off strike", expires_on=until, by=otto, at=timezone.now())
    page = signed_in(eva).get("/indicators/").content.decode()
    assert "Set by Otto Martin" in page
    assert "computed:" in page


def test_groups_of_objectives_stand_in_the_order_of_the_plan(signed_in, eva, otto, at, objective):
    second = StrategicObjective.objects.create(plan=objective.plan, code="O10", name_fr="Dixième", name_en="Tenth", position=10)
    third = StrategicObjective.objects.create(plan=objective.plan, code="O2", name_fr="Deuxième", name_en="Second", position=2)
    for code, served in (("A", second), ("B", third)):
        definitions.share_with_objective(indicator=indicator(code, otto, at), objective=served, share=1.0, by=otto, at=at)
    page = signed_in(eva).get("/indicators/?group=objective").text
    assert page.index("O2 · Second</h2>") < page.index("O10 · Tenth</h2>")


@pytest.mark.parametrize("address", ["", "?group=objective&sort=name", "scorecard/", "quality/"])
def test_the_pages_cost_the_same_with_many_indicators(signed_in, eva, otto, at, objective, django_assert_max_num_queries, address):
    browser, counted = signed_in(eva), []
    for size in (4, 16):
        while Indicator.objects.count() < size:
            number = Indicator.objects.count()
            made = indicator(f"I{number}", otto, at, value=number, target=100)
            definitions.share_with_objective(indicator=made, objective=objective, share=1.0, by=otto, at=at)
        browser.get(f"/indicators/{address}")
        with django_assert_max_num_queries(60) as queries:
            assert browser.get(f"/indicators/{address}").status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert counted[1] <= 34


def test_the_page_says_where_it_stands_what_was_corrected_and_what_the_night_read(signed_in, eva, otto, at):
    made = indicator("NPS", otto, at, value=40, target=100, unit="pts", definition_en="Promoters minus detractors")
    wrong = Measurement.objects.get()
    correct_measurement(measurement=wrong, value=44, reason="late answers", by=otto, at=timezone.now())
    nights.ensure_night(day=timezone.localdate(), at=timezone.now())
    readings.work(worker="one", clock=timezone.now)
    page = signed_in(eva).get(f"/indicators/{made.code}/").content.decode()
    assert "was expected by today" in page
    assert "late answers" in page
    assert "<del>40.0\u00a0pts</del>" in page
    assert "Promoters minus detractors" in page
    assert "the series is too short to test others" in page
    assert "To date of target" in page
    assert "restated" in page


def test_a_past_day_shows_what_was_known_then(signed_in, eva, otto, at):
    made = indicator("NPS", otto, at)
    june = (date(2026, 6, 1), date(2026, 6, 30))
    first = record_measurements(values=[Value(made, *june, 40.0)], by=otto, at=at, recorded_at=at).added[0]
    correct_measurement(measurement=first, value=44, reason="late answers", by=otto, at=at + timedelta(days=9))
    browser = signed_in(eva)
    then = browser.get("/indicators/NPS/?known=2026-07-03").content.decode()
    assert ">40.0" in then
    assert "as they were known on" in then
    assert ">44.0" in browser.get("/indicators/NPS/").content.decode()
    assert "This is no date" in browser.get("/indicators/NPS/?known=July").content.decode()


def test_a_range_and_no_value_have_their_own_words(signed_in, eva, otto, at):
    made = indicator("STOCK", otto, at, direction="range")
    dates = {"baseline_on": date(2026, 1, 1), "target_on": date(2027, 1, 1)}
    definitions.set_target(indicator=made, by=otto, at=at, low=50, high=60, tolerance=5, **dates)
    page = signed_in(eva).get("/indicators/STOCK/").content.decode()
    assert "Nothing has been measured yet" in page
    assert "50.0 to 60.0" in page


def test_strangers_find_no_indicator(signed_in, sam, otto, at):
    indicator("NPS", otto, at)
    assert signed_in(sam).get("/indicators/NPS/").status_code == 404
    assert signed_in(sam).get("/indicators/").status_code == 403


def test_the_scorecard_places_indicators_where_objective_and_perspective_meet(signed_in, eva, otto, at, objective):
    made = indicator("GOOD", otto, at, value=95, target=100)
    definitions.share_with_objective(indicator=made, objective=objective, share=1.0, by=otto, at=at)
    indicator("LOOSE", otto, at, perspective="")
    page = signed_in(eva).get("/indicators/scorecard/").content.decode()
    assert page.index("Customers") < page.index("Name GOOD") < page.index("Name LOOSE")
    assert "No perspective" in page


def test_each_fault_of_the_data_is_named_with_what_to_do(signed_in, eva, otto, at):
    indicator("LOST", otto, at, owner=None)
    same = indicator("SAME", otto, at, decimals=0)
    definitions.set_target(
        indicator=same, by=otto, at=at, baseline_on=date(2026, 1, 1), baseline=10, target_on=date(2027, 1, 1), target=10.2
    )
    definitions.edit_indicator(indicator=same, version=same.version, by=otto, at=at, unit="k€")
    page = signed_in(eva).get("/indicators/quality/").content.decode()
    for title in ("Never measured", "No target", "No owner", "Target equal to its baseline", "Unit changed"):
        assert title in page
    assert "Overdue" not in page


def test_nothing_yet_says_what_to_do(signed_in, eva):
    browser = signed_in(eva)
    for address in ("/indicators/", "/indicators/scorecard/", "/indicators/quality/"):
        assert "No indicator yet" in browser.get(address).content.decode()

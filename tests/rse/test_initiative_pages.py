"""The list of initiatives, the page of one, and what an owner does there."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kpis.models import Indicator
from portfolio.actions.projects import create_project
from portfolio.models import Portfolio, ProjectInitiative
from rse.actions import initiatives as actions
from rse.models import Adjustment, AdjustmentDuty, Initiative, InitiativeEffect, InitiativeUpdate, Theme

TOKENS = iter(f"7d0e3c4e-9d2b-4f7e-8a41-{number:012d}" for number in range(1000))


@pytest.fixture
def start(rita, unit, at):
    """`start("A", name="Fours", themes="energy")`: an initiative of Rita's."""

    def begin(code, name="Fours", themes="energy", **facts):
        facts = {"owner": rita, "unit": unit, "starts_on": timezone.localdate() - timedelta(days=40), "cadence": "monthly"} | facts
        chosen = Theme.objects.filter(code__in=themes.split())
        return actions.start_initiative(code=code, name_fr=name, themes=chosen, by=rita, at=at, **facts)

    return begin


def page(browser, name, *args, **query):
    return browser.get(reverse(f"rse:{name}", args=args), query)


def send(browser, name, *args, **facts):
    return browser.post(reverse(f"rse:{name}", args=args), {"token": next(TOKENS)} | facts)


def report(initiative, rita, health, note="because"):
    now = timezone.now()
    actions.report_update(initiative=initiative, on=timezone.localdate(now), health=health, note=note, by=rita, at=now)


def test_the_list_is_filtered_sorted_and_exported(signed_in, rita, eva, start):
    late, wood = start("OVENS"), start("WOOD", "Bois", "waste", cadence="quarterly")
    report(late, rita, "off_track")
    browser = signed_in(eva)
    text = page(browser, "initiatives").text
    assert text.index("Fours") < text.index("Bois")
    assert "Bois" not in page(browser, "initiatives", health="off_track").text.split("<tbody>")[1]
    assert "Fours" not in page(browser, "initiatives", theme="waste").text.split("<tbody>")[1]
    assert "Fours" not in page(browser, "initiatives", q="boi").text.split("<tbody>")[1]
    named = page(browser, "initiatives", sort="name").text
    assert named.index(">Bois<") < named.index(">Fours<")
    assert "left out" in page(browser, "initiatives", theme="nonsense").text
    assert "No initiative fits" in page(browser, "initiatives", q="zzz").text
    assert wood.code in page(browser, "initiatives", unit="DIS", state="active", owner=str(rita.pk)).text
    table = b"".join(page(browser, "initiatives_csv", health="off_track").streaming_content).decode()
    assert "OVENS" in table
    assert "WOOD" not in table


def test_the_list_costs_the_same_for_ten_and_for_forty(signed_in, eva, start):
    def asked():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            assert page(browser, "initiatives").status_code == 200
        return len(queries)

    browser = signed_in(eva)
    for number in range(3):
        start(f"A{number}")
    few = asked()
    for number in range(12):
        start(f"B{number}")
    assert asked() == few


def test_a_stranger_is_refused_and_a_lead_only_reads(signed_in, sam, lea, start):
    start("OVENS")
    assert page(signed_in(sam), "initiatives").status_code == 403
    assert page(signed_in(sam), "initiative", "OVENS").status_code == 404
    browser = signed_in(lea)
    assert page(browser, "initiative", "OVENS").status_code == 200
    for name in ("initiative_update", "initiative_answer", "initiative_change", "effect_new"):
        assert page(browser, name, "OVENS").status_code == 403
    assert page(browser, "initiative_new").status_code == 403


def test_an_officer_starts_and_changes_one_and_a_lost_race_shows_both(signed_in, rita, eva, start):
    browser, theme = signed_in(rita), Theme.objects.get(code="waste")
    facts = {
        "code": "TAKE",
        "name_en": "Take back",
        "themes": [theme.pk],
        "state": "active",
        "starts_on": "2026-01-05",
        "cadence": "monthly",
    }
    assert send(browser, "initiative_new", **facts | {"themes": []}).status_code == 422
    assert send(browser, "initiative_new", **facts | {"code": "new"}).status_code == 422
    token = next(TOKENS)
    for _ in range(2):
        answer = browser.post(reverse("rse:initiative_new"), facts | {"token": token, "budget": "1,2 M€"})
        assert answer.status_code == 303
    made = Initiative.objects.get()
    assert (made.name_fr, made.budget) == ("Take back", 1_200_000)
    assert send(browser, "initiative_change", "TAKE", **facts | {"version": 1, "state": "done"}).status_code == 303
    lost = send(signed_in(eva), "initiative_change", "TAKE", **facts | {"version": 1, "name_en": "Bring back"})
    assert lost.status_code == 409
    assert "Take back" in lost.text
    assert "Bring back" in lost.text


def test_off_track_shows_the_duty_on_top_and_the_answer_closes_it(signed_in, rita, start):
    start("OVENS")
    browser, today = signed_in(rita), timezone.localdate().isoformat()
    assert send(browser, "initiative_update", "OVENS", health="off_track", on=today).status_code == 422
    assert send(browser, "initiative_update", "OVENS", health="off_track", on=today, note="Late", progress=12).status_code == 303
    shown = page(browser, "initiative", "OVENS").text
    assert "Adjust, or accept and say why" in shown
    assert send(browser, "initiative_answer", "OVENS", decision="adjust", what="", why="late").status_code == 422
    assert send(browser, "initiative_answer", "OVENS", decision="adjust", what="Two ovens", why="The first is late").status_code == 303
    assert AdjustmentDuty.objects.get().answered_at is not None
    shown = page(browser, "initiative", "OVENS").text
    assert "Two ovens" in shown
    assert "Adjust, or accept and say why" not in shown
    assert send(browser, "initiative_answer", "OVENS", what="Three ovens", why="Cheaper").status_code == 303
    assert Adjustment.objects.count() == 2
    assert InitiativeUpdate.objects.get().progress == 12


def test_a_delay_is_accepted_in_the_browser(signed_in, rita, start):
    report(start("OVENS"), rita, "off_track")
    assert send(signed_in(rita), "initiative_answer", "OVENS", decision="accept", why="Not worth it").status_code == 303
    assert Adjustment.objects.get().kind == "accepted"


def test_an_effect_is_promised_corrected_realised_and_taken_back(signed_in, rita, start):
    start("OVENS")
    browser, today = signed_in(rita), timezone.localdate().isoformat()
    Indicator.objects.create(code="MWH", name_fr="MWh", name_en="MWh", direction="down")
    facts = {"name_fr": "Gaz", "unit": "t CO2e", "expected": "-4 100", "expected_from": today, "confidence": 70}
    assert send(browser, "effect_new", "OVENS", **facts | {"expected": "4100"}).status_code == 422
    assert send(browser, "effect_new", "OVENS", **facts | {"unit": "tCO2e", "name_fr": ""}).status_code == 422
    assert send(browser, "effect_new", "OVENS", **facts | {"unit": "tco2e"}).status_code == 303
    key = InitiativeEffect.objects.current().get().key
    assert send(browser, "effect_change", "OVENS", key, **facts | {"unit": "tCO2e", "expected": "-4 000"}).status_code == 303
    assert send(browser, "effect_realised", "OVENS", key, realised="-900", on=today).status_code == 303
    held = InitiativeEffect.objects.current().get()
    assert (held.expected, held.realised, held.unit) == (-4000.0, -900.0, "tCO2e")
    assert "900 t CO2e a year" in page(browser, "initiative", "OVENS").text
    assert send(browser, "effect_withdraw", "OVENS", key).status_code == 303
    assert not InitiativeEffect.objects.current().exists()
    assert send(browser, "effect_withdraw", "OVENS", key).status_code == 404


def test_a_lead_makes_a_project_part_of_it_and_both_pages_show_it(signed_in, rita, eva, lea, sam, unit, at, start):
    start("OVENS")
    facts = {"portfolio": Portfolio.objects.create(code="M", name_fr="P", name_en="P"), "lead": lea, "unit": unit}
    create_project(by=lea, at=at, code="HEAT", name_fr="Chaleur", name_en="Heat", **facts)
    browser, join = signed_in(lea), reverse("portfolio:initiative_join", args=["HEAT"])
    assert signed_in(sam).post(join, {"initiative": "OVENS"}).status_code == 404
    assert browser.post(join, {"initiative": "OVENS"}).status_code == 303
    assert browser.post(join, {"initiative": "OVENS"}).status_code == 303
    link = ProjectInitiative.objects.current().get()
    assert "Fours" in browser.get(reverse("portfolio:responsibility", args=["HEAT"])).text
    shown = page(signed_in(eva), "initiative", "OVENS").text
    assert ">Heat<" in shown
    assert "made part of the initiative" in shown
    assert (
        "1 more project" in page(signed_in(rita), "initiative", "OVENS").text
        or ">Heat<" in page(signed_in(rita), "initiative", "OVENS").text
    )
    assert browser.post(reverse("portfolio:initiative_leave", args=["HEAT", link.key])).status_code == 303
    assert not ProjectInitiative.objects.current().exists()


def test_a_confidential_project_shows_neither_in_the_trail_nor_in_the_count(signed_in, eva, lea, unit, at, start):
    start("OVENS")
    facts = {"portfolio": Portfolio.objects.create(code="M", name_fr="P", name_en="P"), "lead": lea, "unit": unit}
    create_project(by=lea, at=at, code="HUSH", name_fr="Secret", name_en="Hush", is_confidential=True, **facts)
    assert signed_in(lea).post(reverse("portfolio:initiative_join", args=["HUSH"]), {"initiative": "OVENS"}).status_code == 303
    assert "made part of the initiative" in page(signed_in(lea), "initiative", "OVENS").text
    stranger = page(signed_in(eva), "initiative", "OVENS").text
    assert "Hush" not in stranger
    assert "made part of the initiative" not in stranger
    assert "more project" not in stranger


def test_the_home_of_rse_names_what_is_owed_and_the_worst(signed_in, rita, start):
    report(start("OVENS"), rita, "off_track")
    start("WOOD", "Bois", "waste")
    shown = page(signed_in(rita), "home").text
    assert "off track: adjust or accept" in shown
    assert "overdue since" in shown
    assert "No footprint yet" in shown

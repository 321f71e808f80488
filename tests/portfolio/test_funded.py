"""The funded trajectory counts each tonne once, and says what it left out and why."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.history import record
from kpis.models import Indicator
from portfolio.actions.initiatives import link_initiative
from portfolio.funded import COUNTED, NOT_APPROVED, NOT_FUNDED, OUTSIDE, WITHIN, Measure, count_once
from portfolio.models import KpiClaim, Project
from rse.actions.effects import promise_effect, realise_effect
from rse.actions.initiatives import start_initiative
from rse.models import Theme


def told(*measures):
    return [(round(one.counted, 6), one.reason) for one in count_once(measures)]


def test_what_is_barred_counts_for_nothing_and_says_why():
    found = told(
        Measure("A", 100, 0.7, in_scope=False),
        Measure("B", 100, 0.7, approved=False),
        Measure("C", 100, 0.7, funded=False),
        Measure("D", 100, 0.7),
    )
    assert found == [(0, OUTSIDE), (0, NOT_APPROVED), (0, NOT_FUNDED), (70, COUNTED)]


def test_a_project_inside_an_initiative_counts_only_what_exceeds_it():
    holder = Measure("E", 100, 1.0)
    assert told(holder, Measure("P", 60, 1.0, inside=("E",))) == [(100, COUNTED), (0, WITHIN)]
    two = [Measure("P", 60, 1.0, inside=("E",)), Measure("Q", 60, 1.0, inside=("E",))]
    assert told(holder, *two) == [(100, COUNTED), (0, WITHIN), (20, WITHIN)]
    unfunded = Measure("E", 100, 1.0, funded=False)
    assert told(unfunded, two[0]) == [(0, NOT_FUNDED), (60, COUNTED)]


@pytest.mark.parametrize("confidence", [0.0, 0.3, 1.0])
def test_counted_and_discounted_make_up_what_is_expected(confidence):
    lines = count_once([Measure("E", 80, confidence), Measure("P", 120, confidence, inside=("E",))])
    assert all(line.counted + line.discounted == pytest.approx(line.measure.expected) for line in lines)
    assert sum(line.counted for line in lines) <= 120 * confidence + 1e-9


def test_the_page_shows_what_counts_and_strangers_are_refused(db, signed_in, eva, sam, unit, at):
    facts = {"starts_on": date(2026, 1, 1), "unit": unit, "budget": 400_000, "funded": True, "categories": ["s1.1"]}
    ovens = start_initiative(code="OVENS", name_fr="Fours", themes=Theme.objects.filter(code="ghg"), by=None, at=at, **facts)
    promise = {"unit": "tCO2e", "expected": -500.0, "expected_from": date(2026, 1, 1), "confidence": 80}
    effect = promise_effect(initiative=ovens, name_fr="Gaz", by=None, at=at, **promise)
    realise_effect(effect=effect, realised=-100.0, on=date(2026, 6, 1), by=None, at=at + timedelta(hours=1))
    browser, address = signed_in(eva), reverse("rse:funded")
    shown = browser.get(address).text
    assert "<strong>320</strong>" in shown
    assert "Fours cuts a tonne a year for" in shown
    assert signed_in(sam).get(address).status_code == 403


def test_the_page_costs_the_same_for_few_measures_and_many(db, signed_in, eva, lea, unit, at):
    tonnes = Indicator.objects.create(code="TCO2", name_fr="Tonnes", name_en="Tonnes", direction="down", unit="tCO2e")
    promise = {"unit": "tCO2e", "expected": -500.0, "expected_from": date(2026, 1, 1), "confidence": 80}
    facts = {"starts_on": date(2026, 1, 1), "unit": unit, "budget": 400_000, "funded": True, "categories": ["s1.1"]}
    themes, browser, counted = Theme.objects.filter(code="ghg"), signed_in(eva), []
    for first, last in ((0, 2), (2, 12)):
        for n in range(first, last):
            one = start_initiative(code=f"I-{n}", name_fr=f"Fours {n}", themes=themes, by=None, at=at, **facts)
            promise_effect(initiative=one, name_fr="Gaz", by=None, at=at, **promise)
            code, since = f"P-{n}", date(2026, 4, 1)
            project = Project.objects.create(code=code, name_fr=code, name_en=code, unit=unit, lead=lea, status="active", entered_on=since)
            claim = {
                "delta": -40.0,
                "start_value": 100.0,
                "promised_on": since,
                "due_on": date(2027, 1, 1),
                "assumption": "Gas",
            }
            record(KpiClaim, at=at, by=lea, project=project, indicator=tonnes, **claim)
            link_initiative(project=project, initiative=one, by=lea, at=at)
        browser.get(reverse("rse:funded"))
        with CaptureQueriesContext(connection) as queries:
            shown = browser.get(reverse("rse:funded")).text
        assert f"Fours {last - 1}" in shown
        assert f"P-{last - 1}" in shown
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 30

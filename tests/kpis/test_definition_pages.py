"""Creating indicators, alone or from the library; targets, objectives, a status by decision."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from kpis.actions.definitions import create_indicator
from kpis.library import ready
from kpis.models import Indicator, IndicatorShare, StatusOverride, Target
from strategy.models import StrategicObjective, StrategicPlan


def test_the_library_holds_forty_indicators_in_both_languages():
    found = ready()
    assert len(found) >= 40
    assert all(one.name("fr") and one.name("en") and one.definition("fr") and one.definition("en") for one in found.values())


SOCIAL = {"ACCIDENT-FREQUENCY", "ACCIDENT-SEVERITY", "PAY-GAP", "DISABILITY-EMPLOYMENT", "UNDER-30", "OVER-50", "WOMEN-TOP"}


def test_the_social_indicators_are_ready_and_name_base_and_standard():
    found = ready()
    assert set(found) >= SOCIAL
    assert all(found[code].facts["formula"] and found[code].facts["source"] for code in SOCIAL)
    assert found["ACCIDENT-FREQUENCY"].facts["unit"] == "/ 1 000 000 h"
    assert found["ACCIDENT-SEVERITY"].facts["unit"] == "/ 1 000 h"
    assert all(set(one.basis) in (set(), {"fr", "en"}) for one in found.values())
    limits = {name: Indicator._meta.get_field(name).max_length for name in ("unit", "source", "name_fr", "name_en")}
    assert all(len(one.facts[name]) <= most for one in found.values() for name, most in limits.items())


def test_the_legal_basis_is_told_in_the_library_and_on_the_indicator(signed_in, ada, at):
    browser = signed_in(ada)
    assert "Legal basis" in browser.get("/indicators/library/").content.decode()
    facts = ready()["DISABILITY-EMPLOYMENT"].facts
    create_indicator(by=ada, at=at, code="OETH", **facts)
    assert "L5212-1 and L5212-2" in browser.get("/indicators/OETH/").content.decode()
    create_indicator(by=ada, at=at, code="OWN", **facts | {"library_code": ""})
    assert "Legal basis" not in browser.get("/indicators/OWN/").content.decode()


FACTS = {
    "code": "NPS",
    "name_en": "NPS",
    "direction": "up",
    "cadence": "monthly",
    "grace_days": "7",
    "decimals": "0",
    "unit": "pts",
    "quantity_kind": "score",
    "aggregation": "last",
    "watch_below": "0.9",
    "off_below": "0.6",
    "hysteresis": "0.05",
    "perspective": "customer",
}


def test_an_administrator_takes_one_from_the_library(signed_in, ada):
    browser = signed_in(ada)
    assert "Net promoter score" in browser.get("/indicators/library/").content.decode()
    shown = browser.get("/indicators/new/?from=NPS").content.decode()
    assert 'value="NPS"' in shown
    wrong = browser.post("/indicators/new/", FACTS | {"decimals": "40000", "grace_days": "99999"})
    assert wrong.status_code == 422
    assert wrong.content.decode().count("field-error") == 2
    assert browser.post("/indicators/new/?from=NPS", FACTS).status_code == 303
    made = Indicator.objects.get()
    assert (made.library_code, made.name_fr, made.name_en) == ("NPS", "NPS", "NPS")
    assert "In use: NPS" in browser.get("/indicators/library/").content.decode()
    again = browser.post("/indicators/new/", FACTS)
    assert again.status_code == 422
    assert "choose a free one" in again.content.decode()


@pytest.mark.parametrize("word", ["due", "new", "a/b"])
def test_a_word_of_an_address_is_no_code(word, signed_in, ada):
    assert "choose another code" in signed_in(ada).post("/indicators/new/", {"code": word}).content.decode()


def test_only_who_steers_creates_and_only_the_owner_changes(signed_in, nps, lea, otto, eva):
    assert signed_in(otto).get("/indicators/new/").status_code == 403
    assert signed_in(lea).get("/indicators/NPS/manage/").status_code == 403
    assert signed_in(otto).get("/indicators/NPS/manage/").status_code == 200
    assert signed_in(eva).get("/indicators/NPS/edit/").status_code == 200


def test_a_definition_edited_meanwhile_shows_both(signed_in, nps, otto):
    facts = {
        "owner": otto.pk,
        "code": "NPS",
        "name_en": "Score",
        "direction": "up",
        "cadence": "monthly",
        "grace_days": "7",
        "decimals": "0",
        "quantity_kind": "score",
        "aggregation": "last",
        "watch_below": "0.9",
        "off_below": "0.6",
        "hysteresis": "0.05",
        "version": "1",
    }
    assert signed_in(otto).post("/indicators/NPS/edit/", facts).status_code == 303
    lost = signed_in(otto).post("/indicators/NPS/edit/", facts | {"name_en": "Other"})
    assert lost.status_code == 409


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"target": "20"}, "equals the baseline"),
        ({"target": "10"}, "other side"),
        ({"target_on": "2026-12-31"}, "after the baseline"),
        ({"target": "NaN"}, "finite number"),
        ({"baseline_on": "2026-06-01"}, "Another target covers"),
    ],
)
def test_a_target_that_cannot_be_is_told(facts, sentence, signed_in, nps, otto):
    good = {"baseline_on": "2027-01-01", "target_on": "2027-12-31", "baseline": "20", "target": "40"}
    answer = signed_in(otto).post("/indicators/NPS/targets/new/", good | facts)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Target.objects.count() == 1


def test_a_target_in_steps_is_set_replaced_and_withdrawn(signed_in, nps, otto):
    browser, old = signed_in(otto), Target.objects.get()
    facts = {"baseline_on": "2026-01-01", "target_on": "2026-12-31", "baseline": "20", "target": "45", "path": "stepped"}
    answer = browser.post("/indicators/NPS/targets/new/", facts | {"steps": "2026-06-30 30\n2026-12-31 45", "replaces": str(old.key)})
    assert answer.status_code == 303
    now = Target.objects.current().get()
    assert now.steps == {"2026-06-30": 30.0, "2026-12-31": 45.0}
    assert browser.post(f"/indicators/NPS/targets/{now.key}/end/").status_code == 303
    assert not Target.objects.current().exists()


def test_an_indicator_is_attached_and_detached(signed_in, nps, otto):
    plan = StrategicPlan.objects.create(code="P", name_fr="P", name_en="P", starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1))
    objective = StrategicObjective.objects.create(plan=plan, code="O1", name_fr="O", name_en="O")
    browser = signed_in(otto)
    assert browser.post("/indicators/NPS/objectives/new/", {"objective": objective.pk, "share": "0,5"}).status_code == 303
    row = IndicatorShare.objects.current().get()
    assert row.share == 0.5
    assert browser.post(f"/indicators/NPS/objectives/{row.key}/end/").status_code == 303
    assert not IndicatorShare.objects.current().exists()


def test_a_status_by_decision_needs_reason_and_expiry(signed_in, nps, otto):
    browser, soon = signed_in(otto), (timezone.localdate() + timedelta(days=30)).isoformat()
    far = (timezone.localdate() + timedelta(days=200)).isoformat()
    page = "/indicators/NPS/status/"
    assert browser.post(page, {"status": "on_track", "expires_on": soon}).status_code == 422
    assert "at most 90 days" in browser.post(page, {"status": "on_track", "expires_on": far, "reason": "x"}).content.decode()
    assert browser.post(page, {"status": "on_track", "expires_on": soon, "reason": "Strike in June"}).status_code == 303
    assert "Strike in June" in browser.get("/indicators/NPS/manage/").content.decode()
    assert browser.post(f"{page}end/").status_code == 303
    assert not StatusOverride.objects.current().exists()

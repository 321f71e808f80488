"""Initiatives: started, changed, reported on, adjusted, accepted, tied to objectives; done, audited, refused, rolled back."""

from datetime import date, timedelta

import pytest

from foundation.audit import queries as ledger
from foundation.audit.models import LedgerEntry
from foundation.history import ChangedMeanwhile
from foundation.versions import EditedMeanwhile
from kpis.models import Indicator
from rse.actions import effects, initiatives
from rse.models import Adjustment, AdjustmentDuty, Initiative, InitiativeEffect, InitiativeObjective, InitiativeUpdate, Theme
from rse.refusals import RseRefusal
from strategy.models import StrategicAxis, StrategicObjective, StrategicPlan

TODAY = date(2026, 7, 1)


@pytest.fixture
def objective(db):
    days = {"starts_on": date(2025, 1, 1), "ends_on": date(2028, 12, 31)}
    plan = StrategicPlan.objects.create(code="P", name_fr="Plan", name_en="Plan", status="active", **days)
    axis = StrategicAxis.objects.create(plan=plan, code="A", name_fr="Axe", name_en="Axis", perspective="rse")
    return StrategicObjective.objects.create(plan=plan, axis=axis, code="O10", name_fr="Réduire", name_en="Cut")


@pytest.fixture
def ovens(rita, unit, factory, at):
    """An initiative on the energy of the factories, Rita's."""
    themes = Theme.objects.filter(code__in=["energy", "ghg"])
    facts = {"owner": rita, "unit": unit, "starts_on": date(2026, 1, 5), "categories": ["s1.1"], "budget": 900_000}
    return initiatives.start_initiative(
        code="OVENS", name_fr="Fours", themes=themes, sites=[factory], by=rita, at=at, cadence="quarterly", **facts
    )


def last_verb(subject):
    return ledger.trail(subject)[0].verb


def off_track(ovens, rita, at, **facts):
    return initiatives.report_update(initiative=ovens, on=at.date(), health="off_track", note="Furnace late", by=rita, at=at, **facts)


def test_an_initiative_is_started_with_themes_and_sites_and_audited(ovens, factory):
    assert (ovens.name_fr, ovens.name_en, ovens.state) == ("Fours", "Fours", "active")
    assert sorted(ovens.themes.values_list("code", flat=True)) == ["energy", "ghg"]
    assert list(ovens.sites.all()) == [factory]
    assert last_verb(ovens) == "initiative.started"


def test_what_cannot_be_started_is_refused(ovens, rita, at):
    house, goal = Theme.objects.filter(code="waste"), Theme.objects.filter(code__in=["waste", "SDG-12"])
    days = {"starts_on": TODAY}
    with pytest.raises(RseRefusal, match="is taken"):
        initiatives.start_initiative(code="ovens", name_fr="x", themes=house, by=rita, at=at, **days)
    with pytest.raises(RseRefusal, match="before the start"):
        initiatives.start_initiative(code="X", name_fr="x", themes=house, ends_on=TODAY - timedelta(1), by=rita, at=at, **days)
    with pytest.raises(RseRefusal, match="one of the eight"):
        initiatives.start_initiative(code="X", name_fr="x", themes=[], by=rita, at=at, **days)
    with pytest.raises(RseRefusal, match="needs an indicator"):
        initiatives.start_initiative(code="X", name_fr="x", themes=goal, by=rita, at=at, **days)
    assert Initiative.objects.count() == 1


def test_a_goal_of_the_un_is_added_once_an_effect_is_measured(ovens, rita, at):
    wanted = [*ovens.themes.all(), Theme.objects.get(code="SDG-7")]
    with pytest.raises(RseRefusal, match="needs an indicator"):
        initiatives.change_initiative(initiative=ovens, version=1, themes=wanted, by=rita, at=at)
    assert ovens.themes.count() == 2
    indicator = Indicator.objects.create(code="MWH", name_fr="MWh", name_en="MWh", direction="down")
    promise = {"unit": "MWh", "baseline": 90, "expected": 60, "expected_from": TODAY, "indicator": indicator}
    effects.promise_effect(initiative=ovens, name_fr="Gaz", by=rita, at=at, **promise)
    initiatives.change_initiative(initiative=ovens, version=1, themes=wanted, by=rita, at=at)
    assert (ovens.themes.count(), Initiative.objects.get().version) == (3, 2)
    effect = InitiativeEffect.objects.current().get()
    with pytest.raises(RseRefusal, match="needs an indicator"):
        effects.withdraw_effect(effect=effect, by=rita, at=at)
    again = {"unit": "MWh", "expected": 50, "expected_from": TODAY}
    corrected = effects.promise_effect(initiative=ovens, replaces=effect, by=rita, at=at, **again)
    assert (corrected.name_fr, corrected.baseline, corrected.expected) == ("Gaz", 90, 50)


def test_a_code_is_taken_once_and_what_ended_owes_nothing(ovens, rita, unit, at):
    house = Theme.objects.filter(code="waste")
    initiatives.start_initiative(code="ROOFS", name_fr="Toits", themes=house, starts_on=TODAY, unit=unit, by=rita, at=at)
    with pytest.raises(RseRefusal, match="is taken"):
        initiatives.change_initiative(initiative=ovens, version=1, code="roofs", by=rita, at=at)
    off_track(ovens, rita, at)
    initiatives.change_initiative(initiative=ovens, version=1, state="stopped", by=rita, at=at)
    assert AdjustmentDuty.objects.get().answered_at == at


def test_a_change_counts_the_version_up_and_a_lost_race_writes_nothing(ovens, rita, eva, at):
    initiatives.change_initiative(initiative=ovens, version=1, budget=1_000_000, by=rita, at=at)
    assert ledger.trail(ovens)[0].facts["changes"]["budget"][1] == 1_000_000
    with pytest.raises(EditedMeanwhile):
        initiatives.change_initiative(initiative=Initiative.objects.get(), version=1, state="stopped", by=eva, at=at)
    assert Initiative.objects.get().state == "active"
    entries = LedgerEntry.objects.count()
    initiatives.change_initiative(initiative=Initiative.objects.get(), version=2, budget=1_000_000, by=rita, at=at)
    assert LedgerEntry.objects.count() == entries


def test_off_track_opens_one_duty_of_fourteen_days_and_the_adjustment_closes_it(ovens, rita, at):
    off_track(ovens, rita, at)
    duty = AdjustmentDuty.objects.get()
    assert (duty.due_on, duty.answered_at) == (TODAY + timedelta(14), None)
    off_track(ovens, rita, at + timedelta(days=3), progress=20)
    assert AdjustmentDuty.objects.count() == 1
    with pytest.raises(RseRefusal, match="what changes"):
        initiatives.adjust_initiative(initiative=ovens, what=" ", why="late", by=rita, at=at)
    with pytest.raises(RseRefusal, match="Say why"):
        initiatives.adjust_initiative(initiative=ovens, what="A second furnace", why="", by=rita, at=at)
    initiatives.adjust_initiative(initiative=ovens, what="A second furnace", why="The first came late", by=rita, at=at)
    duty.refresh_from_db()
    assert (duty.answered_at, last_verb(ovens)) == (at, "initiative.adjusted")
    off_track(ovens, rita, at + timedelta(days=4))
    assert AdjustmentDuty.objects.filter(answered_at__isnull=True).count() == 1


def test_a_delay_is_accepted_with_its_reason_but_only_where_one_is_open(ovens, rita, at):
    with pytest.raises(RseRefusal, match="Nothing waits"):
        initiatives.accept_initiative(initiative=ovens, why="It costs less", by=rita, at=at)
    off_track(ovens, rita, at)
    initiatives.accept_initiative(initiative=ovens, why="It costs less", by=rita, at=at)
    assert (Adjustment.objects.get().kind, last_verb(ovens)) == ("accepted", "initiative.accepted")
    assert not AdjustmentDuty.objects.filter(answered_at__isnull=True).exists()


def test_an_update_that_cannot_be_is_refused(ovens, rita, at):
    report = {"initiative": ovens, "by": rita, "at": at}
    with pytest.raises(RseRefusal, match="today or an earlier"):
        initiatives.report_update(on=TODAY + timedelta(1), health="on_track", **report)
    with pytest.raises(RseRefusal, match="in a sentence"):
        initiatives.report_update(on=TODAY, health="off_track", **report)
    initiatives.report_update(on=TODAY, health="on_track", progress=30, **report)
    with pytest.raises(RseRefusal, match="in a sentence"):
        initiatives.report_update(on=TODAY, health="watch", **report)
    with pytest.raises(RseRefusal, match="later update"):
        initiatives.report_update(on=TODAY - timedelta(1), health="on_track", **report)
    initiatives.change_initiative(initiative=ovens, version=1, state="done", by=rita, at=at)
    with pytest.raises(RseRefusal, match="has ended"):
        initiatives.report_update(on=TODAY, health="on_track", **report)
    assert InitiativeUpdate.objects.count() == 1


def test_an_effect_is_promised_then_realised_and_both_versions_stay(ovens, rita, at):
    promise = {"unit": "tCO2e", "expected": -4100.0, "expected_from": date(2027, 1, 1), "confidence": 70}
    effect = effects.promise_effect(initiative=ovens, name_fr="Moins de gaz", by=rita, at=at, **promise)
    kept = effects.realise_effect(effect=effect, realised=-900.0, on=TODAY, by=rita, at=at + timedelta(hours=1))
    assert round(kept.reached, 4) == 0.2195
    assert [one.realised for one in InitiativeEffect.objects.filter(key=effect.key).order_by("recorded_at")] == [None, -900.0]
    assert last_verb(ovens) == "initiative.effect_set"
    with pytest.raises(ChangedMeanwhile):
        effects.realise_effect(effect=effect, realised=-1.0, on=TODAY, by=rita, at=at)
    effects.withdraw_effect(effect=kept, by=rita, at=at + timedelta(hours=2))
    assert not InitiativeEffect.objects.current().exists()


def test_an_effect_that_changes_nothing_is_refused(ovens, rita, at):
    shared = {"initiative": ovens, "name_fr": "x", "by": rita, "at": at, "expected_from": TODAY}
    with pytest.raises(RseRefusal, match="negative number"):
        effects.promise_effect(unit="tCO2e", expected=400.0, **shared)
    with pytest.raises(RseRefusal, match="the same"):
        effects.promise_effect(unit="%", expected=58.0, baseline=58.0, **shared)
    with pytest.raises(RseRefusal, match="before it begins"):
        effects.promise_effect(unit="%", expected=80.0, expected_to=date(2020, 1, 1), **shared)
    assert not InitiativeEffect.objects.exists()


def test_an_objective_is_linked_once_unlinked_and_linked_again(ovens, objective, rita, at):
    link = initiatives.link_objective(initiative=ovens, objective=objective, by=rita, at=at)
    with pytest.raises(RseRefusal, match="already serves"):
        initiatives.link_objective(initiative=ovens, objective=objective, by=rita, at=at)
    initiatives.unlink_objective(link=link, by=rita, at=at)
    assert last_verb(objective) == "initiative.unlinked"
    with pytest.raises(ChangedMeanwhile):
        initiatives.unlink_objective(link=link, by=rita, at=at)
    again = initiatives.link_objective(initiative=ovens, objective=objective, by=rita, at=at)
    assert again.key == link.key
    assert InitiativeObjective.objects.current().count() == 1


@pytest.mark.parametrize("act", ["start", "change", "report", "adjust", "effect", "link"])
def test_when_the_ledger_fails_nothing_is_stored(act, ovens, objective, rita, at, monkeypatch):
    def fail(**_facts):
        raise RuntimeError("no ledger")

    acts = {
        "start": lambda: initiatives.start_initiative(
            code="B", name_fr="B", themes=Theme.objects.filter(code="waste"), starts_on=TODAY, by=rita, at=at
        ),
        "change": lambda: initiatives.change_initiative(initiative=ovens, version=1, state="stopped", by=rita, at=at),
        "report": lambda: off_track(ovens, rita, at),
        "adjust": lambda: initiatives.adjust_initiative(initiative=ovens, what="x", why="y", by=rita, at=at),
        "effect": lambda: effects.promise_effect(
            initiative=ovens, name_fr="x", unit="%", expected=2.0, expected_from=TODAY, by=rita, at=at
        ),
        "link": lambda: initiatives.link_objective(initiative=ovens, objective=objective, by=rita, at=at),
    }
    monkeypatch.setattr("foundation.audit.actions.record", fail)
    with pytest.raises(RuntimeError):
        acts[act]()
    assert (Initiative.objects.get().state, Initiative.objects.get().version) == ("active", 1)
    for model in (InitiativeUpdate, AdjustmentDuty, Adjustment, InitiativeEffect, InitiativeObjective):
        assert not model.objects.exists()

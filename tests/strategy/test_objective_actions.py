from datetime import date
from decimal import Decimal

import pytest

from foundation.audit.models import LedgerEntry
from foundation.audit.queries import trail, verify
from foundation.versions import EditedMeanwhile
from strategy import actions, queries
from strategy.models import StrategicAxis, StrategicObjective, StrategyTag
from strategy.refusals import StrategyRefusal


@pytest.fixture
def no_ledger(monkeypatch):
    def fail(**_):
        raise RuntimeError("the ledger is away")

    monkeypatch.setattr("foundation.audit.actions.record", fail)


def weigh(plan, weights, eva, at, **facts):
    return actions.set_weights(plan=plan, method="direct", weights=weights, in_force_from=date(2026, 7, 1), by=eva, at=at, **facts)


def test_an_objective_is_added_with_its_themes_and_it_is_audited(plan, customers, eva, at):
    theme = StrategyTag.objects.get(code="customer-relation")
    objective = actions.create_objective(plan=plan, code="O9", name_fr="Écouter", axis=customers, tags=[theme], by=eva, at=at)
    assert (objective.name_en, objective.axis, list(objective.tags.all())) == ("Écouter", customers, [theme])
    [entry] = trail(objective)
    assert (entry.verb, entry.by, entry.facts) == ("objective.created", eva, {"about": "O9"})


def test_without_a_ledger_entry_no_objective_is_added(plan, eva, at, no_ledger):
    with pytest.raises(RuntimeError):
        actions.create_objective(plan=plan, code="O9", name_fr="Écouter", by=eva, at=at)
    assert not StrategicObjective.objects.exists()


def test_an_edit_says_what_it_was_and_what_it_is(objectives, eva, at):
    theme = StrategyTag.objects.get(code="supply-chain")
    actions.edit_objective(
        objective=objectives.o1, version=1, name_fr="Ravir", name_en="Delight", horizon="long", tags=[theme], by=eva, at=at
    )
    assert trail(objectives.o1)[0].facts["changes"] == {
        "name_fr": ["Satisfaire mieux", "Ravir"],
        "name_en": ["Delight customers", "Delight"],
        "horizon": ["medium", "long"],
        "tags": [[], ["supply-chain"]],
    }


def test_an_edit_that_changes_nothing_leaves_no_trace(objectives, eva, at):
    actions.edit_objective(objective=objectives.o1, version=1, horizon="medium", tags=[], by=eva, at=at)
    assert not LedgerEntry.objects.exists()


def test_the_second_of_two_editors_is_told_and_writes_nothing(objectives, eva, otto, at):
    actions.edit_objective(objective=StrategicObjective.objects.get(pk=objectives.o1.pk), version=1, why_en="First", by=otto, at=at)
    with pytest.raises(EditedMeanwhile) as raised:
        actions.edit_objective(objective=objectives.o1, version=1, why_en="Second", by=eva, at=at)
    assert raised.value.row.why_en == "First"
    assert LedgerEntry.objects.count() == 1


def test_a_part_moves_to_the_axis_of_what_it_is_part_of_with_all_below(objectives, eva, at):
    actions.edit_objective(objective=objectives.o4, version=1, parent=objectives.o3, by=eva, at=at)
    actions.edit_objective(objective=objectives.o3, version=1, parent=objectives.o1, by=eva, at=at)
    customers = objectives.o1.axis
    assert set(StrategicObjective.objects.filter(axis=customers).values_list("code", flat=True)) == {"O1", "O2", "O3", "O4"}
    assert [objective.code for objective in queries.leaves(objectives.o1.plan)] == ["O2", "O4"]


def test_a_circle_is_refused(objectives, eva, at):
    actions.edit_objective(objective=objectives.o2, version=1, parent=objectives.o1, by=eva, at=at)
    with pytest.raises(StrategyRefusal, match="cannot be part of itself"):
        actions.edit_objective(objective=objectives.o1, version=1, parent=objectives.o2, by=eva, at=at)


def test_a_weighted_objective_gets_no_parts(plan, objectives, eva, at):
    weigh(plan, {objectives.o1.pk: 0.4, objectives.o2.pk: 0.6}, eva, at)
    with pytest.raises(StrategyRefusal, match="has a weight"):
        actions.create_objective(plan=plan, code="O1.1", name_en="Part", parent=objectives.o1, by=eva, at=at)
    actions.create_objective(plan=plan, code="O3.1", name_en="Part", parent=objectives.o3, by=eva, at=at)


def test_an_axis_of_another_plan_is_refused(plan, customers, eva, at):
    other = actions.create_plan(name_en="Next", starts_on=date(2029, 1, 1), ends_on=date(2030, 1, 1), by=eva, at=at)
    with pytest.raises(StrategyRefusal, match="another plan"):
        actions.create_objective(plan=other, code="X", name_en="X", axis=customers, by=eva, at=at)


def test_retiring_gives_the_weight_to_the_others_in_proportion(plan, objectives, eva, at):
    weigh(plan, {objectives.o1.pk: 0.5, objectives.o2.pk: 0.3, objectives.o3.pk: 0.2}, eva, at)
    actions.retire_objective(objective=objectives.o1, version=1, by=eva, at=at)
    weights = queries.weights_in_force(plan, date(2026, 7, 1))
    assert weights.weight_set.number == 2
    assert weights.by_objective == pytest.approx({objectives.o2.pk: 0.6, objectives.o3.pk: 0.4})
    assert [objective.code for objective in queries.standing(plan)] == ["O2", "O3", "O4"]
    assert trail(objectives.o1)[0].facts["weight_sets"] == [2]


def test_retiring_also_corrects_weights_that_begin_later(plan, objectives, eva, at):
    weigh(plan, {objectives.o1.pk: 1.0}, eva, at)
    later = {objectives.o1.pk: 0.5, objectives.o2.pk: 0.5}
    actions.set_weights(plan=plan, method="direct", weights=later, in_force_from=date(2027, 1, 1), by=eva, at=at)
    actions.retire_objective(objective=objectives.o1, version=1, by=eva, at=at)
    assert queries.weights_in_force(plan, date(2026, 12, 31)).by_objective == {}
    assert queries.weights_in_force(plan, date(2027, 1, 1)).by_objective == {objectives.o2.pk: 1.0}


def test_an_objective_with_parts_is_not_retired_and_comes_back_without_weight(plan, objectives, eva, at):
    actions.edit_objective(objective=objectives.o2, version=1, parent=objectives.o1, by=eva, at=at)
    with pytest.raises(StrategyRefusal, match="still has parts"):
        actions.retire_objective(objective=objectives.o1, version=1, by=eva, at=at)
    actions.retire_objective(objective=objectives.o2, version=2, by=eva, at=at)
    actions.reinstate_objective(objective=objectives.o2, version=3, by=eva, at=at)
    assert objectives.o2.retired_on is None
    assert [entry.verb for entry in trail(objectives.o2)] == ["objective.reinstated", "objective.retired", "objective.edited"]


def test_levels_are_stated_for_one_objective_and_taken_back(objectives, otto, at):
    words = {"statement_fr": "Le NPS gagne deux points.", "statement_en": ""}
    actions.state_levels(objective=objectives.o1, version=1, statements={Decimal("0.5"): words}, by=otto, at=at)
    spoken = {str(level.level.level): level.spoken.statement_en for level in queries.levels(objectives.o1)}
    assert spoken["0.50"] == "Le NPS gagne deux points."
    assert spoken["1.00"].startswith("Full: ")
    assert objectives.o1.version == 2
    with pytest.raises(EditedMeanwhile):
        actions.state_levels(objective=objectives.o1, version=1, statements={}, by=otto, at=at)
    actions.state_levels(objective=objectives.o1, version=2, statements={}, by=otto, at=at)
    assert not any(level.own for level in queries.levels(objectives.o1))


def test_an_axis_that_holds_objectives_stays(plan, objectives, eva, at):
    axis = actions.create_axis(plan=plan, code="A3", name_fr="Durable", perspective="rse", by=eva, at=at)
    actions.edit_axis(axis=axis, version=1, name_fr="Durable", name_en="Sustainability", by=eva, at=at)
    actions.remove_axis(axis=axis, by=eva, at=at)
    with pytest.raises(StrategyRefusal, match="still holds objectives"):
        actions.remove_axis(axis=objectives.o1.axis, by=eva, at=at)
    assert StrategicAxis.objects.count() == 2
    assert [entry.verb for entry in trail(plan)] == ["axis.removed", "axis.edited", "axis.created"]
    assert verify().fault is None

from datetime import date, timedelta

import pytest

from foundation.audit.queries import trail
from strategy import actions, queries
from strategy.models import ObjectiveWeight, WeightSet
from strategy.refusals import StrategyRefusal, WeightsChangedMeanwhile

JULY = date(2026, 7, 1)


@pytest.fixture
def save(plan, eva, at):
    def save(weights, **facts):
        return actions.set_weights(
            **({"plan": plan, "method": "direct", "weights": weights, "in_force_from": JULY, "by": eva, "at": at} | facts)
        )

    return save


def test_new_weights_are_a_new_version_and_it_is_audited(plan, objectives, save, eva):
    first = save({objectives.o1.pk: 1.0})
    second = save({objectives.o1.pk: 0.25, objectives.o2.pk: 0.75}, reason="Customers first")
    assert (first.number, second.number) == (1, 2)
    assert queries.weights_of(first) == {objectives.o1.pk: 1.0}
    assert queries.weights_in_force(plan, JULY).weight_set == second
    entry = trail(plan)[0]
    assert (entry.verb, entry.by, entry.facts["number"], entry.facts["reason"]) == ("weights.set", eva, 2, "Customers first")


def test_weights_hold_from_their_day_on(plan, objectives, save):
    save({objectives.o1.pk: 1.0})
    save({objectives.o2.pk: 1.0}, in_force_from=JULY + timedelta(days=10))
    assert queries.weights_in_force(plan, JULY - timedelta(days=1)).weight_set is None
    assert queries.weights_in_force(plan, JULY + timedelta(days=9)).by_objective == {objectives.o1.pk: 1.0}
    assert queries.weights_in_force(plan, JULY + timedelta(days=10)).by_objective == {objectives.o2.pk: 1.0}
    assert [weight_set.number for weight_set in queries.sets_from(plan, JULY)] == [1, 2]


def test_weights_sum_to_one(objectives, save):
    with pytest.raises(StrategyRefusal, match="add up to 100%"):
        save({objectives.o1.pk: 0.5})
    assert not WeightSet.objects.exists()


def test_only_leaves_have_a_weight(objectives, save, eva, at):
    actions.edit_objective(objective=objectives.o2, version=1, parent=objectives.o1, by=eva, at=at)
    with pytest.raises(StrategyRefusal, match="without parts"):
        save({objectives.o1.pk: 1.0})


def test_the_second_of_two_weighers_is_told(objectives, save):
    save({objectives.o1.pk: 1.0}, based_on=0)
    with pytest.raises(WeightsChangedMeanwhile) as raised:
        save({objectives.o2.pk: 1.0}, based_on=0)
    assert raised.value.number == 1
    assert ObjectiveWeight.objects.count() == 1


def test_contradicting_comparisons_need_a_written_reason(objectives, save):
    weights = {objectives.o1.pk: 0.5, objectives.o2.pk: 0.5}
    judgement = actions.Judgement(objectives.o1.pk, objectives.o2.pk, 2.0, of_axes=False)
    with pytest.raises(StrategyRefusal, match="write why"):
        save(weights, method="pairwise", judgements=[judgement], consistency_ratio=0.12, reason=" ")
    weight_set = save(weights, method="pairwise", judgements=[judgement], consistency_ratio=0.12, reason="The board insisted")
    assert [(j.left_objective, j.ratio) for j in weight_set.judgements.all()] == [(objectives.o1, 2.0)]


def test_without_a_ledger_entry_no_weights(objectives, save, monkeypatch):
    def fail(**_):
        raise RuntimeError("the ledger is away")

    monkeypatch.setattr("foundation.audit.actions.record", fail)
    with pytest.raises(RuntimeError):
        save({objectives.o1.pk: 1.0})
    assert not WeightSet.objects.exists()


def test_the_history_of_an_objective_names_every_set(objectives, save):
    save({objectives.o1.pk: 1.0})
    save({objectives.o2.pk: 1.0})
    history = [(weight_set.number, weight) for weight_set, weight in queries.weight_history(objectives.o1)]
    assert history == [(2, None), (1, 1.0)]
    weights = queries.weights_in_force(objectives.o1.plan, JULY)
    branches = queries.branches(objectives.o1.plan, weights)
    assert [(branch.axis.code, branch.weight) for branch in branches] == [("A1", 1.0), ("A2", None)]

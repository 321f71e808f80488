import pytest

from strategy import proposals
from strategy.refusals import StrategyRefusal
from strategy.weights import WeightsError


def test_three_classes_weigh_three_two_one():
    proposal = proposals.by_class({1: 3, 2: 2, 3: 1, 4: 0})
    assert proposal.weights == pytest.approx({1: 0.5, 2: 1 / 3, 3: 1 / 6})
    assert proposal.classes == {1: 3, 2: 2, 3: 1}


def test_nothing_weighed_is_refused():
    with pytest.raises(WeightsError):
        proposals.by_class({1: 0, 2: 0})


def test_percentages_within_rounding_are_taken_as_they_are():
    proposal = proposals.direct({1: 33.3, 2: 33.3, 3: 33.3})
    assert sum(proposal.weights.values()) == pytest.approx(1)
    assert proposal.scaled_from is None


def test_percentages_far_from_100_are_scaled_and_it_is_said():
    proposal = proposals.direct({1: 40, 2: 40})
    assert proposal.weights == {1: 0.5, 2: 0.5}
    assert proposal.scaled_from == 80


def test_comparing_reproduces_the_worked_example():
    [group] = proposals.groups_of([(1, None), (2, None), (3, None), (4, None)])
    ratios = {(group.axis, 1, 2): 2, (group.axis, 1, 3): 2, (group.axis, 1, 4): 3, (group.axis, 2, 4): 2, (group.axis, 3, 4): 2}
    proposal = proposals.compared([group], ratios)
    assert proposal.weights == pytest.approx({1: 0.42359, 2: 0.22704, 3: 0.22704, 4: 0.12232}, abs=5e-6)
    assert proposal.consistency_ratio == pytest.approx(0.00384, abs=5e-6)
    assert proposal.consistent


def test_axes_are_compared_first_then_what_they_hold():
    groups = proposals.groups_of([(1, 10), (2, 10), (3, 20)])
    assert [(g.axis, g.ids) for g in groups] == [(proposals.ROOT, (10, 20)), (10, (1, 2)), (20, (3,))]
    proposal = proposals.compared(groups, {(0, 10, 20): 3, (10, 1, 2): 4})
    assert proposal.weights == pytest.approx({1: 0.75 * 0.8, 2: 0.75 * 0.2, 3: 0.25})


def test_contradicting_comparisons_name_the_one_to_look_at_again():
    [group] = proposals.groups_of([(1, None), (2, None), (3, None), (4, None)])
    ratios = {(group.axis, 1, 2): 2, (group.axis, 2, 3): 2, (group.axis, 3, 4): 2, (group.axis, 1, 3): 4, (group.axis, 2, 4): 4}
    proposal = proposals.compared([group], ratios | {(group.axis, 1, 4): 1 / 9})
    assert not proposal.consistent
    doubt = proposal.compared[0].doubt
    assert (doubt.left, doubt.right) == (1, 4)
    assert doubt.implied > 1 > doubt.given


@pytest.mark.parametrize("leaves", [[(1, 10), (2, None)], [(pk, 10) for pk in range(1, 11)]])
def test_what_cannot_be_compared_says_what_to_do(leaves):
    with pytest.raises(StrategyRefusal, match="classes or percentages"):
        proposals.groups_of(leaves)


def test_moves_name_the_largest_rise_and_fall():
    found = proposals.moves({1: 0.5, 2: 0.3}, {1: 0.4, 2: 0.3, 3: 0.3}, [1, 2, 3])
    rise, fall = proposals.largest(found)
    assert (rise.objective_id, rise.before, fall.objective_id) == (3, None, 1)
    assert proposals.largest(proposals.moves({1: 1.0}, {1: 1.0}, [1])) == (None, None)

"""Means with intervals: against the tables of Student's t and hand-made cases."""

import pytest

from rse.estimates import difference, mean, net_promoter, student


@pytest.mark.parametrize(("freedom", "point"), [(4, 2.776), (5, 2.571), (9, 2.262), (19, 2.093), (29, 2.045), (120, 1.980)])
def test_the_points_of_student_stand_in_the_tables(freedom, point):
    assert student(freedom) == pytest.approx(point, abs=0.002)


def test_a_mean_has_its_interval_from_five_values_on():
    assert mean([1, 2, 3, 4]) is None
    found = mean([2, 4, 4, 4, 6])
    assert (found.value, found.count) == (4.0, 5)
    assert found.high - found.value == pytest.approx(2.776 * 2**0.5 / 5**0.5, abs=0.002)


def test_a_difference_of_two_groups_tells_whether_it_is_clear():
    assert difference([1, 2], [3, 4, 5, 6, 7]) is None
    near = difference([3, 4, 3, 4, 3], [4, 3, 4, 3, 4])
    far = difference([1, 2, 1, 2, 1], [4, 5, 4, 5, 4])
    assert not near.is_clear
    assert far.is_clear
    assert far.value == pytest.approx(3.0)


def test_the_net_promoter_score_stays_between_its_bounds():
    assert net_promoter([10, 9, 8, 7]) is None
    assert net_promoter([10, 10, 9, 9, 9]).value == 100
    found = net_promoter([10, 9, 8, 6, 0])
    assert found.value == 0
    assert (found.low, found.high) == (-100.0, 100.0)

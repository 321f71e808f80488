from hypothesis import given
from hypothesis import strategies as st

from strategy import tree

FAMILY = {1: None, 2: 1, 3: 1, 4: 2, 5: None}


def test_what_stands_below():
    assert tree.below(FAMILY, 1) == {2, 3, 4}
    assert tree.below(FAMILY, 5) == set()


def test_a_circle_is_seen_before_it_is_made():
    assert tree.makes_circle(FAMILY, 1, 4)
    assert tree.makes_circle(FAMILY, 1, 1)
    assert not tree.makes_circle(FAMILY, 4, 3)
    assert not tree.makes_circle(FAMILY, 4, None)


def test_leaves_have_nothing_below():
    assert tree.leaves(FAMILY) == [3, 4, 5]


def test_the_tree_in_depth():
    assert list(tree.in_depth(FAMILY)) == [(1, 0), (2, 1), (4, 2), (3, 1), (5, 0)]


def test_an_id_whose_parent_is_away_is_a_root():
    assert list(tree.in_depth({7: 3})) == [(7, 0)]


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=30))
def test_no_series_of_allowed_moves_makes_a_circle(wanted):
    parents: dict[int, int | None] = dict.fromkeys(range(13))
    for moved, under in wanted:
        if not tree.makes_circle(parents, moved, under):
            parents[moved] = under
    assert len(list(tree.in_depth(parents))) == len(parents)

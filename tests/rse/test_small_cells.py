"""No figure under five, nor one by difference: a generated adversary tries every sum and difference."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rse.small_cells import Group, blocks, clear_of, is_safe, shares_told, told, whole

PLACES = [("A", 1), ("A", 2), ("A", 3), ("B", 4), ("B", 5), ("C", 6), ("D", 7)]
COUNTS = st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), min_size=1, max_size=len(PLACES))


def groups_of(counts):
    return [Group(key, parent, pair) for (parent, key), pair in zip(PLACES, counts, strict=False)]


def published(groups):
    """What pages and files show, as {the groups told: their counts}: all, each parent, each group, the others of each list."""
    parts = blocks(groups)
    if not parts:
        return {}
    every = frozenset(group.key for group in groups)
    shown = {every: whole(parts)}
    for kind in (lambda group: group.parent, lambda group: group.key):
        cells = {frozenset(g.key for g in groups if kind(g) == kind(group)) for group in groups}
        known = {cell: counts for cell in cells if (counts := told(parts, cell)) is not None}
        shown |= known
        rest = every.difference(*known) if known else every
        if rest:
            shown[rest] = told(parts, rest)
    return shown


def worked_out(shown):
    """Everything that follows from sums of separate figures and differences of nested ones."""
    found = dict(shown)
    fresh = list(found)
    while fresh:
        one = fresh.pop()
        for other in list(found):
            pairs = [(one | other, 1, other)] if not one & other else []
            pairs += [(one - other, -1, other)] if other < one else [(other - one, -1, one)] if one < other else []
            for cell, sign, part in pairs:
                large = other if cell == other - one and sign < 0 else one
                if cell not in found:
                    found[cell] = tuple(a + sign * b for a, b in zip(found[large], found[part], strict=True))
                    fresh.append(cell)
    return found


@settings(max_examples=300, deadline=None)
@given(COUNTS)
def test_nobody_works_out_a_figure_under_five(counts):
    found = worked_out(published(groups_of(counts)))
    assert {cell: one for cell, one in found.items() if not is_safe(one)} == {}


@settings(max_examples=100, deadline=None)
@given(COUNTS)
def test_what_is_told_is_true_and_nobody_is_lost(counts):
    groups = groups_of(counts)
    parts = blocks(groups)
    if parts:
        assert whole(parts) == tuple(map(sum, zip(*counts, strict=True)))
        assert sorted(key for block in parts for key in block.keys) == [group.key for group in groups]
    else:
        assert not is_safe(map(sum, zip(*counts, strict=True)))


@given(COUNTS, st.randoms(use_true_random=False))
def test_the_order_of_groups_does_not_matter(counts, chance):
    groups = groups_of(counts)
    shuffled = chance.sample(groups, len(groups))
    assert {block.keys for block in blocks(groups)} == {block.keys for block in blocks(shuffled)}


def test_a_small_site_is_told_with_the_smallest_other_of_its_unit():
    parts = blocks([Group(1, "A", (3,)), Group(2, "A", (9,)), Group(3, "A", (30,)), Group(4, "B", (12,))])
    assert told(parts, [1]) is None
    assert told(parts, [2]) is None
    assert told(parts, [3]) == (30,)
    assert told(parts, [1, 2, 3]) == (42,)
    assert told(parts, [4]) == (12,)


def test_a_small_unit_is_told_with_the_smallest_other_unit():
    parts = blocks([Group(1, "A", (3,)), Group(2, "B", (9,)), Group(3, "C", (30,))])
    assert [told(parts, [key]) for key in (1, 2, 3)] == [None, None, (30,)]
    assert whole(parts) == (42,)


def test_four_people_are_told_to_nobody():
    assert blocks([Group(1, "A", (4,))]) == []
    assert blocks([Group(1, "A", (2,)), Group(2, "B", (2,))]) == []
    assert whole([]) is None


def test_two_absent_of_forty_are_not_told():
    assert blocks([Group(1, "A", (38, 2))]) == []
    assert not clear_of(40, 38)
    assert clear_of(40, 40)
    assert clear_of(40, 35)


def test_few_answers_of_one_kind_are_put_together():
    found = dict(shares_told({"yes": 20, "no": 2, "perhaps": 1, "later": 7}))
    assert found == {frozenset({"yes"}): 20, frozenset({"no", "perhaps", "later"}): 10}

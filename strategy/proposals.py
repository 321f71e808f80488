"""From what a person enters to weights: by class, in percent, or by comparing pairs; and what they would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from statistics import geometric_mean

from foundation.refusals import gettext_noop as _
from strategy import weights as rules
from strategy.refusals import StrategyRefusal

CLASS_NAMES = {3: "major", 2: "important", 1: "useful"}
# How far the figures may be from 100 % and still be taken as rounded.
ROUNDED = 0.5
# Where the axes themselves are compared, and leaves that have no axis.
ROOT, NO_AXIS = 0, -1


@dataclass(frozen=True)
class Group:
    """Things compared with each other: the axes (`axis` is ROOT) or the leaves of one axis. `ids` in the order shown."""

    axis: int
    ids: tuple[int, ...]

    @property
    def of_axes(self) -> bool:
        return self.axis == ROOT

    @property
    def pairs(self) -> list[tuple[int, int]]:
        return list(combinations(self.ids, 2))


@dataclass(frozen=True)
class Doubt:
    """The comparison that the others contradict most: given, and what they imply."""

    left: int
    right: int
    given: float
    implied: float


@dataclass(frozen=True)
class Compared:
    """The outcome of one group: its weights within the group, its consistency ratio, and its most doubtful comparison."""

    group: Group
    weights: Mapping[int, float]
    ratio: float
    doubt: Doubt | None

    @property
    def consistent(self) -> bool:
        return self.ratio < rules.ACCEPTED_RATIO


@dataclass(frozen=True)
class Proposal:
    """Weights {objective id: share, sum 1} as entered, before they are recorded."""

    weights: Mapping[int, float]
    classes: Mapping[int, int] = field(default_factory=dict)
    compared: Sequence[Compared] = ()
    scaled_from: float | None = None

    @property
    def consistency_ratio(self) -> float | None:
        """The worst ratio of the comparisons, None where nothing was compared."""
        return max((each.ratio for each in self.compared), default=None)

    @property
    def consistent(self) -> bool:
        return all(each.consistent for each in self.compared)


def by_class(classes: Mapping[int, int]) -> Proposal:
    """Major counts 3, important 2, useful 1, anything else nothing. Raises WeightsError when nothing weighs."""
    named = {str(pk): CLASS_NAMES[factor] for pk, factor in classes.items() if factor in CLASS_NAMES}
    return Proposal(_by_id(rules.by_class(named)), {pk: factor for pk, factor in classes.items() if factor in CLASS_NAMES})


def direct(percents: Mapping[int, float]) -> Proposal:
    """Percentages; scaled to 100 and said so when they are further from it than rounding. Raises WeightsError."""
    total = sum(percents.values())
    weights = _by_id(rules.normalised({str(pk): figure for pk, figure in percents.items()}))
    return Proposal(weights, scaled_from=total if abs(total - 100) > ROUNDED else None)


def groups_of(leaves: Sequence[tuple[int, int | None]]) -> list[Group]:
    """The groups to compare for (leaf id, axis id): the axes when there are several, then the leaves of each axis.

    Without any axis all leaves are one group. Raises StrategyRefusal when only some have an axis, or a group is too large.
    """
    by_axis: dict[int | None, list[int]] = {}
    for leaf, axis in leaves:
        by_axis.setdefault(axis, []).append(leaf)
    if None in by_axis and len(by_axis) > 1:
        raise StrategyRefusal(_("Some objectives have no axis: give each one an axis, or use classes or percentages."))
    if len(by_axis) > rules.LARGEST_MATRIX or any(len(ids) > rules.LARGEST_MATRIX for ids in by_axis.values()):
        raise StrategyRefusal(_("More than 9 at a time cannot be compared: split them over axes, or use classes or percentages."))
    groups = [Group(axis or NO_AXIS, tuple(ids)) for axis, ids in by_axis.items()]
    return [Group(ROOT, tuple(group.axis for group in groups)), *groups] if len(groups) > 1 else groups


def compared(groups: Sequence[Group], ratios: Mapping[tuple[int, int, int], float]) -> Proposal:
    """Weights from one ratio a pair, keyed (group's axis, left, right); a pair that is absent counts as equal."""
    outcomes = [_outcome(group, ratios) for group in groups]
    within = {str(each.group.axis): {str(pk): w for pk, w in each.weights.items()} for each in outcomes if not each.group.of_axes}
    root = next((each.weights for each in outcomes if each.group.of_axes), None)
    axes = {str(pk): weight for pk, weight in root.items()} if root else dict.fromkeys(within, 1.0)
    return Proposal(_by_id(rules.composed(axes, within)), compared=outcomes)


def _outcome(group: Group, ratios: Mapping[tuple[int, int, int], float]) -> Compared:
    codes = [str(pk) for pk in group.ids]
    given = {(left, right): ratios.get((group.axis, left, right), 1.0) for left, right in group.pairs}
    found = rules.priorities(rules.matrix_of(codes, {(str(a), str(b)): ratio for (a, b), ratio in given.items()}))
    weights = dict(zip(group.ids, (float(w) for w in found.weights), strict=True))
    ratio = float(found.consistency_ratio)
    return Compared(group, weights, ratio, None if ratio < rules.ACCEPTED_RATIO else _most_doubtful(group, given))


def _most_doubtful(group: Group, given: Mapping[tuple[int, int], float]) -> Doubt:
    doubts = [Doubt(a, b, ratio, _implied(a, b, group.ids, given)) for (a, b), ratio in given.items()]
    return max(doubts, key=lambda doubt: max(doubt.given / doubt.implied, doubt.implied / doubt.given))


def _implied(left: int, right: int, ids: Sequence[int], given: Mapping[tuple[int, int], float]) -> float:
    """What the other comparisons say of a pair: the geometric mean over every third of left : third × third : right."""
    steps = [_ratio(left, third, given) * _ratio(third, right, given) for third in ids if third not in (left, right)]
    return geometric_mean(steps)


def _ratio(left: int, right: int, given: Mapping[tuple[int, int], float]) -> float:
    return given[left, right] if (left, right) in given else 1.0 / given[right, left]


def _by_id(weights: Mapping[str, float]) -> dict[int, float]:
    return {int(pk): weight for pk, weight in weights.items()}


@dataclass(frozen=True)
class Move:
    """One objective's weight before (None: none) and after, as shares."""

    objective_id: int
    before: float | None
    after: float

    @property
    def change(self) -> float:
        return self.after - (self.before or 0.0)


def moves(before: Mapping[int, float], after: Mapping[int, float], order: Sequence[int]) -> list[Move]:
    """Before and after of each objective of `order`."""
    return [Move(pk, before.get(pk), after.get(pk, 0.0)) for pk in order]


def largest(found: Sequence[Move], *, least: float = 0.005) -> tuple[Move | None, Move | None]:
    """The largest rise and the largest fall of half a point or more."""
    rise, fall = max(found, key=lambda m: m.change, default=None), min(found, key=lambda m: m.change, default=None)
    return rise if rise and rise.change >= least else None, fall if fall and fall.change <= -least else None

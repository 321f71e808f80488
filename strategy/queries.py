"""What the pages of the strategy show: the tree, the weights in force, their history, the levels in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q

from strategy import tree
from strategy.models import ContributionLevel, ObjectiveLink, ObjectiveWeight, StrategicAxis, StrategicObjective, StrategicPlan, WeightSet
from strategy.proposals import NO_AXIS, ROOT


@dataclass(frozen=True)
class Weights:
    """A weight set and its weights {objective id: share}; an objective it does not name has no weight."""

    weight_set: WeightSet | None = None
    by_objective: Mapping[int, float] = field(default_factory=dict)

    def of(self, objective_id: int) -> float | None:
        return self.by_objective.get(objective_id)


@dataclass(frozen=True)
class Node:
    """An objective in the tree; `weight` is its own for a leaf, the sum of its parts otherwise, None where nothing is weighed."""

    objective: StrategicObjective
    depth: int
    weight: float | None
    is_leaf: bool


@dataclass(frozen=True)
class Branch:
    """An axis (None: no axis) with its objectives in order and the weight they have together."""

    axis: StrategicAxis | None
    nodes: list[Node]
    weight: float | None


@dataclass(frozen=True)
class Progress:
    """Where the plan stands between its two dates, in whole months."""

    month: int
    months: int
    share: float


@dataclass(frozen=True)
class LevelInWords:
    """One level of contribution: its general statement and, when there is one, the objective's own."""

    level: ContributionLevel
    own: ContributionLevel | None

    @property
    def spoken(self) -> ContributionLevel:
        return self.own or self.level


# --- The tree ------------------------------------------------------------------------------------------------------------
def standing(plan: StrategicPlan) -> list[StrategicObjective]:
    """The objectives of the plan that are not retired, in order, with owner and axis."""
    return list(plan.objectives.filter(retired_on__isnull=True).select_related("owner", "axis").defer("search"))


def retired(plan: StrategicPlan) -> list[StrategicObjective]:
    """The objectives taken out of the plan, the latest first."""
    return list(plan.objectives.filter(retired_on__isnull=False).defer("search").order_by("-retired_on", "code"))


def parents(plan: StrategicPlan) -> dict[int, int | None]:
    """{objective id: parent id} of all objectives of the plan, retired ones too."""
    return dict(plan.objectives.values_list("id", "parent_id"))


def leaves(plan: StrategicPlan) -> list[StrategicObjective]:
    """The objectives that have a weight and receive projects: not retired, without standing parts."""
    return leaves_of(standing(plan))


def leaves_of(objectives: Iterable[StrategicObjective]) -> list[StrategicObjective]:
    """The leaves among standing objectives."""
    by_id = {objective.pk: objective for objective in objectives}
    return [by_id[pk] for pk in tree.leaves({pk: objective.parent_id for pk, objective in by_id.items()})]


def branches(plan: StrategicPlan, weights: Weights) -> list[Branch]:
    """The tree by axis, every axis shown, objectives without an axis last."""
    nodes = _nodes(standing(plan), weights)
    found = [Branch(axis, [n for n in nodes if n.objective.axis_id == axis.pk], _sum(nodes, axis.pk)) for axis in plan.axes.all()]
    homeless = [n for n in nodes if n.objective.axis_id is None]
    return [*found, Branch(None, homeless, _sum(nodes, None))] if homeless else found


def _nodes(objectives: list[StrategicObjective], weights: Weights) -> list[Node]:
    by_id = {objective.pk: objective for objective in objectives}
    up = {pk: objective.parent_id for pk, objective in by_id.items()}
    final = set(tree.leaves(up))
    return [Node(by_id[pk], depth, _weight(pk, up, final, weights), pk in final) for pk, depth in tree.in_depth(up)]


def _weight(pk: int, up: Mapping[int, int | None], final: set[int], weights: Weights) -> float | None:
    if pk in final:
        return weights.of(pk)
    parts = [w for leaf in tree.below(up, pk) & final if (w := weights.of(leaf)) is not None]
    return sum(parts) if parts else None


def _sum(nodes: list[Node], axis_id: int | None) -> float | None:
    found = [n.weight for n in nodes if n.is_leaf and n.objective.axis_id == axis_id and n.weight is not None]
    return sum(found) if found else None


def progress(plan: StrategicPlan, on: date) -> Progress:
    """The plan is in month `month` of `months` on the day `on`; 0 before it starts, the last after it ends."""
    months = max(_whole_months(plan.starts_on, plan.ends_on + timedelta(days=1)), 1)
    month = 0 if on < plan.starts_on else min(_whole_months(plan.starts_on, on) + 1, months)
    return Progress(month, months, month / months)


def _whole_months(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


# --- Weights --------------------------------------------------------------------------------------------------------------
def weights_in_force(plan: StrategicPlan, on: date) -> Weights:
    """The weights of the plan on the day `on`: of the sets that have begun, the latest to begin, then the latest recorded."""
    weight_set = WeightSet.objects.current().filter(plan=plan, in_force_from__lte=on).order_by("-in_force_from", "-number").first()
    return Weights(weight_set, weights_of(weight_set)) if weight_set else Weights()


def weights_of(weight_set: WeightSet) -> dict[int, float]:
    """{objective id: weight} of one set."""
    return dict(ObjectiveWeight.objects.filter(weight_set=weight_set).values_list("objective_id", "weight"))


def sets_from(plan: StrategicPlan, on: date) -> list[WeightSet]:
    """The set in force on the day `on` and those that begin later, in order of their beginning."""
    in_force = weights_in_force(plan, on).weight_set
    later = WeightSet.objects.current().filter(plan=plan, in_force_from__gt=on).order_by("in_force_from", "number")
    return [*([in_force] if in_force else []), *later]


def latest_number(plan: StrategicPlan) -> int:
    """The number of the latest set of the plan, 0 before the first."""
    return WeightSet.objects.filter(plan=plan).order_by("-number").values_list("number", flat=True).first() or 0


def weight_sets(plan: StrategicPlan) -> list[WeightSet]:
    """All sets of the plan, the latest first, with who recorded them."""
    return list(WeightSet.objects.current().filter(plan=plan).select_related("recorded_by").order_by("-number"))


def in_force_of(sets: Iterable[WeightSet], on: date) -> WeightSet | None:
    """Of some sets of one plan, the one in force on the day `on`: the latest to begin, then the latest recorded."""
    begun = [each for each in sets if each.in_force_from <= on]
    return max(begun, key=lambda each: (each.in_force_from, each.number), default=None)


def weight_set(plan: StrategicPlan, number: int) -> WeightSet | None:
    """One set of the plan by its number."""
    return WeightSet.objects.current().filter(plan=plan, number=number).select_related("recorded_by").first()


def classes_of(weight_set: WeightSet | None) -> dict[int, int]:
    """{objective id: class} of one set, empty where it was not entered by class."""
    if weight_set is None or weight_set.method != WeightSet.Method.CLASSES:
        return {}
    known = ObjectiveWeight.objects.filter(weight_set=weight_set, weight_class__isnull=False)
    return dict(known.values_list("objective_id", "weight_class"))


def judgements_of(weight_set: WeightSet | None) -> dict[tuple[int, int, int], float]:
    """{(axis, left, right): ratio} of one set, both ways round; the axes themselves stand under axis 0, leaves without axis under -1."""
    if weight_set is None or weight_set.method != WeightSet.Method.PAIRWISE:
        return {}
    known: dict[tuple[int, int, int], float] = {}
    for each in weight_set.judgements.select_related("left_objective"):
        group = (each.left_objective.axis_id or NO_AXIS) if each.left_objective else ROOT
        left, right = each.left_axis_id or each.left_objective_id, each.right_axis_id or each.right_objective_id
        known |= {(group, left, right): each.ratio, (group, right, left): 1 / each.ratio}
    return known


def weight_history(objective: StrategicObjective) -> list[tuple[WeightSet, float | None]]:
    """(set, weight of the objective in it) of every set of its plan, the latest first."""
    sets = weight_sets(objective.plan)
    known = dict(ObjectiveWeight.objects.filter(weight_set__in=sets, objective=objective).values_list("weight_set_id", "weight"))
    return [(each, known.get(each.pk)) for each in sets]


# --- Levels ---------------------------------------------------------------------------------------------------------------
def levels(objective: StrategicObjective | None = None) -> list[LevelInWords]:
    """The five levels in order, with the objective's own statements where it has some. One query."""
    wanted = Q(objective__isnull=True) | Q(objective=objective) if objective else Q(objective__isnull=True)
    rows = list(ContributionLevel.objects.filter(wanted).order_by("level"))
    own = {row.level: row for row in rows if row.objective_id}
    return [LevelInWords(row, own.get(row.level)) for row in rows if not row.objective_id]


# --- Causes and effects --------------------------------------------------------------------------------------------------
def causes(plan: StrategicPlan) -> list[ObjectiveLink]:
    """The links between standing objectives of the plan, in the order of their causes. One query."""
    rows = ObjectiveLink.objects.current().filter(cause__plan=plan, cause__retired_on__isnull=True, effect__retired_on__isnull=True)
    return list(rows.select_related("cause", "effect").order_by("cause__position", "cause__code", "effect__position", "effect__code"))


def causes_of(objective: StrategicObjective) -> tuple[list[ObjectiveLink], list[ObjectiveLink]]:
    """What leads to an objective, and what it leads to. One query."""
    rows = ObjectiveLink.objects.current().filter(Q(cause=objective) | Q(effect=objective)).select_related("cause", "effect")
    found = list(rows.order_by("cause__code", "effect__code"))
    return [one for one in found if one.effect_id == objective.pk], [one for one in found if one.cause_id == objective.pk]

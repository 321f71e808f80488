"""Write an imported plan, its objectives and their weights, inside the importer's transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from foundation.history import record
from strategy.models import ObjectiveWeight, StrategicObjective, StrategicPlan, WeightSet


@dataclass(frozen=True, slots=True)
class ImportedObjective:
    """An objective named by a file; one name serves both languages."""

    code: str
    name: str
    horizon: str
    weight_class: int = 2


def import_plan(*, facts: Mapping[str, Any], currency: str) -> tuple[StrategicPlan, bool]:
    """Return the plan of this code and whether it is new; a new one is active unless another plan is."""
    plan = StrategicPlan.objects.filter(code=facts["code"]).first()
    if plan is not None:
        return plan, False
    is_free = not StrategicPlan.objects.filter(status=StrategicPlan.Status.ACTIVE).exists()
    status = StrategicPlan.Status.ACTIVE if is_free else StrategicPlan.Status.DRAFT
    return StrategicPlan.objects.create(**facts, currency=currency, status=status), True


def import_objectives(
    *, plan: StrategicPlan, objectives: Sequence[ImportedObjective], source: str
) -> tuple[dict[str, int], list[StrategicObjective]]:
    """Create the objectives that are missing; returns ids by code and the created ones. Those that exist keep their words."""
    known = dict(plan.objectives.values_list("code", "pk"))
    rows = [
        StrategicObjective(
            plan=plan,
            code=one.code,
            name_fr=one.name,
            name_en=one.name,
            horizon=one.horizon,
            external_source=source,
            external_id=one.code,
        )
        for one in objectives
        if one.code not in known
    ]
    created = StrategicObjective.objects.bulk_create(rows)
    return known | {one.code: one.pk for one in created}, created


def import_equal_weights(
    *, plan: StrategicPlan, in_force_from: date, reason: str, by: Any, at: datetime
) -> tuple[WeightSet, list[ObjectiveWeight]]:
    """Weigh all leaf objectives of the plan alike, as a new weight set."""
    leaves = leaf_ids(plan)
    number = (plan.weight_sets.aggregate(last=Max("number"))["last"] or 0) + 1
    facts = {"plan": plan, "number": number, "method": WeightSet.Method.DIRECT, "in_force_from": in_force_from, "reason": reason}
    weight_set = record(WeightSet, at=at, by=by, **facts)
    rows = [ObjectiveWeight(weight_set=weight_set, objective_id=leaf, weight=1 / len(leaves)) for leaf in leaves]
    return weight_set, ObjectiveWeight.objects.bulk_create(rows)


def import_class_weights(
    *, plan: StrategicPlan, classes: Mapping[int, int], in_force_from: date, reason: str, by: Any, at: datetime
) -> tuple[WeightSet, list[ObjectiveWeight]] | None:
    """Weigh the leaf objectives by their classes {id: 3, 2 or 1}; those weighed before keep theirs.

    Returns None, and writes nothing, where the plan is weighed in another way: its owner decides on new objectives.
    """
    latest = plan.weight_sets.filter(superseded_at__isnull=True, removed=False).order_by("-in_force_from", "-number").first()
    if latest is not None and latest.method != WeightSet.Method.CLASSES:
        return None
    before = dict(latest.weights.values_list("objective_id", "weight_class")) if latest else {}
    standing = {leaf: before.get(leaf) or classes.get(leaf) for leaf in leaf_ids(plan)}
    held = {leaf: weight_class for leaf, weight_class in standing.items() if weight_class}
    total = sum(held.values())
    number = (plan.weight_sets.aggregate(last=Max("number"))["last"] or 0) + 1
    facts = {"plan": plan, "number": number, "method": WeightSet.Method.CLASSES, "in_force_from": in_force_from, "reason": reason}
    weight_set = record(WeightSet, at=at, by=by, **facts)
    rows = [ObjectiveWeight(weight_set=weight_set, objective_id=pk, weight=one / total, weight_class=one) for pk, one in held.items()]
    return weight_set, ObjectiveWeight.objects.bulk_create(rows)


def leaf_ids(plan: StrategicPlan) -> list[int]:
    """Return the ids of the objectives that have no part and are not retired."""
    standing = plan.objectives.filter(retired_on__isnull=True)
    parents = _parents(standing.values_list("parent_id", flat=True))
    return [pk for pk in standing.order_by("pk").values_list("pk", flat=True) if pk not in parents]


def _parents(ids: Iterable[int | None]) -> set[int]:
    return {pk for pk in ids if pk is not None}

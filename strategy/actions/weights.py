"""Setting the weights of a plan: each time a new version, in force from a day on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from foundation import history
from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.refusals import gettext_noop as _
from strategy import queries
from strategy.models import ObjectiveWeight, PairwiseJudgement, StrategicObjective, StrategicPlan, WeightSet
from strategy.refusals import StrategyRefusal, WeightsChangedMeanwhile
from strategy.weights import ACCEPTED_RATIO

ROUNDING = 1e-6


@dataclass(frozen=True)
class Judgement:
    """`left` matters `ratio` times as much as `right`: two axes or two objectives, by id."""

    left: int
    right: int
    ratio: float
    of_axes: bool


def set_weights(
    *,
    plan: StrategicPlan,
    method: str,
    weights: Mapping[int, float],
    in_force_from: date,
    based_on: int | None = None,
    classes: Mapping[int, int] | None = None,
    judgements: Iterable[Judgement] = (),
    consistency_ratio: float | None = None,
    reason: str = "",
    by: User | None,
    at: datetime,
) -> WeightSet:
    """Record new weights {objective id: share} of the leaves; they sum to 1.

    `based_on` is the number of the latest set the person saw (0: none): WeightsChangedMeanwhile when there is a newer one.
    Raises StrategyRefusal for weights that do not sum to 1, stand elsewhere than on leaves, or are inconsistent without a reason.
    """
    with transaction.atomic():
        StrategicPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
        latest = queries.latest_number(plan)
        if based_on is not None and based_on != latest:
            raise WeightsChangedMeanwhile(latest)
        _check(plan, weights, consistency_ratio, reason)
        facts = {"method": method, "in_force_from": in_force_from, "consistency_ratio": consistency_ratio, "reason": reason.strip()}
        weight_set = _write(plan=plan, number=latest + 1, weights=weights, classes=classes or {}, by=by, at=at, **facts)
        PairwiseJudgement.objects.bulk_create([_judgement(weight_set, judgement) for judgement in judgements])
        audit.record(by=by, at=at, verb="weights.set", subjects=[plan, weight_set], facts=_facts(weight_set, weights))
    return weight_set


def share_out(*, objective: StrategicObjective, on: date, by: User, at: datetime) -> list[WeightSet]:
    """Give the weight of a retired objective to the others in proportion, in each set in force on `on` or later.

    The caller has opened the transaction and locked the plan.
    """
    plan, number, written = objective.plan, queries.latest_number(objective.plan), []
    for weight_set in queries.sets_from(plan, on):
        weights = queries.weights_of(weight_set)
        if not weights.pop(objective.pk, 0):
            continue
        number += 1
        total = sum(weights.values())
        shared = {pk: weight / total for pk, weight in weights.items()} if total else weights
        reason = gettext("%(objective)s is retired: its weight goes to the others in proportion.") % {"objective": objective.code}
        facts = {"method": WeightSet.Method.DIRECT, "in_force_from": max(on, weight_set.in_force_from), "reason": reason}
        written.append(_write(plan=plan, number=number, weights=shared, classes={}, by=by, at=at, **facts))
        audit.record(by=by, at=at, verb="weights.set", subjects=[plan, written[-1]], facts=_facts(written[-1], shared))
    return written


def _check(plan: StrategicPlan, weights: Mapping[int, float], ratio: float | None, reason: str) -> None:
    if set(weights) - {objective.pk for objective in queries.leaves(plan)}:
        raise StrategyRefusal(_("Only objectives without parts have a weight, and the tree has changed: reload the page."))
    if any(weight < 0 for weight in weights.values()) or abs(sum(weights.values()) - 1) > ROUNDING:
        raise StrategyRefusal(_("The weights must add up to 100%%, none of them below 0."))
    if ratio is not None and ratio >= ACCEPTED_RATIO and not reason.strip():
        raise StrategyRefusal(_("These comparisons contradict each other: change one, or write why they stand."))


def _write(
    *, plan: StrategicPlan, weights: Mapping[int, float], classes: Mapping[int, int], by: User | None, at: datetime, **facts: Any
) -> WeightSet:
    weight_set = history.record(WeightSet, at=at, by=by, plan=plan, **facts)
    rows = [
        ObjectiveWeight(weight_set=weight_set, objective_id=pk, weight=weight, weight_class=classes.get(pk))
        for pk, weight in weights.items()
    ]
    ObjectiveWeight.objects.bulk_create(rows)
    return weight_set


def _judgement(weight_set: WeightSet, judgement: Judgement) -> PairwiseJudgement:
    kind = "axis" if judgement.of_axes else "objective"
    sides = {f"left_{kind}_id": judgement.left, f"right_{kind}_id": judgement.right}
    return PairwiseJudgement(weight_set=weight_set, ratio=judgement.ratio, **sides)


def _facts(weight_set: WeightSet, weights: Mapping[int, float]) -> dict[str, object]:
    return {
        "about": f"{weight_set.number}",
        "number": weight_set.number,
        "method": weight_set.method,
        "in_force_from": weight_set.in_force_from,
        "consistency_ratio": weight_set.consistency_ratio,
        "reason": weight_set.reason,
        "weights": {str(pk): round(weight, 6) for pk, weight in weights.items()},
    }

"""Creating, wording, placing, retiring objectives."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.bilingual import both_names
from foundation.refusals import gettext_noop as _
from foundation.versions import save_version
from strategy import queries, tree
from strategy.actions.weights import share_out
from strategy.models import ContributionLevel, StrategicObjective, StrategicPlan, StrategyTag
from strategy.refusals import StrategyRefusal

LEVELS = tuple(Decimal(level) for level in ("0", "0.25", "0.5", "0.75", "1"))


def create_objective(
    *,
    plan: StrategicPlan,
    code: str,
    name_fr: str = "",
    name_en: str = "",
    tags: Iterable[StrategyTag] = (),
    by: User | None,
    at: datetime,
    **facts: Any,
) -> StrategicObjective:
    """Add an objective to the tree; `facts` are the other columns. Raises StrategyRefusal where it cannot stand there."""
    with transaction.atomic():
        _lock(plan)
        placed = _placed(plan, None, facts.get("axis"), facts.get("parent"), on=timezone.localdate(at))
        objective = StrategicObjective.objects.create(plan=plan, code=code, **both_names(fr=name_fr, en=name_en), **(facts | placed))
        objective.tags.set(tags)
        audit.record(by=by, at=at, verb="objective.created", subjects=[objective, plan], facts={"about": code})
    return objective


def edit_objective(
    *,
    objective: StrategicObjective,
    version: int,
    tags: Iterable[StrategyTag] | None = None,
    by: User,
    at: datetime,
    **facts: Any,
) -> StrategicObjective:
    """Write `facts` (its words, owner, horizon, place) on the objective read at `version`.

    Raises EditedMeanwhile when somebody else was faster, StrategyRefusal where it cannot be moved there.
    """
    if "name_fr" in facts or "name_en" in facts:
        facts |= both_names(fr=facts.get("name_fr", ""), en=facts.get("name_en", ""))
    with transaction.atomic():
        if "parent" in facts or "axis" in facts:
            facts |= _moved(objective, facts, on=timezone.localdate(at))
        changes = save_version(objective, version=version, **facts)
        if "axis" in changes:
            _take_along(objective)
        if tags is not None:
            changes |= _retag(objective, tags)
        if changes:
            told = {"about": objective.code, "of": objective._meta.label_lower, "changes": changes}
            audit.record(by=by, at=at, verb="objective.edited", subjects=[objective, objective.plan], facts=told)
    return objective


def state_levels(
    *, objective: StrategicObjective, version: int, statements: Mapping[Decimal, Mapping[str, str]], by: User, at: datetime
) -> StrategicObjective:
    """Say what each level means for this objective (`statement_fr`, `statement_en`); both empty: the general words hold again."""
    with transaction.atomic():
        # The levels have no version of their own: a change of theirs counts up the objective's.
        save_version(objective, version=version)
        before = {level.level: [level.statement_fr, level.statement_en] for level in objective.levels.all()}
        after = {level: _both(words) for level, words in statements.items() if any(words.values())}
        if before == after:
            return objective
        objective.levels.all().delete()
        ContributionLevel.objects.bulk_create(
            [ContributionLevel(objective=objective, level=level, statement_fr=fr, statement_en=en) for level, (fr, en) in after.items()]
        )
        _count_up(objective)
        facts = {"about": objective.code, "levels": {str(level): words for level, words in after.items()}}
        audit.record(by=by, at=at, verb="objective.levels_stated", subjects=[objective], facts=facts)
    return objective


def retire_objective(*, objective: StrategicObjective, version: int, by: User, at: datetime) -> StrategicObjective:
    """Take an objective out of the strategy from today; its weight goes to the others in proportion, as a new weight set."""
    on = timezone.localdate(at)
    with transaction.atomic():
        _lock(objective.plan)
        if objective.children.filter(retired_on__isnull=True).exists():
            raise StrategyRefusal(_("“%(objective)s” still has parts: retire or move them first."), objective=objective.name)
        save_version(objective, version=version, retired_on=on)
        sets = share_out(objective=objective, on=on, by=by, at=at)
        audit.record(
            by=by,
            at=at,
            verb="objective.retired",
            subjects=[objective, objective.plan],
            facts={"about": objective.code, "retired_on": on, "weight_sets": [weight_set.number for weight_set in sets]},
        )
    return objective


def reinstate_objective(*, objective: StrategicObjective, version: int, by: User, at: datetime) -> StrategicObjective:
    """Take a retired objective back, without a weight until new weights are set."""
    with transaction.atomic():
        _lock(objective.plan)
        if objective.parent and objective.parent.retired_on:
            raise StrategyRefusal(
                _("“%(parent)s”, which it is part of, is retired: take that one back first."), parent=objective.parent.name
            )
        save_version(objective, version=version, retired_on=None)
        audit.record(by=by, at=at, verb="objective.reinstated", subjects=[objective, objective.plan], facts={"about": objective.code})
    return objective


def _lock(plan: StrategicPlan) -> None:
    """Two people moving branches at once could make a circle: one plan, one move at a time."""
    StrategicPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)


def _moved(objective: StrategicObjective, facts: Mapping[str, Any], *, on: date) -> dict[str, Any]:
    _lock(objective.plan)
    parent, axis = facts.get("parent", objective.parent), facts.get("axis", objective.axis)
    return _placed(objective.plan, objective, axis, parent, on=on)


def _placed(plan: StrategicPlan, objective: StrategicObjective | None, axis: Any, parent: Any, *, on: date) -> dict[str, Any]:
    """The axis and parent to write; a part stands on the axis of what it is part of."""
    if parent is None:
        if axis is not None and axis.plan_id != plan.pk:
            raise StrategyRefusal(_("The axis belongs to another plan: choose one of this plan."))
        return {"axis": axis, "parent": None}
    if parent.plan_id != plan.pk:
        raise StrategyRefusal(_("“%(parent)s” belongs to another plan: choose an objective of this plan."), parent=parent.name)
    if objective is not None and tree.makes_circle(queries.parents(plan), objective.pk, parent.pk):
        raise StrategyRefusal(_("“%(parent)s” stands below this objective: an objective cannot be part of itself."), parent=parent.name)
    if parent.retired_on:
        raise StrategyRefusal(_("“%(parent)s” is retired: take it back first, or choose another one."), parent=parent.name)
    if objective is None or objective.parent_id != parent.pk:
        _refuse_weighted_parent(parent, on=on)
    return {"axis": parent.axis, "parent": parent}


def _refuse_weighted_parent(parent: StrategicObjective, *, on: date) -> None:
    if any(queries.weights_of(weight_set).get(parent.pk, 0) > 0 for weight_set in queries.sets_from(parent.plan, on)):
        sentence = _(
            "“%(parent)s” has a weight, and an objective with parts has none. "
            "Create the parts beside it, give them its weight, then move them under it."
        )
        raise StrategyRefusal(sentence, parent=parent.name)


def _take_along(objective: StrategicObjective) -> None:
    """What stands below a moved objective follows it to its axis."""
    lower = tree.below(queries.parents(objective.plan), objective.pk)
    StrategicObjective.objects.filter(pk__in=lower).update(axis=objective.axis)


def _retag(objective: StrategicObjective, tags: Iterable[StrategyTag]) -> dict[str, list[Any]]:
    before, after = sorted(objective.tags.values_list("code", flat=True)), sorted(tag.code for tag in tags)
    if before == after:
        return {}
    objective.tags.set(StrategyTag.objects.filter(code__in=after))
    return {"tags": [before, after]}


def _count_up(objective: StrategicObjective) -> None:
    objective.version += 1
    objective.save(update_fields=["version"])


def _both(words: Mapping[str, str]) -> list[str]:
    fr, en = words.get("statement_fr", "").strip(), words.get("statement_en", "").strip()
    return [fr or en, en or fr]

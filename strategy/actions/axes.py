"""Creating, editing and removing axes."""

from datetime import datetime
from typing import Any

from django.db import transaction

from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.bilingual import both_names
from foundation.refusals import gettext_noop as _
from foundation.versions import save_version
from strategy.models import PairwiseJudgement, StrategicAxis, StrategicPlan
from strategy.refusals import StrategyRefusal


def create_axis(
    *,
    plan: StrategicPlan,
    code: str,
    name_fr: str = "",
    name_en: str = "",
    perspective: str,
    position: int = 0,
    by: User | None,
    at: datetime,
) -> StrategicAxis:
    """Add an axis to a plan."""
    with transaction.atomic():
        axis = StrategicAxis.objects.create(
            plan=plan, code=code, perspective=perspective, position=position, **both_names(fr=name_fr, en=name_en)
        )
        audit.record(by=by, at=at, verb="axis.created", subjects=[axis, plan], facts={"about": axis.code})
    return axis


def edit_axis(*, axis: StrategicAxis, version: int, by: User, at: datetime, **facts: Any) -> StrategicAxis:
    """Write `facts` on the axis read at `version`; EditedMeanwhile when somebody else was faster."""
    if "name_fr" in facts or "name_en" in facts:
        facts |= both_names(fr=facts.get("name_fr", ""), en=facts.get("name_en", ""))
    with transaction.atomic():
        changes = save_version(axis, version=version, **facts)
        if changes:
            facts = {"about": axis.code, "of": axis._meta.label_lower, "changes": changes}
            audit.record(by=by, at=at, verb="axis.edited", subjects=[axis, axis.plan], facts=facts)
    return axis


def remove_axis(*, axis: StrategicAxis, by: User, at: datetime) -> None:
    """Remove an axis that holds nothing and was never compared; StrategyRefusal otherwise."""
    with transaction.atomic():
        if axis.objectives.exists():
            raise StrategyRefusal(_("“%(axis)s” still holds objectives: move them to another axis first."), axis=axis.name)
        if PairwiseJudgement.objects.filter(left_axis=axis).exists() or PairwiseJudgement.objects.filter(right_axis=axis).exists():
            raise StrategyRefusal(
                _("“%(axis)s” was compared in a past weighting, which must stay readable: rename it instead."), axis=axis.name
            )
        facts = {"about": axis.code, "name": axis.name_en, "axis": axis.pk}
        plan = axis.plan
        axis.delete()
        audit.record(by=by, at=at, verb="axis.removed", subjects=[plan], facts=facts)

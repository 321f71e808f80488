"""Creating and editing plans and their values."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.bilingual import both_names
from foundation.refusals import gettext_noop as _
from foundation.versions import EditedMeanwhile, save_version
from strategy.models import PlanValue, StrategicPlan
from strategy.refusals import StrategyRefusal

# One value of the plan: name_fr, name_en, meaning_fr, meaning_en.
ValueText = Mapping[str, str]
TARGETS = ("target_short", "target_medium", "target_long")
ROUNDING = Decimal("0.0001")


def create_plan(
    *,
    name_fr: str = "",
    name_en: str = "",
    starts_on: date,
    ends_on: date,
    values: Sequence[ValueText] = (),
    code: str = "",
    by: User | None,
    at: datetime,
    **facts: Any,
) -> StrategicPlan:
    """Create a plan with its values; `facts` are the other columns. Raises StrategyRefusal for a second active plan or odd targets."""
    names = both_names(fr=name_fr, en=name_en)
    with transaction.atomic():
        _check(facts, starts_on=starts_on, ends_on=ends_on, plan=None)
        plan = StrategicPlan.objects.create(
            code=code or _free_code(names["name_fr"]), starts_on=starts_on, ends_on=ends_on, **names, **_with_targets(facts)
        )
        _write_values(plan, values)
        audit.record(by=by, at=at, verb="plan.created", subjects=[plan], facts={"about": plan.code, "values": len(values)})
    return plan


def edit_plan(
    *, plan: StrategicPlan, version: int, values: Sequence[ValueText] | None = None, by: User, at: datetime, **facts: Any
) -> StrategicPlan:
    """Write `facts` and, when given, the values, on the plan read at `version`; EditedMeanwhile when somebody else was faster."""
    if "name_fr" in facts or "name_en" in facts:
        facts |= both_names(fr=facts.get("name_fr", ""), en=facts.get("name_en", ""))
    with transaction.atomic():
        _check(facts, starts_on=facts.get("starts_on", plan.starts_on), ends_on=facts.get("ends_on", plan.ends_on), plan=plan)
        changes = save_version(plan, version=version, **_with_targets(facts))
        if values is not None and _write_values(plan, values):
            changes["values"] = [None, [value["name_fr"] or value["name_en"] for value in values]]
            _count_up(plan, version, already=len(changes) > 1)
        if changes:
            audit.record(by=by, at=at, verb="plan.edited", subjects=[plan], facts={"changes": changes})
    return plan


def _check(facts: Mapping[str, Any], *, starts_on: date, ends_on: date, plan: StrategicPlan | None) -> None:
    if ends_on <= starts_on:
        raise StrategyRefusal(_("The plan must end after it starts: correct one of the two dates."))
    if facts.get("status") == StrategicPlan.Status.ACTIVE:
        other = StrategicPlan.objects.filter(status=StrategicPlan.Status.ACTIVE).exclude(pk=plan and plan.pk).first()
        if other:
            raise StrategyRefusal(_("“%(plan)s” is the active plan: close it first, or keep this one as a draft."), plan=other.name)


def _with_targets(facts: dict[str, Any]) -> dict[str, Any]:
    """The horizon targets, when given, must share out the whole: three thirds of 33.33 % are accepted and completed."""
    given = [facts[name] for name in TARGETS if name in facts]
    if not given:
        return facts
    if len(given) != len(TARGETS) or any(share < 0 for share in given) or abs(sum(given) - 1) > Decimal("0.005"):
        raise StrategyRefusal(_("The shares of the three horizons must add up to 100%%."))
    total = sum(given)
    short, medium = ((facts[name] / total).quantize(ROUNDING) for name in TARGETS[:2])
    return facts | {"target_short": short, "target_medium": medium, "target_long": 1 - short - medium}


def _write_values(plan: StrategicPlan, values: Sequence[ValueText]) -> bool:
    """Replace the values when they differ; whether they did."""
    columns = ("name_fr", "name_en", "meaning_fr", "meaning_en")
    wanted = [{**value, **both_names(fr=value.get("name_fr", ""), en=value.get("name_en", ""))} for value in values]
    wanted_rows = [tuple(value.get(column, "") for column in columns) for value in wanted]
    if list(plan.values.values_list(*columns)) == wanted_rows:
        return False
    plan.values.all().delete()
    rows = [dict(zip(columns, row, strict=True)) for row in wanted_rows]
    PlanValue.objects.bulk_create([PlanValue(plan=plan, position=i, **row) for i, row in enumerate(rows)])
    return True


def _count_up(plan: StrategicPlan, version: int, *, already: bool) -> None:
    """The values have no version of their own: they count up the plan's."""
    if already:
        return
    if not StrategicPlan.objects.filter(pk=plan.pk, version=version).update(version=version + 1):
        raise EditedMeanwhile(StrategicPlan.objects.get(pk=plan.pk))
    plan.version = version + 1


def _free_code(name: str) -> str:
    stem = slugify(name)[:34] or "plan"
    taken = set(StrategicPlan.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return next(code for code in (stem, *(f"{stem}-{i}" for i in range(2, len(taken) + 3))) if code not in taken)

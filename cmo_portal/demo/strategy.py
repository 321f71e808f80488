"""Writing the plan, its axes, objectives, statements, causes and two sets of weights."""

from datetime import date, timedelta
from typing import Any

from cmo_portal.demo.chronicle import Chronicle
from cmo_portal.demo.company import read
from cmo_portal.demo.days import Calendar, instant
from cmo_portal.demo.words import Said
from foundation.accounts.models import User
from strategy.models import (
    ContributionLevel,
    ObjectiveLink,
    ObjectiveWeight,
    PlanValue,
    StrategicAxis,
    StrategicObjective,
    StrategicPlan,
    StrategyTag,
    WeightSet,
)

SECOND_WEIGHTS_MONTHS = -12
REVIEWED = Said(
    "Revue annuelle du plan\u202f: les émissions et l’engagement pèsent davantage, le numérique un peu moins.",
    "Yearly review of the plan: emissions and engagement weigh more, digital a little less.",
)


def write_plan(calendar: Calendar) -> StrategicPlan:
    """The active plan, in its 23rd month, with its four values."""
    facts = read("strategy")
    plan = facts["plan"]
    start = calendar.month_start(1 - plan["month_now"])
    written = StrategicPlan.objects.create(
        code=plan["code"],
        name_fr=plan["fr"],
        name_en=plan["en"],
        vision_fr=plan["vision"]["fr"],
        vision_en=plan["vision"]["en"],
        mission_fr=plan["mission"]["fr"],
        mission_en=plan["mission"]["en"],
        starts_on=start,
        ends_on=calendar.month_start(1 - plan["month_now"] + plan["months"]) - timedelta(days=1),
        status=StrategicPlan.Status.ACTIVE,
        is_demo=True,
    )
    PlanValue.objects.bulk_create(
        PlanValue(
            plan=written,
            name_fr=value["fr"],
            name_en=value["en"],
            meaning_fr=value["meaning"]["fr"],
            meaning_en=value["meaning"]["en"],
            position=place,
        )
        for place, value in enumerate(facts["value"], 1)
    )
    return written


def write_objectives(plan: StrategicPlan, people: dict[str, User]) -> dict[str, StrategicObjective]:
    """The four axes and the twelve objectives by code, with themes and written levels."""
    facts = read("strategy")
    axes = {
        axis["code"]: StrategicAxis.objects.create(
            plan=plan, code=axis["code"], perspective=axis["perspective"], name_fr=axis["fr"], name_en=axis["en"], position=place
        )
        for place, axis in enumerate(facts["axis"], 1)
    }
    objectives = {one["code"]: _objective(plan, axes, people, place, one) for place, one in enumerate(facts["objective"], 1)}
    tags = {tag.code: tag for tag in StrategyTag.objects.all()}
    for one in facts["objective"]:
        objectives[one["code"]].tags.set(tags[code] for code in one["tags"])
    ContributionLevel.objects.bulk_create(
        ContributionLevel(objective=objectives[one["objective"]], level=one["level"], statement_fr=one["fr"], statement_en=one["en"])
        for one in facts["level"]
    )
    return objectives


def write_weights(plan: StrategicPlan, objectives: dict[str, StrategicObjective], by: User, calendar: Calendar) -> None:
    """Three classes at the start of the plan; the percentages of the board, entered directly, for a year now."""
    told = {one["code"]: one for one in read("strategy")["objective"]}
    classes = {code: one["was"] for code, one in told.items()}
    total = sum(classes.values())
    first = _weight_set(plan, by, number=1, method=WeightSet.Method.CLASSES, since=plan.starts_on)
    second = _weight_set(
        plan, by, number=2, method=WeightSet.Method.DIRECT, since=calendar.month_start(SECOND_WEIGHTS_MONTHS), reason=str(REVIEWED)
    )
    ObjectiveWeight.objects.bulk_create(
        ObjectiveWeight(weight_set=first, objective=objectives[code], weight_class=one, weight=one / total) for code, one in classes.items()
    )
    ObjectiveWeight.objects.bulk_create(
        ObjectiveWeight(weight_set=second, objective=objectives[code], weight=one["weight"] / 100) for code, one in told.items()
    )


def tell_causes(chronicle: Chronicle, plan: StrategicPlan, objectives: dict[str, StrategicObjective], by: User) -> None:
    """The causes and effects of the strategy map."""
    at = instant(plan.starts_on + timedelta(days=20), 15)
    for one in read("strategy")["cause"]:
        facts: dict[str, Any] = {
            "cause": objectives[one["cause"]],
            "effect": objectives[one["effect"]],
            "because_fr": one["fr"],
            "because_en": one["en"],
        }
        chronicle.tell(ObjectiveLink, f"{one['cause']}→{one['effect']}", [(at, by, facts)])


def _objective(
    plan: StrategicPlan, axes: dict[str, StrategicAxis], people: dict[str, User], place: int, one: dict[str, Any]
) -> StrategicObjective:
    return StrategicObjective.objects.create(
        plan=plan,
        axis=axes[one["axis"]],
        code=one["code"],
        name_fr=one["fr"],
        name_en=one["en"],
        why_fr=one["why"]["fr"],
        why_en=one["why"]["en"],
        owner=people[one["owner"]],
        horizon=one["horizon"],
        position=place,
        is_demo=True,
    )


def _weight_set(plan: StrategicPlan, by: User, *, number: int, method: str, since: date, reason: str = "") -> WeightSet:
    at = instant(since - timedelta(days=1), 17)
    return WeightSet.objects.create(
        plan=plan, number=number, method=method, in_force_from=since, reason=reason, recorded_at=at, recorded_by=by
    )

from datetime import date
from decimal import Decimal

import pytest

from foundation.audit.queries import trail
from foundation.versions import EditedMeanwhile
from strategy import actions, queries
from strategy.models import StrategicPlan
from strategy.refusals import StrategyRefusal

VALUES = [{"name_fr": "Écoute", "name_en": "Listening", "meaning_fr": "", "meaning_en": ""}, {"name_fr": "Audace"}]


def create(eva, at, **facts):
    facts = {"name_fr": "Habiter demain", "starts_on": date(2025, 1, 1), "ends_on": date(2028, 12, 31)} | facts
    return actions.create_plan(by=eva, at=at, **facts)


def test_a_plan_is_created_with_its_values_and_it_is_audited(eva, at):
    plan = create(eva, at, values=VALUES, status="active")
    assert (plan.code, plan.name_en) == ("habiter-demain", "Habiter demain")
    assert [value.name_en for value in plan.values.all()] == ["Listening", "Audace"]
    assert trail(plan)[0].facts == {"about": "habiter-demain", "values": 2}


def test_two_plans_of_one_name_have_two_codes(eva, at):
    assert [create(eva, at).code for _ in range(2)] == ["habiter-demain", "habiter-demain-2"]


def test_only_one_plan_is_active(eva, at):
    create(eva, at, status="active")
    with pytest.raises(StrategyRefusal, match="close it first"):
        create(eva, at, status="active")
    assert StrategicPlan.objects.count() == 1


@pytest.mark.parametrize("shares", [("0.5", "0.5", "0.5"), ("-0.1", "0.6", "0.5")])
def test_targets_share_out_the_whole(eva, at, shares):
    short, medium, long = map(Decimal, shares)
    with pytest.raises(StrategyRefusal, match="add up to 100%"):
        create(eva, at, target_short=short, target_medium=medium, target_long=long)


def test_three_thirds_are_completed(eva, at):
    third = Decimal("0.3333")
    plan = create(eva, at, target_short=third, target_medium=third, target_long=third)
    assert plan.target_short + plan.target_medium + plan.target_long == 1


def test_a_plan_ends_after_it_starts(eva, at):
    with pytest.raises(StrategyRefusal, match="end after it starts"):
        create(eva, at, ends_on=date(2024, 1, 1))


def test_values_alone_count_up_the_version(plan, eva, at):
    actions.edit_plan(plan=plan, version=1, values=VALUES, by=eva, at=at)
    assert plan.version == StrategicPlan.objects.get().version == 2
    with pytest.raises(EditedMeanwhile):
        actions.edit_plan(plan=StrategicPlan.objects.get(), version=1, values=[], by=eva, at=at)
    actions.edit_plan(plan=plan, version=2, values=VALUES, by=eva, at=at)
    assert len(trail(plan)) == 1


MONTHS = [(date(2024, 12, 31), 0), (date(2025, 1, 1), 1), (date(2025, 1, 31), 1), (date(2026, 11, 15), 23), (date(2030, 1, 1), 48)]


@pytest.mark.parametrize(("on", "month"), MONTHS)
def test_the_plan_counts_its_months(plan, on, month):
    assert (queries.progress(plan, on).month, queries.progress(plan, on).months) == (month, 48)

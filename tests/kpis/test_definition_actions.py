from datetime import date

import pytest
from django.db import IntegrityError, transaction

from foundation import history
from foundation.audit import queries as ledger
from kpis.actions import definitions
from kpis.models import IndicatorShare, Target
from kpis.refusals import KpiRefusal
from strategy.models import StrategicObjective, StrategicPlan

YEAR = {"baseline_on": date(2027, 1, 1), "target_on": date(2027, 12, 31)}


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"baseline": 40, "target": 40}, "equals the baseline"),
        ({"baseline": 40, "target": 30}, "other side"),
        ({"baseline": 40, "target": None}, "baseline and the target"),
        ({"baseline": 40, "target": 50, "target_on": date(2026, 1, 1)}, "after the baseline"),
        ({"baseline": 20, "target": 50, "baseline_on": date(2026, 6, 1)}, "Another target"),
    ],
)
def test_a_target_that_cannot_be_says_what_to_do(nps, otto, at, facts, sentence):
    with pytest.raises(KpiRefusal, match=sentence):
        definitions.set_target(indicator=nps, by=otto, at=at, **(YEAR | facts))
    assert Target.objects.count() == 1


def test_the_database_itself_refuses_overlapping_targets(nps, otto, at):
    with pytest.raises(IntegrityError, match="kpis_targets_do_not_overlap"), transaction.atomic():
        history.record(
            Target, at=at, by=otto, indicator=nps, baseline=1, target=2, baseline_on=date(2026, 6, 1), target_on=date(2027, 6, 1)
        )


def test_targets_follow_one_another_without_a_gap(nps, otto, at):
    definitions.set_target(
        indicator=nps, by=otto, at=at, baseline=40, target=50, baseline_on=date(2026, 12, 31), target_on=YEAR["target_on"]
    )
    assert Target.objects.current().count() == 2


def test_a_replaced_target_stays_known_in_the_past(nps, otto, at):
    old = Target.objects.get()
    new = {"baseline_on": old.baseline_on, "target_on": old.target_on, "baseline": 20, "target": 45}
    definitions.set_target(indicator=nps, by=otto, at=at.replace(day=2), replaces=old, **new)
    assert [t.target for t in Target.objects.known_at(at)] == [40]
    assert [t.target for t in Target.objects.current()] == [45]
    assert ledger.trail(nps)[0].verb == "target.set"


def test_a_range_needs_both_limits_in_order(nps, otto, at):
    stock = definitions.create_indicator(by=otto, at=at, code="STOCK", name_fr="Stock", name_en="Stock", direction="range")
    with pytest.raises(KpiRefusal, match="lower and the upper"):
        definitions.set_target(indicator=stock, by=otto, at=at, low=60, high=52, **YEAR)
    assert definitions.set_target(indicator=stock, by=otto, at=at, low=52, high=60, tolerance=10, **YEAR)


def test_an_indicator_is_attached_again_after_it_was_detached(nps, otto, at):
    plan = StrategicPlan.objects.create(code="P", name_fr="Cap", name_en="Course", starts_on=date(2026, 1, 1), ends_on=date(2028, 12, 31))
    objective = StrategicObjective.objects.create(plan=plan, code="O1", name_fr="Clients", name_en="Customers")
    first = definitions.share_with_objective(indicator=nps, objective=objective, share=1.0, by=otto, at=at)
    definitions.unshare(row=first, by=otto, at=at)
    again = definitions.share_with_objective(indicator=nps, objective=objective, share=2.0, by=otto, at=at)
    assert (again.key, again.share) == (first.key, 2.0)
    assert IndicatorShare.objects.current().count() == 1

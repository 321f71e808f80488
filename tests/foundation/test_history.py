from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from foundation import history
from strategy.models import StrategicPlan, WeightSet


@pytest.fixture
def weight_set(db, at):
    plan = StrategicPlan.objects.create(code="P", name_fr="Plan", name_en="Plan", starts_on="2026-01-01", ends_on="2026-12-31")
    return history.record(WeightSet, at=at, by=None, plan=plan, number=1, method="direct", in_force_from="2026-01-01")


def test_a_change_is_a_new_version_and_the_past_keeps_its_answer(weight_set, at):
    later = at + timedelta(days=1)
    new = history.supersede(weight_set, at=later, by=None, reason="audit")
    assert new.key == weight_set.key
    assert [w.reason for w in WeightSet.objects.known_at(at)] == [""]
    assert [w.reason for w in WeightSet.objects.known_at(later)] == ["audit"]
    assert list(WeightSet.objects.current()) == [new]


def test_a_removed_fact_is_still_known_in_the_past(weight_set, at):
    history.remove(weight_set, at=at + timedelta(days=1), by=None)
    assert not WeightSet.objects.current().exists()
    assert WeightSet.objects.known_at(at).count() == 1


def test_the_second_of_two_editors_is_told(weight_set, at):
    history.supersede(weight_set, at=at + timedelta(days=1), by=None, reason="first")
    with pytest.raises(history.ChangedMeanwhile):
        history.supersede(weight_set, at=at + timedelta(days=2), by=None, reason="second")


@pytest.mark.parametrize("change", [{"reason": "rewritten"}, {"superseded_at": None, "number": 2}])
def test_the_database_refuses_to_edit_a_recorded_row(weight_set, change):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        WeightSet.objects.filter(pk=weight_set.pk).update(**change)


def test_the_database_refuses_to_delete_a_recorded_row(weight_set):
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        weight_set.delete()

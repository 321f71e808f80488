import pytest
from django.db import transaction

from foundation.versions import EditedMeanwhile, save_version
from strategy.models import StrategicPlan


@pytest.fixture
def plan(db):
    return StrategicPlan.objects.create(code="P", name_fr="Plan", name_en="Plan", starts_on="2026-01-01", ends_on="2026-12-31")


def test_an_edit_writes_what_differs_and_counts_up(plan):
    with transaction.atomic():
        changed = save_version(plan, version=1, name_en="New", name_fr="Plan")
    assert changed == {"name_en": ["Plan", "New"]}
    assert StrategicPlan.objects.get().version == plan.version == 2


def test_an_edit_that_changes_nothing_writes_nothing(plan):
    with transaction.atomic():
        assert save_version(plan, version=1, name_en="Plan") == {}
    assert StrategicPlan.objects.get().version == 1


def test_the_second_of_two_editors_gets_the_row_as_it_is_now(plan):
    with transaction.atomic():
        save_version(StrategicPlan.objects.get(), version=1, name_en="First")
    with pytest.raises(EditedMeanwhile) as raised, transaction.atomic():
        save_version(plan, version=1, name_en="Second")
    assert raised.value.row.name_en == "First"
    assert StrategicPlan.objects.get().name_en == "First"

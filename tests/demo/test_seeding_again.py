"""Seeding once, again, and where it must not be done; the story stands on any day."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import Sum

from cmo_portal.demo.actions import DemoRefused, seed_demo
from cmo_portal.demo.company import tales
from cmo_portal.demo.days import Calendar
from foundation.audit.models import LedgerEntry
from portfolio.models import BudgetLine, Project, StatusReport
from strategy.models import StrategicPlan
from tests.demo.conftest import NOW, TODAY


def test_a_second_seed_changes_nothing(seeded):
    before = (StatusReport._base_manager.count(), LedgerEntry.objects.count())
    assert seed_demo(by=None, at=NOW, today=TODAY).already_there
    assert (StatusReport._base_manager.count(), LedgerEntry.objects.count()) == before


def test_the_seed_refuses_beside_real_projects_unless_forced(db):
    Project.objects.create(code="REAL", name_fr="Vrai", name_en="Real", entered_on=TODAY)
    with pytest.raises(DemoRefused, match="real projects here"):
        seed_demo(by=None, at=NOW, today=TODAY)
    with pytest.raises(CommandError, match="--force"):
        call_command("seed_demo")
    assert seed_demo(by=None, at=NOW, today=TODAY, force=True).rows


def test_the_seed_refuses_beside_a_real_plan(db):
    StrategicPlan.objects.create(code="P", name_fr="P", name_en="P", starts_on=date(2025, 1, 1), ends_on=date(2028, 1, 1), status="active")
    with pytest.raises(DemoRefused, match="close it"):
        seed_demo(by=None, at=NOW, today=TODAY, force=True)


@pytest.mark.parametrize("today", [date(2027, 1, 1), date(2028, 2, 29), date(2027, 3, 31), date(2027, 8, 16), date(2026, 12, 31)])
def test_the_story_stands_on_any_day(db, today):
    seed_demo(by=None, at=NOW, today=today)
    lines = BudgetLine.objects.current().filter(year=today.year, project__project_class="strategic")
    assert lines.aggregate(total=Sum("baseline"))["total"] == Decimal(96_000_000)
    told = {tale.code: tale for tale in tales(Calendar(today))}
    assert all(tale.starts_on < tale.ends_on for tale in told.values())

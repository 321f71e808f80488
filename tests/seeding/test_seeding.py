"""Seeding an empty portal: where it must not be done, and the stories show on any day."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import Sum

from cmo_portal.demo.actions import DemoRefused, seed_demo
from cmo_portal.demo.company import tales
from cmo_portal.demo.days import Calendar
from cmo_portal.demo.removal import remove_demo
from foundation.audit.models import LedgerEntry
from portfolio.models import BudgetLine, Project
from strategy.models import StrategicPlan
from tests.demo.conftest import NOW, TODAY, night
from tests.demo.test_stories import STORIES, colour


def test_nothing_happens_without_a_demo(db, lea):
    assert remove_demo(by=lea, at=NOW) == {}
    assert not LedgerEntry.objects.exists()
    call_command("remove_demo")


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


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2028, 2, 29), date(2027, 8, 16)])
def test_the_same_stories_show_on_another_day(db, day):
    seed_demo(by=None, at=NOW, today=day)
    told = list(tales(Calendar(day)))
    assert all(tale.starts_on < tale.ends_on for tale in told)
    lines = BudgetLine.objects.current().filter(year=day.year, project__project_class="strategic", project__is_confidential=False)
    assert lines.aggregate(total=Sum("baseline"))["total"] == Decimal(96_000_000)
    found = night(day)
    live = {tale.code: found.scores[tale.code] for tale in told if not tale.ended and not tale.confidential}
    for code, (alignment, declared, computed) in STORIES.items():
        score = found.scores[code]
        shown = (round(score.s, 1), score.d_declared, round(score.d_computed, 4))
        assert shown == (pytest.approx(alignment, abs=0.06), declared, computed), code
    assert found.index.spend_fit == pytest.approx(0.70, abs=0.005)
    assert {code for code, score in live.items() if score.detail["delivery"]["outdated"]} == {"DIS-02"}
    computed = Counter(colour(score.d_computed) for score in live.values() if score.project.project_class == "strategic")
    assert computed == {"green": 19, "amber": 19, "red": 12}

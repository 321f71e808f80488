"""Removing the demo: nothing of it stays, real work does, and the ledger tells what left."""

import pytest

from cmo_portal.demo.actions import seed_demo
from cmo_portal.demo.removal import remove_demo
from foundation.accounts.models import OrganisationUnit, User
from foundation.audit import actions as audit
from foundation.audit.models import LedgerEntry
from foundation.audit.queries import verify
from portfolio.models import BudgetLine, Portfolio, Project, ProjectContribution, ScoreRun, ScoreSnapshot, StatusReport
from strategy.models import StrategicObjective, StrategicPlan
from tests.demo.conftest import NOW, TODAY, counts


def test_nothing_of_the_demo_stays(seeded):
    left = remove_demo(by=None, at=NOW)
    assert counts() == seeded
    assert left["portfolio.project"] == 61
    assert verify().fault is None


def test_the_ledger_tells_what_left(seeded):
    left = remove_demo(by=None, at=NOW)
    entry = LedgerEntry.objects.order_by("-position")[0]
    assert entry.verb == "demo.removed"
    assert entry.facts["rows"] == left
    assert len(entry.facts["hash"]) == 64


def test_it_can_be_seeded_again(seeded):
    remove_demo(by=None, at=NOW)
    assert seed_demo(by=None, at=NOW, today=TODAY).rows


def test_real_work_stays_with_what_it_stands_on(seeded, lea):
    portfolio = Portfolio.objects.create(code="OURS", name_fr="Le nôtre", name_en="Ours")
    project = Project.objects.create(
        code="REAL",
        name_fr="Vrai",
        name_en="Real",
        portfolio=portfolio,
        unit=OrganisationUnit.objects.get(code="DIS-LOR"),
        lead=User.objects.get(email="lead@vauterre.example"),
        entered_on=TODAY,
    )
    objective = StrategicObjective.objects.get(code="O4")
    ProjectContribution.objects.create(
        project=project, objective=objective, level="0.5", state="declared", declared_on=TODAY, recorded_at=NOW, recorded_by=lea
    )
    remove_demo(by=lea, at=NOW)
    project.refresh_from_db()
    assert project.lead is None
    assert [unit.code for unit in OrganisationUnit.objects.order_by("code")] == ["DIS", "DIS-LOR", "DIS-USI", "GV"]
    assert list(StrategicObjective.objects.values_list("code", "is_demo")) == [("O4", False)]
    assert StrategicPlan.objects.get().is_demo is False
    assert ProjectContribution.objects.count() == 1
    assert [user.full_name for user in User.objects.filter(is_active=True)] == ["Lea Martin"]
    assert all(user.full_name.startswith("Demo ") for user in User.objects.filter(is_active=False))


def test_a_demo_person_who_signed_the_ledger_stays_without_a_name(seeded, django_user_model):
    lead = User.objects.get(email="lead@vauterre.example")
    audit.record(by=lead, at=NOW, verb="status.reported", facts={})
    remove_demo(by=User.objects.get(email="admin@vauterre.example"), at=NOW)
    kept = User.objects.get()
    assert kept.pk == lead.pk
    assert (kept.is_active, kept.is_demo, kept.grants.count()) == (False, False, 0)
    assert "Karim" not in kept.full_name
    assert not kept.has_usable_password()
    assert verify().fault is None


def test_scores_of_the_demo_leave_and_readers_see_none(seeded, scored_night):
    remove_demo(by=None, at=NOW)
    assert not ScoreRun.objects.exists()
    assert not ScoreSnapshot.objects.exists()


def test_a_failure_half_way_removes_nothing(seeded, monkeypatch):
    def fail(**_facts):
        raise RuntimeError

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError):
        remove_demo(by=None, at=NOW)
    assert StatusReport.objects.exists()
    assert BudgetLine.objects.exists()

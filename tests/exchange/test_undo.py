from datetime import date, timedelta

import pytest
from django.utils import translation

from cmo_portal.exchange.models import ImportBatch
from cmo_portal.exchange.undoing import UndoRefused, undo_import
from foundation.accounts.models import OrganisationUnit
from foundation.audit.models import LedgerEntry
from foundation.history import record, supersede
from portfolio.models import BudgetLine, Portfolio, Project, ProjectContribution, ProjectSummary, StatusReport
from strategy.models import ObjectiveWeight, StrategicObjective, StrategicPlan, WeightSet
from tests.exchange.builders import AT, FIRST, ON, SECOND, csv, imported

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=5)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def undone(batch: ImportBatch, at=LATER, by=None) -> dict[str, int]:
    return undo_import(batch=batch, by=by, at=at, on=ON)


def test_everything_the_import_brought_leaves_and_the_ledger_says_so(ada):
    left = undone(imported(csv(FIRST, SECOND)), by=ada)
    for model in (Project, BudgetLine, ProjectContribution, StatusReport, ProjectSummary, WeightSet, ObjectiveWeight):
        assert not model.objects.exists(), model
    for model in (StrategicObjective, StrategicPlan, Portfolio, OrganisationUnit):
        assert not model.objects.exists(), model
    entry = LedgerEntry.objects.get(verb="import.undone")
    assert entry.facts["left"] == left
    assert left["portfolio.project"] == 2
    assert len(entry.facts["hash_of_what_left"]) == 64


def test_what_stood_before_stands_again():
    imported(csv(FIRST))
    changed = (
        FIRST.replace("1 200,5", "1 300").replace("31/12/2027", "31/12/2028").replace("Entrepôt été", "Autre nom").replace("DIS", "DCM")
    )
    second = imported(csv(changed, SECOND), at=LATER)
    undone(second, at=LATER)
    project = Project.objects.get()
    assert (project.name_fr, project.ends_on, project.unit.code) == ("Entrepôt été", date(2027, 12, 31), "DIS")
    assert project.budget_lines.get().baseline == 1200500
    assert project.facts.get().ends_on == date(2027, 12, 31)
    assert ProjectSummary.objects.get().budget == 1200500
    assert not OrganisationUnit.objects.filter(code="DCM").exists()


def test_unit_in_use_elsewhere_stays():
    batch = imported(csv(FIRST))
    Project.objects.create(code="X", name_fr="X", name_en="X", entered_on=ON, unit=OrganisationUnit.objects.get())
    undone(batch)
    assert OrganisationUnit.objects.get().code == "DIS"


def test_import_on_which_others_built_cannot_be_taken_back(lea):
    batch = imported(csv(FIRST))
    record(StatusReport, at=LATER, by=lea, project=Project.objects.get(), reported_on=ON, health="red", note="en retard")
    with pytest.raises(UndoRefused, match="status reports"):
        undone(batch)
    assert Project.objects.exists()


def test_import_whose_facts_changed_cannot_be_taken_back(lea):
    batch = imported(csv(FIRST))
    supersede(BudgetLine.objects.get(), at=LATER, by=lea, baseline=5)
    with pytest.raises(UndoRefused, match="budget lines"):
        undone(batch)


def test_later_import_is_taken_back_first():
    first = imported(csv(FIRST))
    second = imported(csv(FIRST.replace("1 200,5", "1 300")), at=LATER)
    with pytest.raises(UndoRefused, match="Take that one back first"):
        undone(first)
    undone(second)
    undone(first)
    assert not Project.objects.exists()


def test_project_edited_since_is_named():
    imported(csv(FIRST))
    second = imported(csv(FIRST.replace("Entrepôt été", "Autre nom")), at=LATER)
    Project.objects.update(version=9)
    with pytest.raises(UndoRefused, match="P1"):
        undone(second)


def test_thirty_days_are_the_limit_and_once_is_enough():
    batch = imported(csv(FIRST))
    with pytest.raises(UndoRefused, match="30 days"):
        undone(batch, at=AT + timedelta(days=31))
    undone(batch)
    with pytest.raises(UndoRefused, match="30 days"):
        undone(batch)


def test_file_can_be_imported_again_after_it_was_taken_back():
    undone(imported(csv(FIRST)))
    assert imported(csv(FIRST), at=LATER) is not None
    assert Project.objects.count() == 1

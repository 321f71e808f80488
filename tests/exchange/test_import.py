import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from cmo_portal.exchange.actions import ImportRefused
from foundation.accounts.models import OrganisationUnit
from foundation.audit.models import LedgerEntry
from foundation.history import supersede
from portfolio.models import BudgetLine, Project, ProjectContribution, ProjectFacts, ProjectSummary, StatusReport
from strategy.models import StrategicObjective, StrategicPlan, WeightSet
from tests.exchange.builders import AT, FIRST, MAPPING, SECOND, csv, imported, planned

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=10)


def test_file_becomes_projects_links_money_and_health():
    imported(csv(FIRST, SECOND))
    project = Project.objects.get(code="P1")
    assert (project.name_fr, project.name_en, project.unit.code) == ("Entrepôt été", "Entrepôt été", "DIS")
    assert (project.starts_on, project.ends_on, project.entered_on) == (date(2026, 2, 13), date(2027, 12, 31), date(2026, 7, 1))
    assert project.attributes == {"remarque": "à suivre"}
    assert project.budget_lines.get().baseline == Decimal(1200500)
    assert project.status_reports.get().health == "green"
    assert ProjectFacts.objects.current().count() == 2
    assert ProjectSummary.objects.get(project=project).links_validated == 2
    assert StrategicPlan.objects.get().status == "active"
    assert sorted(StrategicObjective.objects.values_list("code", "name_fr")) == [("O1", "Livrer"), ("O2", "Plaire")]
    assert [weight.weight for weight in WeightSet.objects.get().weights.all()] == [0.5, 0.5]


def test_links_of_an_approved_plan_are_validated_and_name_it():
    imported(csv(FIRST))
    link = ProjectContribution.objects.current().first()
    assert (link.state, link.level, link.validated_level) == ("validated", Decimal("0.75"), Decimal("0.75"))
    assert (link.decided_on, link.source) == (date(2026, 7, 1), "Plan approuvé par le comité")


def test_links_of_no_approved_plan_wait_for_the_owner():
    imported(csv(FIRST), MAPPING.replace('approved_plan = "Plan approuvé par le comité"', ""))
    assert set(ProjectContribution.objects.current().values_list("state", "validated_level")) == {("declared", None)}


def test_not_disclosed_is_kept_with_its_words_and_is_not_zero():
    plan = planned(csv(FIRST, SECOND))
    assert [(problem.place, str(problem)) for problem in plan.reading.undisclosed] == [("F3", "exempt (art. 43)")]
    imported(csv(FIRST, SECOND))
    line = BudgetLine.objects.get(project__code="P2")
    assert (line.baseline, line.undisclosed) == (None, "exempt (art. 43)")


def test_import_writes_one_ledger_entry_with_hash_and_counts(ada):
    batch = imported(csv(FIRST, SECOND), by=ada)
    entry = LedgerEntry.objects.get()
    assert (entry.verb, entry.by) == ("projects.imported", ada)
    assert entry.facts["file_hash"] == batch.file_hash
    assert entry.facts["counts"]["new"] == 2
    assert entry.facts["approved_plan"] == "Plan approuvé par le comité"


def test_second_import_of_the_same_file_changes_nothing():
    imported(csv(FIRST, SECOND))
    plan = planned(csv(FIRST, SECOND))
    assert (len(plan.new), len(plan.changed), plan.unchanged) == (0, 0, 2)
    assert imported(csv(FIRST, SECOND), at=LATER) is None
    assert LedgerEntry.objects.count() == 1


def test_changed_cells_change_only_what_they_say():
    imported(csv(FIRST, SECOND))
    imported(csv(FIRST.replace("1 200,5", "1 300").replace("vert", "rouge").replace(", O2 - Plaire", ""), SECOND), at=LATER)
    project = Project.objects.get(code="P1")
    assert project.budget_lines.current().get().baseline == 1300000
    assert project.budget_lines.known_at(AT).get().baseline == Decimal(1200500)
    assert project.status_reports.current().get().health == "red"
    assert [link.objective.code for link in project.contributions.current()] == ["O1"]
    assert ProjectFacts.objects.filter(project=project).count() == 1


def test_changed_dates_record_new_scored_facts():
    imported(csv(FIRST))
    imported(csv(FIRST.replace("31/12/2027", "31/12/2028")), at=LATER)
    project = Project.objects.get()
    assert (project.ends_on, project.version) == (date(2028, 12, 31), 2)
    assert project.facts.current().get().ends_on == date(2028, 12, 31)
    assert project.facts.known_at(AT).get().ends_on == date(2027, 12, 31)


def test_link_a_person_decided_is_kept_and_told(otto):
    imported(csv(FIRST))
    link = ProjectContribution.objects.current().get(objective__code="O1")
    supersede(link, at=AT + timedelta(days=1), by=otto, level=Decimal("0.25"), validated_level=Decimal("0.25"))
    plan = planned(csv(FIRST))
    assert (plan.changed, plan.differences[0].kept) == ([], ["link O1"])


def test_removed_link_comes_back_under_its_old_key():
    imported(csv(FIRST))
    key = ProjectContribution.objects.current().get(objective__code="O2").key
    imported(csv(FIRST.replace(", O2 - Plaire", "")), at=LATER)
    imported(csv(FIRST), at=LATER + timedelta(days=1))
    assert ProjectContribution.objects.current().get(objective__code="O2").key == key


def test_one_refused_row_stops_the_file():
    with pytest.raises(ImportRefused, match="1 rows are refused, so nothing was imported"):
        imported(csv(FIRST, SECOND.replace("exempt (art. 43)", "à voir")))
    assert not Project.objects.exists()
    assert not OrganisationUnit.objects.exists()


def test_refused_row_names_its_cell_and_others_may_be_kept():
    data = csv(FIRST, SECOND.replace("exempt (art. 43)", "à voir"))
    (problem,) = planned(data).reading.refused
    assert (problem.place, problem.facts["column"]) == ("F3", "Budget")
    assert str(problem).startswith("“à voir” is not an amount")
    imported(data, keep_good=True)
    assert [project.code for project in Project.objects.all()] == ["P1"]
    assert "O2" in StrategicObjective.objects.values_list("code", flat=True)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (SECOND.replace("15/03/2026", "31/02/2026"), "does not exist|not a date"),
        (SECOND.replace("15/03/2026", "0000-00-00"), "not a date"),
        (SECOND.replace("30/06/2027", "30/06/2025"), "before it starts"),
        (SECOND.replace("Boutique", ""), "has no name"),
        (SECOND.replace("P2", ""), "identifies projects is empty"),
        (SECOND.replace("P2", "p1"), "A2 already names this project"),
        (SECOND.replace("orange", "violet"), "has no meaning in the mapping"),
        (SECOND.replace("O1 - Livrer", "O1 Livrer vite"), "names no objective"),
        (SECOND.replace("exempt (art. 43)", "£12"), "is in GBP, the portfolio in EUR"),
        (SECOND.replace("exempt (art. 43)", "12 %"), "is a percentage"),
        (SECOND.replace("P2", "P" * 41), "more than 40 characters"),
        (SECOND.replace("Boutique", "B" * 301), "more than 300 characters"),
    ],
)
def test_what_cannot_be_true_is_refused_with_its_row(row, words):
    refused = planned(csv(FIRST, row)).reading.refused
    assert {problem.row for problem in refused} == {3}
    assert any(re.search(words, str(problem)) for problem in refused)


def test_unknown_objectives_are_refused_unless_the_import_may_create_them():
    with pytest.raises(ImportRefused, match="no objective O1, O2"):
        imported(csv(FIRST), MAPPING.replace("create = true", "create = false"))
    assert not StrategicPlan.objects.exists()


def test_imported_plan_stays_a_draft_beside_an_active_one():
    StrategicPlan.objects.create(code="X", name_fr="X", name_en="X", starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1), status="active")
    imported(csv(FIRST))
    assert StrategicPlan.objects.get(code="PLAN").status == "draft"


def test_import_before_what_is_recorded_is_refused():
    imported(csv(FIRST))
    with pytest.raises(ImportRefused, match="after the date given"):
        imported(csv(FIRST.replace("vert", "rouge")), at=AT - timedelta(days=30))


def test_failure_at_the_end_stores_nothing(monkeypatch):
    monkeypatch.setattr("foundation.audit.actions.record", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        imported(csv(FIRST, SECOND))
    assert not Project.objects.exists()
    assert not StatusReport.objects.exists()


def test_code_taken_by_another_project_gets_a_number():
    Project.objects.create(code="P1", name_fr="Autre", name_en="Other", entered_on=date(2026, 1, 1))
    imported(csv(FIRST))
    assert Project.objects.get(external_id="p1").code == "P1-2"


def test_numbered_code_taken_too_gets_the_next_number():
    for code in ("p1", "P1-2"):
        Project.objects.create(code=code, name_fr="Autre", name_en="Other", entered_on=date(2026, 1, 1))
    imported(csv(FIRST))
    assert Project.objects.get(external_id="p1").code == "P1-3"


def test_latest_of_several_rows_of_a_project_counts_and_the_others_are_listed():
    mapping = MAPPING.replace('code = "Code"', 'code = "Code"\nlatest_by = "Remarque"')
    older, newer = FIRST.replace("à suivre", "14/05/2026"), FIRST.replace("Entrepôt", "Nouvel entrepôt").replace("à suivre", "13/06/2026")
    plan = planned(csv(newer, older, SECOND + "01/01/2026"), mapping)
    assert [one.wanted.facts["name_fr"] for one in plan.new] == ["Nouvel entrepôt été", "Boutique"]
    assert [problem.place for problem in plan.reading.notes] == ["I3"]


def test_number_of_queries_does_not_grow_with_the_rows(django_assert_max_num_queries):
    rows = [FIRST.replace("P1", f"P{n}") for n in range(1, 300)]
    with django_assert_max_num_queries(45):
        imported(csv(*rows))

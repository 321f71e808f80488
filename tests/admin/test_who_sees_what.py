"""Who can see what: the reasons shown are those of the doors, and confidential projects stay closed to administrators."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.actions import delegate
from foundation.accounts.models import OrganisationUnit, RoleGrant, User
from portfolio import access
from portfolio.models import Portfolio, Project, ProjectContribution, ProjectMember
from portfolio.queries import sight
from strategy.models import StrategicObjective, StrategicPlan
from tests.conftest import START, person

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def grant(user, role, **facts):
    RoleGrant.objects.create(user=user, role=role, valid_from=START, granted_at=timezone.now(), **facts)


@pytest.fixture
def company(at):
    """Six projects in two units and every way of being let in."""
    top = OrganisationUnit.objects.create(code="T", name_fr="T", name_en="Top")
    below = OrganisationUnit.objects.create(code="B", name_fr="B", name_en="Below", parent=top)
    plan = StrategicPlan.objects.create(code="P", name_fr="P", name_en="P", starts_on=START, ends_on=START.replace(year=2040))
    folder = Portfolio.objects.create(code="F", name_fr="F", name_en="F")
    names = "Boss Auditor Steward Unitlead Folder One Owner Granted Reader Lead Stand Member Sponsor Gone Admin Root Nobody"
    people = {name: person(name) for name in names.split()}
    objective = StrategicObjective.objects.create(plan=plan, code="O", name_fr="O", name_en="O", owner=people["Owner"])
    facts = {"name_fr": "p", "name_en": "p", "entered_on": START}
    projects = [
        Project.objects.create(code="A", unit=below, lead=people["Lead"], sponsor=people["Sponsor"], **facts),
        Project.objects.create(code="B", unit=top, portfolio=folder, **facts),
        Project.objects.create(code="C", unit=None, **facts),
        Project.objects.create(code="X", unit=below, portfolio=folder, lead=people["Lead"], is_confidential=True, **facts),
        Project.objects.create(code="Y", lead=people["Unitlead"], is_confidential=True, **facts),
        Project.objects.create(code="Z", lead=people["Gone"], **facts),
    ]
    for project in (projects[1], projects[3]):
        ProjectContribution.objects.create(
            project=project, objective=objective, level=1, state="declared", declared_on=START, recorded_at=at
        )
        ProjectMember.objects.create(project=project, user=people["Member"])
    ProjectMember.objects.create(project=projects[3], user=people["Admin"])
    grant(people["Boss"], "executive", lens="cmo")
    grant(people["Auditor"], "auditor", valid_until=TODAY)
    grant(people["Steward"], "data_steward", scope="portfolio", scope_id=folder.pk)
    grant(people["Unitlead"], "team_lead", scope="unit", scope_id=top.pk)
    grant(people["Folder"], "executive", lens="cfo", scope="portfolio", scope_id=folder.pk)
    grant(people["One"], "team_lead", scope="project", scope_id=projects[2].pk)
    grant(people["Granted"], "objective_owner", scope="objective", scope_id=objective.pk)
    grant(people["Reader"], "rse_officer", scope="objective", scope_id=objective.pk)
    grant(people["Lead"], "team_lead")
    grant(people["Admin"], "admin")
    grant(people["Nobody"], "auditor", revoked_at=timezone.now())
    User.objects.filter(pk=people["Root"].pk).update(is_superuser=True)
    User.objects.filter(pk=people["Gone"].pk).update(is_active=False)
    delegate(person=people["Lead"], to=people["Stand"], starts_on=TODAY, ends_on=TODAY + timedelta(days=2), at=timezone.now())
    return projects, User.objects.in_bulk(user.pk for user in people.values())


def test_the_reasons_are_those_of_the_doors(company):
    projects, people = company
    for project in projects:
        told = {seer.user.pk: seer for seer in sight.seers(project, TODAY)}
        for user in people.values():
            seen = access.sees(user, project)
            seer = told.get(user.pk)
            assert (seer is not None) == seen, f"{user} {project.code}"
            if seen:
                assert seer.may_report == access.can_report(user, project), f"{user} reports {project.code}"
                assert seer.may_edit == access.can_edit(user, project), f"{user} edits {project.code}"


def test_the_person_page_and_the_project_page_agree(company):
    projects, people = company
    for user in people.values():
        if user.is_active:
            by_person = {p.code for p, seer in sight.reasons_of(user, projects, TODAY) if seer.reasons}
            assert by_person == set(access.visible_to(user).values_list("code", flat=True)), user


def test_a_person_is_found_and_told_with_reasons_and_ends(signed_in, ada, company):
    _projects, people = company
    auditor = next(user for user in people.values() if user.full_name.startswith("Auditor"))
    browser = signed_in(ada)
    assert "Auditor Martin" in browser.get(reverse("who_sees_what"), {"q": "audit"}).content.decode()
    page = browser.get(reverse("person_rights", args=[auditor.pk])).content.decode()
    assert "Auditor, scope: Everything" in page
    assert "until" in page
    assert "Read the ledger" in page
    assert "2 confidential" not in page


def test_confidential_projects_are_counted_and_never_named_to_an_administrator(signed_in, ada, company):
    _projects, people = company
    Project.objects.filter(code="Y").update(name_fr="Projet Nuit", name_en="Project Night")
    lead = next(user for user in people.values() if user.full_name.startswith("Unitlead"))
    page = signed_in(ada).get(reverse("person_rights", args=[lead.pk])).content.decode()
    assert "1 confidential project names this person and not you" in page
    assert "Project Night" not in page
    assert signed_in(ada).get(reverse("project_rights", args=["Y"])).status_code == 404
    assert "Project Night" not in signed_in(ada).get(reverse("who_sees_what"), {"about": "projects"}).content.decode()


def test_people_without_a_role_are_one_click_from_the_checklist(signed_in, ada, sam):
    browser = signed_in(ada)
    assert "/rights/?without=1" in browser.get("/admin/").content.decode()
    page = browser.get(reverse("who_sees_what"), {"without": "1"}).content.decode()
    assert "Sam Martin" in page
    assert "Ada Martin" not in page.split('id="found"')[1]


@pytest.mark.parametrize("who", ["lea", "eva", "otto", "sam"])
def test_only_administrators_look(signed_in, request, who, lea):
    browser = signed_in(request.getfixturevalue(who))
    for address in (reverse("who_sees_what"), reverse("person_rights", args=[lea.pk])):
        assert browser.get(address).status_code == 403


def test_pages_cost_the_same_for_few_and_many(signed_in, ada, eva, unit):
    browser = signed_in(ada)

    def queries(address) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        return len(asked)

    def make(count, letter) -> None:
        Project.objects.bulk_create(
            Project(code=f"{letter}{n}", name_fr="p", name_en="p", entered_on=START, unit=unit, lead=eva) for n in range(count)
        )

    make(10, "A")
    pages = [reverse("who_sees_what"), reverse("person_rights", args=[eva.pk]), reverse("project_rights", args=["A1"])]
    few = [queries(page) for page in pages]
    make(30, "B")
    for number in range(30):
        grant(person(f"P{number}"), "auditor")
    assert [queries(page) for page in pages] == few

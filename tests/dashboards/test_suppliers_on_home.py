"""What suppliers ask of people, on the home pages: severe findings with their projects, answers to review, corrections overdue."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cmo_portal.dashboards.needs import suppliers as needs
from cmo_portal.dashboards.needs.need import Reader
from portfolio.actions.suppliers import depend_on
from portfolio.models import Project
from rse.actions import due_diligence, questionnaires, suppliers
from rse.actions.suppliers import SupplierFacts
from rse.partner_points import STAFF
from tests.conftest import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def bruno():
    """Bruno buys."""
    return person("Bruno", role="team_lead")


@pytest.fixture
def mill(bruno, at):
    return suppliers.add_supplier(facts=SupplierFacts("F-1", "Scierie du Val", "FR", staff=50, buyer=bruno), by=None, at=at)


@pytest.fixture
def harm(mill, at):
    """A severe finding at the sawmill."""
    return severe_finding(mill, at)


def severe_finding(supplier, at):
    return due_diligence.raise_finding(supplier=supplier, title="Passports kept", severity="severe", found_on=at.date(), by=None, at=at)


def told(person, today, vetoed=()):
    return {need.kind: str(need.cause) for need in needs.of_suppliers(Reader(person, today), vetoed)}


def test_a_severe_finding_needs_the_buyer_and_the_cmo_with_the_projects_they_see(company, harm, mill, bruno, eva, sam, at, today):
    for code in ("C360", "ERP"):
        depend_on(project=Project.objects.get(code=code), supplier=mill, by=None, at=at)
    assert told(eva, today) == {
        "supplier": "“Passports kept” is severe and nothing mitigates it; these projects depend on it: Client 360, ERP Horizon."
    }
    assert told(bruno, today) == {"supplier": "“Passports kept” is severe and nothing mitigates it."}
    assert told(sam, today) == {}


def test_a_finding_that_all_its_projects_tell_is_not_told_twice(company, harm, mill, eva, at, today):
    project = Project.objects.get(code="ERP")
    depend_on(project=project, supplier=mill, by=None, at=at)
    assert told(eva, today, vetoed={project.pk}) == {}
    depend_on(project=Project.objects.get(code="C360"), supplier=mill, by=None, at=at)
    assert "Client 360" in told(eva, today, vetoed={project.pk})["supplier"]


def test_an_answer_waits_for_the_buyer_alone(mill, bruno, eva, today):
    now = timezone.now()
    row, _token = questionnaires.ask_questionnaire(supplier=mill, by=bruno, at=now)
    assert told(bruno, today) == {}
    questionnaires.answer_questionnaire(questionnaire=row, at=now, answers={STAFF: 60}, year=now.year - 1, respondent="Ana")
    assert told(bruno, today) == {"review": "Scierie du Val answered: its figures count once you have looked at them."}
    assert told(eva, today) == {}
    [need] = needs.of_suppliers(Reader(bruno, today))
    assert need.owner == "Bruno Martin"
    assert need.href == reverse("rse:questionnaire_review", args=["F-1", row.pk])


def test_a_late_correction_is_told_to_who_follows_it(harm, bruno, eva, at, today):
    due_diligence.ask_correction(finding=harm, what="Give them back", due_on=today - timedelta(days=1), owner=bruno, by=None, at=at)
    assert told(bruno, today)["correction"] == "1 corrective action is overdue: Scierie du Val."
    assert "correction" not in told(eva, today)


def test_the_home_asks_as_much_for_many_findings(company, harm, mill, eva, at, signed_in):
    client, projects = signed_in(eva), list(Project.objects.filter(code__in=["C360", "ERP"]))
    depend_on(project=projects[0], supplier=mill, by=None, at=at)
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        assert "Scierie du Val" in client.get("/").text
    for number in range(12):
        more = suppliers.add_supplier(facts=SupplierFacts(f"M-{number}", f"Mill {number}", "FR"), by=None, at=at)
        severe_finding(more, at)
        depend_on(project=projects[number % 2], supplier=more, by=None, at=at)
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(many) == len(few) <= 71

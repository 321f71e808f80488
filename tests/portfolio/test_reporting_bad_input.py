"""What a report form is sent that nobody planned: each answered as a person would expect, with a sentence."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.models import RoleGrant
from portfolio.actions.projects import change_project, create_project
from portfolio.actions.status import report_status
from portfolio.models import Project, StatusReport
from portfolio.queries.duties import duties_of

pytestmark = pytest.mark.django_db
NEW = "/projects/C360/reports/new/"


@pytest.fixture
def project(lea, eva):
    at = timezone.now() - timedelta(days=90)
    facts = {"name_fr": "Client 360", "name_en": "Client 360", "lead": lea, "sponsor": eva, "cadence": "weekly", "status": "active"}
    return create_project(by=None, at=at, code="C360", starts_on=timezone.localdate(at), **facts)


def send(client, **fields):
    return client.post(NEW, {"health": "red", "token": str(uuid4()), "seen": "", **fields})


def test_a_note_too_long_is_refused_with_its_length_and_not_lost(project, lea, signed_in):
    answer = send(signed_in(lea), note="x" * 20_000)
    assert answer.status_code == 422
    assert "at most 5000 characters (it has 20000)" in answer.content.decode()
    assert "Say in a sentence what happened" not in answer.content.decode()
    assert "x" * 20_000 in answer.content.decode()
    assert not StatusReport.objects.exists()


@pytest.mark.parametrize(
    ("note", "shown"),
    [
        ("<script>alert(1)</script><b>bold</b>", "&lt;script&gt;alert(1)&lt;/script&gt;&lt;b&gt;bold&lt;/b&gt;"),
        ("Late 🚧👷🏽‍♀️ but moving", "Late 🚧👷🏽‍♀️ but moving"),
        ("المشروع متأخر بأسبوعين", "المشروع متأخر بأسبوعين"),
        ("{{ project.lead }} {% now %}", "{{ project.lead }} {% now %}"),
    ],
)
def test_a_note_is_text_whatever_it_holds(project, lea, signed_in, note, shown):
    client = signed_in(lea)
    assert send(client, note=note).status_code == 303
    assert StatusReport.objects.get().note == note
    for page in ("/projects/C360/reports/", NEW):
        html = client.get(page).content.decode()
        assert shown in html
        assert 'dir="auto"' in html


def test_a_null_character_is_refused_with_a_sentence(project, lea, signed_in):
    answer = send(signed_in(lea), note="a\x00b")
    assert answer.status_code == 422
    assert "Null characters are not allowed." in answer.content.decode()


@pytest.mark.parametrize(
    "fields", [{"health": "purple"}, {"progress": "120"}, {"forecast_at_completion": "beaucoup"}, {"help_by": "31/02"}]
)
def test_what_cannot_be_read_is_named_and_the_rest_kept(project, lea, signed_in, fields):
    answer = send(signed_in(lea), note="kept words", **fields)
    assert answer.status_code == 422
    assert "kept words" in answer.content.decode()
    assert "field-error" in answer.content.decode()


@pytest.mark.parametrize("seen", ["999999999999999999999", "-1", "abc"])
def test_a_forged_last_report_is_a_conflict_not_a_fault(project, lea, signed_in, seen):
    assert send(signed_in(lea), note="late", seen=seen).status_code in (409, 422)
    assert not StatusReport.objects.exists()


def test_a_lead_who_lost_the_project_meanwhile_is_told_and_writes_nothing(project, lea, sam, eva, signed_in):
    client = signed_in(lea)
    assert client.get(NEW).status_code == 200
    change_project(project=Project.objects.get(), version=1, by=eva, at=timezone.now(), lead=sam)
    answer = send(client, note="too late")
    assert answer.status_code in (403, 404)
    assert not StatusReport.objects.exists()


def test_a_lead_whose_role_ended_meanwhile_writes_nothing(project, lea, eva, signed_in):
    client = signed_in(lea)
    client.get(NEW)
    RoleGrant.objects.filter(user=lea).update(revoked_at=timezone.now())
    Project.objects.update(lead=None)
    assert send(client, note="too late").status_code in (403, 404)
    assert not StatusReport.objects.exists()


def test_a_cadence_changed_while_a_duty_is_open_moves_the_duty(project, lea, eva):
    report_status(project=project, by=lea, at=timezone.now() - timedelta(days=9), health="green")
    today = timezone.localdate()
    assert [duty.project for duty in duties_of(lea, today=today)] == [project]
    change_project(project=Project.objects.get(), version=1, by=eva, at=timezone.now(), cadence="quarterly")
    due = Project.objects.get().card.due_on
    assert due > today
    assert (duties_of(lea, today=today) == []) == (due > today + timedelta(days=2))


def test_a_milestone_before_its_project_is_refused_with_a_sentence(project, lea, signed_in):
    before = (project.starts_on - timedelta(days=400)).isoformat()
    address = reverse("portfolio:fact_new", args=["C360", "milestone"])
    facts = {"name_fr": "Cadrage", "name_en": "Scope", "baseline_on": before, "forecast_on": before, "token": str(uuid4())}
    answer = signed_in(lea).post(address, facts)
    assert answer.status_code == 422
    assert "The project starts only on" in answer.content.decode()


def test_a_milestone_without_a_start_of_the_project_is_taken(lea, signed_in):
    create_project(by=None, at=timezone.now(), code="FREE", name_fr="Libre", lead=lea)
    address = reverse("portfolio:fact_new", args=["FREE", "milestone"])
    day = date(2020, 1, 6).isoformat()
    assert signed_in(lea).post(address, {"name_fr": "A", "name_en": "A", "baseline_on": day, "forecast_on": day}).status_code == 303


def test_the_browser_cuts_no_note_without_a_word(project, lea, signed_in):
    """With a maxlength, what is pasted beyond it would be dropped before the form could say so."""
    page = signed_in(lea).get(NEW).content.decode()
    textareas = re.findall(r"<textarea[^>]*>", page)
    assert textareas
    assert not any("maxlength" in one for one in textareas)

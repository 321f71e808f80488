"""A confidential project is told to those it names: not on the pages of objectives, in the ledger, the administration or totals."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.accounts.actions import grant_role
from foundation.audit import queries as ledger
from foundation.audit.models import LedgerEntry
from foundation.notifications.models import Comment, OutboxRow
from kpis.actions import definitions
from portfolio import access
from portfolio.actions import attention, contributions, members, proofs
from portfolio.actions.projects import create_project
from portfolio.models import Project, ProjectIndicator
from portfolio.queries.proofs import asked_of
from portfolio.queries.serving import serving
from portfolio.queries.strategy import validated_projects
from tests.conftest import person

TODAY = date(2026, 7, 1)


@pytest.fixture
def night(db, link, delight, lea, otto, at):
    """The confidential project of Léa, with a validated link to what Otto owns, contested once."""
    validated = contributions.validate(link=link, by=otto, at=at)
    contributions.contest(link=validated, reason="Projet Nuit", by=lea, at=at)
    Project.objects.filter(pk=link.project_id).update(is_confidential=True, name_en="Project Night", name_fr="Projet Nuit")
    return Project.objects.get(pk=link.project_id)


@pytest.fixture
def nps(db, at, otto):
    made = definitions.create_indicator(by=otto, at=at, code="NPS", name_fr="NPS", name_en="NPS", owner=otto, direction="up")
    days = {"baseline_on": date(2026, 1, 1), "target_on": date(2026, 12, 31)}
    definitions.set_target(indicator=made, by=otto, at=at, baseline=20, target=40, **days)
    return made


def test_the_trail_of_an_objective_or_indicator_hides_what_speaks_of_it(night, delight, nps, lea, eva, otto, at, signed_in):
    proofs.take_over(project=night, indicator=nps, by=lea, at=at)
    for subject, verb in ((delight, "contribution.contested"), (nps, "proof.taken_over")):
        assert verb in {entry.verb for entry in ledger.trail(subject, lea)}
        for reader in (eva, otto):
            verbs = {entry.verb for entry in ledger.trail(subject, reader)}
            assert not any(one.startswith(("contribution.", "proof.")) for one in verbs)
    assert "Projet Nuit" not in signed_in(eva).get(f"/strategy/objectives/{delight.pk}/").text
    assert "Lea Martin took" not in signed_in(eva).get("/indicators/NPS/").text


def test_the_trail_of_an_objective_hides_open_projects_that_the_reader_does_not_see(link, delight, lea, eva):
    other = person("Olga", role="team_lead")
    assert [entry.verb for entry in ledger.trail(delight, eva)] == ["contribution.declared"]
    assert ledger.trail(delight, other) == []


def test_the_ledger_names_it_by_number_only(night, ada, lea, at, signed_in):
    auditor = person("Aude", role="auditor")
    for reader in (auditor, ada):
        page = signed_in(reader).get("/ledger/").text
        told = b"".join(signed_in(reader).get("/ledger/ledger.csv").streaming_content).decode()
        assert "Confidential: told to those it concerns." in page
        for text in (page, told):
            assert "Night" not in text
            assert "Nuit" not in text
            assert "Client 360" not in text
        assert f"portfolio.project:{night.pk}" in told
    members.set_member(project=night, user=auditor, share=Decimal(1), by=lea, at=at)
    page = signed_in(auditor).get("/ledger/").text
    assert "Project Night" in page
    assert "Projet Nuit" in page


def test_the_administration_hides_comments_notices_and_entries(night, ada, lea, at, signed_in):
    attention.offer_help(project=night, by=ada, at=at, text="Night shift")
    comment, notice = Comment.objects.get(), OutboxRow.objects.filter(event="help.offered").get()
    entry = LedgerEntry.objects.get(verb="help.offered")
    browser = signed_in(ada)
    for kind, row in (("comment", comment), ("outboxrow", notice)):
        assert "Night" not in browser.get(f"/admin/notifications/{kind}/").text
        assert browser.get(f"/admin/notifications/{kind}/{row.pk}/change/").status_code == 302
    assert browser.get(f"/admin/audit/ledgerentry/{entry.pk}/change/").status_code == 302
    members.set_member(project=night, user=ada, share=Decimal(1), by=lea, at=at)
    assert "Night shift" in browser.get("/admin/notifications/comment/").text


def test_the_rights_of_a_person_do_not_name_it(night, ada, sam, at, signed_in):
    grant_role(person=sam, role="team_lead", scope="project", scope_id=night.pk, by=ada, at=at)
    page = signed_in(ada).get(f"/rights/people/{sam.pk}/").text
    assert "Night" not in page
    assert "Project" in page


def test_totals_do_not_tell_of_it(night, delight, eva, lea):
    assert validated_projects([delight], on=TODAY)[delight.pk] == 0
    assert serving(delight, eva, on=TODAY) == ([], 0)
    assert len(serving(delight, lea, on=TODAY)[0]) == 1
    Project.objects.update(is_confidential=False)
    assert validated_projects([delight], on=TODAY)[delight.pk] == 1


# --- Who decides on a proof ----------------------------------------------------------------------------------------------
@pytest.fixture
def asked(night, nps, lea, at):
    use = proofs.take_over(project=night, indicator=nps, by=lea, at=at)
    return proofs.ask_change(use=use, share=0.1, reason="small", by=lea, at=at)


def test_the_owner_of_an_indicator_is_not_told_of_it(asked, night, otto, lea, at, signed_in):
    assert not OutboxRow.objects.filter(event="proof.asked").exists()
    assert asked_of(otto) == []
    address = f"/projects/{night.code}/indicators/{asked.key}/decide/"
    assert signed_in(otto).post(address, {"answer": "agree"}).status_code == 404
    members.set_member(project=night, user=otto, share=Decimal(1), by=lea, at=at)
    assert asked_of(otto) == [asked]


def test_the_cmo_decides_where_no_owner_may_and_the_project_names_them(asked, night, eva, lea, at):
    assert asked_of(eva) == []
    members.set_member(project=night, user=eva, share=Decimal(1), by=lea, at=at)
    assert asked_of(eva) == [asked]


def test_the_cmo_decides_neither_beside_an_owner_nor_for_their_own_project(asked, nps, eva, otto, signed_in):
    Project.objects.update(is_confidential=False)
    address = f"/projects/{asked.project.code}/indicators/{asked.key}/decide/"
    assert signed_in(eva).post(address, {"answer": "agree"}).status_code == 403
    assert (asked_of(otto), asked_of(eva)) == ([asked], [])
    type(otto).objects.filter(pk=otto.pk).update(is_active=False)
    assert asked_of(eva) == [asked]
    Project.objects.update(lead=eva)
    assert asked_of(eva) == []
    assert access.decides_on_proofs(eva, asked.project) == set()
    assert signed_in(eva).post(address, {"answer": "agree"}).status_code == 403
    type(nps).objects.update(owner=None)
    Project.objects.update(lead=None)
    assert asked_of(eva) == [asked]
    assert ProjectIndicator.objects.current().get().is_asked


# --- Undo, and who is asked ----------------------------------------------------------------------------------------------
def test_a_decision_is_not_taken_back_by_who_may_no_longer_decide(link, delight, otto, signed_in, at):
    browser = signed_in(otto)
    browser.post("/validate/accept/", {"link": link.pk})
    delight.owner = None
    delight.save()
    position = LedgerEntry.objects.get(verb="contribution.validated").position
    assert browser.post(f"/validate/{position}/undo/").status_code == 409
    assert link.project.contributions.current().get().state == "validated"


def test_the_head_of_its_unit_is_not_asked_about_it(unit, at, eva, sam):
    unit.head = sam
    unit.save()
    hidden = create_project(by=eva, at=at, code="N", name_fr="Nuit", unit=unit, is_confidential=True)
    with pytest.raises(ValidationError, match="Nobody else is in charge"):
        attention.ask(project=hidden, by=eva, at=at, text="How?", due_on=date(2026, 8, 1))
    assert not OutboxRow.objects.exists()


def test_the_trail_costs_one_query(night, delight, eva, link):
    access.visible_to(eva)
    with CaptureQueriesContext(connection) as sent:
        ledger.trail(delight, eva)
    assert len(sent) == 1

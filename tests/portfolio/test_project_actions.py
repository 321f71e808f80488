from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from foundation.accounts.actions import change_unit
from foundation.audit.models import LedgerEntry
from foundation.audit.queries import trail, verify
from foundation.versions import EditedMeanwhile
from portfolio.actions import finance, members, projects
from portfolio.models import Portfolio, Project, ProjectFacts, ProjectMember, ProjectSummary


def verbs(project) -> list[str]:
    return [entry.verb for entry in trail(project)]


def test_a_project_gets_the_next_code_of_the_year_a_card_its_facts_and_an_entry(lea, at):
    first = projects.create_project(by=lea, at=at, name_fr="Un", lead=lea)
    second = projects.create_project(by=lea, at=at, name_en="Two", lead=lea)
    assert (first.code, second.code) == ("P-2026-001", "P-2026-002")
    assert (first.name_en, second.name_fr) == ("Un", "Two")
    assert first.card.lead_sort == "lea martin"
    assert ProjectFacts.objects.current().get(project=first).recorded_at == at
    assert verbs(first) == ["project.created"]
    assert verify().fault is None


def test_a_code_is_taken_whatever_its_case(project, lea, at):
    with pytest.raises(ValidationError, match="taken"):
        projects.create_project(by=lea, at=at, code="c360", name_fr="Copie")


def test_a_change_counts_the_version_up_and_keeps_the_scored_facts_of_before(project, lea, at):
    later = at + timedelta(days=1)
    projects.change_project(project=project, version=1, by=lea, at=later, magnitude=Decimal(4), name_en="Client 365")
    assert (project.version, project.name_en) == (2, "Client 365")
    assert ProjectFacts.objects.known_at(at).get(project=project).magnitude == 1
    assert ProjectFacts.objects.current().get(project=project).magnitude == 4
    assert trail(project)[0].facts["changes"]["name_en"] == ["Client 360", "Client 365"]


def test_the_ledger_names_people_by_number(project, lea, sam, at):
    projects.change_project(project=project, version=1, by=lea, at=at, sponsor=sam)
    assert trail(project)[0].facts["changes"] == {"sponsor_id": [None, sam.pk]}


def test_a_change_of_texts_only_adds_no_version_of_the_scored_facts(project, lea, at):
    projects.change_project(project=project, version=1, by=lea, at=at + timedelta(days=1), name_en="Client")
    assert ProjectFacts.objects.filter(project=project).count() == 1


def test_the_second_of_two_editors_writes_nothing(project, lea, at):
    projects.change_project(project=Project.objects.get(), version=1, by=lea, at=at, name_en="First")
    with pytest.raises(EditedMeanwhile):
        projects.change_project(project=project, version=1, by=lea, at=at, name_en="Second")
    assert Project.objects.get().name_en == "First"


def test_a_change_that_changes_nothing_leaves_no_entry(project, lea, at):
    projects.change_project(project=project, version=1, by=lea, at=at, name_en="Client 360")
    assert verbs(project) == ["project.created"]


def test_money_does_not_change_its_currency_with_its_portfolio(project, lea, at):
    finance.add_budget_line(project=project, year=2026, by=lea, at=at, baseline=Decimal(100))
    pounds = Portfolio.objects.create(code="UK", name_fr="UK", name_en="UK", currency="GBP")
    with pytest.raises(ValidationError, match="GBP"):
        projects.change_project(project=project, version=1, by=lea, at=at, portfolio=pounds)
    assert Project.objects.get().portfolio_id != pounds.pk


def test_a_member_joins_changes_and_leaves(project, lea, sam, at):
    member = members.set_member(project=project, user=sam, share=Decimal("0.2"), role="Analyst", by=lea, at=at)
    members.set_member(project=project, user=sam, share=Decimal("0.5"), role="Analyst", by=lea, at=at)
    members.set_member(project=project, user=sam, share=Decimal("0.5"), role="Analyst", by=lea, at=at)
    members.remove_member(member=member, by=lea, at=at)
    assert verbs(project) == ["member.left", "member.changed", "member.joined", "project.created"]
    assert not ProjectMember.objects.exists()


@pytest.mark.parametrize("act", ["create", "change", "member"])
def test_when_the_ledger_fails_nothing_is_stored(project, lea, sam, at, act, monkeypatch):
    def fail(**_):
        raise OSError("no ledger")

    monkeypatch.setattr("foundation.audit.actions.record", fail)
    entries = LedgerEntry.objects.count()
    acts = {
        "create": lambda: projects.create_project(by=lea, at=at, name_fr="Un"),
        "change": lambda: projects.change_project(project=project, version=1, by=lea, at=at, ends_on=date(2027, 1, 1)),
        "member": lambda: members.set_member(project=project, user=sam, share=Decimal("0.2"), by=lea, at=at),
    }
    with pytest.raises(OSError, match="no ledger"):
        acts[act]()
    stored = Project.objects.get()
    assert (stored.version, stored.ends_on) == (1, date(2026, 12, 31))
    assert ProjectFacts.objects.count() == 1
    assert not ProjectMember.objects.exists()
    assert LedgerEntry.objects.count() == entries


def test_cards_sort_by_the_code_their_unit_has_now(project, unit, ada, at):
    change_unit(unit=unit, code="ZZZ", by=ada, at=at)
    assert ProjectSummary.objects.get(project=project).unit_sort == "zzz"

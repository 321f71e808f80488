"""A project depends on suppliers: what is gravely wrong with one of them vetoes it, until it is put right with evidence."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from foundation.attachments.actions import keep_evidence
from foundation.audit import actions as audit
from foundation.audit import queries as ledger
from portfolio.actions.suppliers import DependenceRefused, depend_no_more, depend_on
from portfolio.alignment.known_facts import Moment, Span
from portfolio.alignment.known_themes import assessments
from portfolio.models import ProjectSupplier
from portfolio.queries.suppliers import vetoes
from rse.actions import due_diligence
from rse.actions.suppliers import SupplierFacts, add_supplier

PDF = b"%PDF-1.4 audit\n%%EOF"
DAY = date(2026, 6, 1)


@pytest.fixture
def mill(lea, at):
    return add_supplier(facts=SupplierFacts("F-1", "Scierie du Val", "FR"), by=lea, at=at)


@pytest.fixture
def harm(mill, lea, at):
    facts = {"title": "Passports kept", "severity": "severe", "human_rights": True}
    return due_diligence.raise_finding(supplier=mill, found_on=DAY, by=lea, at=at, **facts)


@pytest.fixture
def link(project, mill, lea, at):
    return depend_on(project=project, supplier=mill, purpose="Beams", by=lea, at=at)


def known(project, at) -> dict:
    return assessments(Moment(at.date(), at), Span(project.pk, project.pk))


def test_a_dependence_is_audited_on_both_and_said_once(project, mill, link, lea, at):
    assert ledger.trail(project)[0].verb == ledger.trail(mill)[0].verb == "supplier.depended_on"
    with pytest.raises(DependenceRefused, match="already"):
        depend_on(project=project, supplier=mill, by=lea, at=at)
    depend_no_more(link=link, by=lea, at=at)
    assert not ProjectSupplier.objects.current().exists()
    assert depend_on(project=project, supplier=mill, by=lea, at=at).key == link.key


def test_when_the_ledger_fails_nothing_depends(project, mill, lea, at, monkeypatch):
    monkeypatch.setattr(audit, "record", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        depend_on(project=project, supplier=mill, by=lea, at=at)
    assert not ProjectSupplier.objects.exists()


def test_the_night_reads_the_harm_as_it_was_known_and_its_end(project, link, harm, mill, lea, at):
    read = known(project, at)
    assert (read["project"], read["theme"], read["effect"], read["mitigated"]) == ([project.pk], [harm.theme_id], [-1.0], [False])
    assert known(project, at - timedelta(seconds=1))["project"] == []
    action = due_diligence.ask_correction(finding=harm, what="Give back", due_on=DAY, owner=None, by=lea, at=at)
    later = at + timedelta(days=1)
    file = keep_evidence(kind="rse.supplier", object_id=str(mill.pk), upload=SimpleUploadedFile("a.pdf", PDF), by=lea, at=later)
    due_diligence.close_correction(action=action, outcome="Seen", evidence=file, by=lea, at=later)
    assert known(project, later)["project"] == []
    assert known(project, at)["effect"] == [-1.0]
    assert [one.finding for one in vetoes([project.pk], at)] == [harm]
    assert vetoes([project.pk]) == []


def test_a_lesser_finding_or_another_supplier_harms_nobody(project, link, mill, lea, at):
    due_diligence.raise_finding(supplier=mill, title="Late papers", severity="major", found_on=DAY, by=lea, at=at)
    other = add_supplier(facts=SupplierFacts("F-2", "Other", "FR"), by=lea, at=at)
    due_diligence.raise_finding(supplier=other, title="Grave", severity="severe", found_on=DAY, by=lea, at=at)
    assert known(project, at)["project"] == []


def test_pages_name_the_supplier_and_its_finding(project, link, harm, lea, signed_in):
    browser = signed_in(lea)
    page = browser.get(reverse("portfolio:responsibility", args=[project.code])).text
    assert "Scierie du Val" in page
    assert "Passports kept" in page
    assert project.name_en in browser.get(reverse("rse:supplier", args=["F-1"])).text
    assert browser.post(reverse("portfolio:supplier_leave", args=[project.code, link.key])).status_code == 303
    assert browser.post(reverse("portfolio:supplier_depend", args=[project.code]), {"supplier": "F-1"}).status_code == 303
    assert ProjectSupplier.objects.current().count() == 1
    assert browser.post(reverse("portfolio:supplier_depend", args=[project.code]), {"supplier": "nobody"}).status_code == 303
    assert ProjectSupplier.objects.current().count() == 1


def test_an_overdue_action_is_a_duty_of_the_buyer_and_on_their_home(harm, lea, at, signed_in):
    due_diligence.ask_correction(finding=harm, what="Give them back", due_on=DAY, owner=lea, by=lea, at=at)
    browser = signed_in(lea)
    assert "Give them back" in browser.get(reverse("portfolio:duties")).text
    assert "1 corrective action is overdue: Scierie du Val" in browser.get(reverse("home")).text


def test_a_stranger_changes_nothing(project, mill, sam, signed_in):
    assert signed_in(sam).post(reverse("portfolio:supplier_depend", args=[project.code]), {"supplier": "F-1"}).status_code == 404

"""Suppliers and due diligence: entered, assessed, found wrong, put right with evidence; from a file of thousands of rows."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation.attachments.actions import keep_evidence
from foundation.attachments.models import Attachment
from foundation.audit import actions as audit
from foundation.audit import queries as ledger
from foundation.versions import EditedMeanwhile
from rse.actions import due_diligence, suppliers
from rse.actions.due_diligence import Judgement
from rse.actions.suppliers import SupplierFacts
from rse.models import CorrectiveAction, DueDiligence, Finding, Supplier, SupplierFile
from rse.queries.due_diligence import severe, unmitigated
from rse.queries.suppliers import due_corrections, matrix
from rse.refusals import RseRefusal
from tests.conftest import person

PDF = b"%PDF-1.4 audit\n%%EOF"
DAY = date(2026, 6, 1)


@pytest.fixture
def bruno(db):
    """Bruno buys; he reads the portal like everybody with a role."""
    return person("Bruno", role="team_lead")


@pytest.fixture
def mill(bruno, at):
    """The sawmill Bruno buys from."""
    return suppliers.add_supplier(facts=SupplierFacts("F-1", "Scierie du Val", "FR", buyer=bruno), by=bruno, at=at)


@pytest.fixture
def harm(mill, rita, at):
    """A severe finding on human rights at the sawmill."""
    return due_diligence.raise_finding(
        supplier=mill, title="Passports kept", severity="severe", found_on=DAY, human_rights=True, by=rita, at=at
    )


@pytest.fixture
def plan(harm, bruno, rita, at):
    """What the sawmill must do about it, followed by Bruno."""
    return due_diligence.ask_correction(finding=harm, what="Give them back", due_on=DAY, owner=bruno, by=rita, at=at)


def proof(mill, by, at) -> Attachment:
    return keep_evidence(kind="rse.supplier", object_id=str(mill.pk), upload=SimpleUploadedFile("audit.pdf", PDF), by=by, at=at)


def fresh(row):
    return type(row)._base_manager.get(key=row.key, superseded_at__isnull=True)


def test_a_supplier_is_entered_once_and_audited(mill, bruno, at):
    assert ledger.trail(mill)[0].verb == "supplier.added"
    with pytest.raises(RseRefusal, match="names another supplier"):
        suppliers.add_supplier(facts=SupplierFacts("f-1", "Other", "FR"), by=bruno, at=at)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (SupplierFacts("F 1!", "X", "FR"), "cannot be a code"),
        (SupplierFacts("F-2", " ", "FR"), "Name the supplier"),
        (SupplierFacts("F-2", "X", "XX"), "is no country"),
        (SupplierFacts("F-2", "X", "FR", tier=0), "tier lies between"),
    ],
)
def test_what_is_no_supplier_is_refused(db, at, facts, sentence):
    with pytest.raises(RseRefusal, match=sentence):
        suppliers.record_suppliers(values=[facts], by=None, at=at)
    assert not Supplier.objects.exists()


def test_a_change_is_audited_and_a_lost_race_is_told(mill, bruno, at):
    facts = SupplierFacts("F-1", "Scierie du Mont", "FR", buyer=bruno)
    assert suppliers.change_supplier(supplier=mill, version=1, facts=facts, by=bruno, at=at)["name"][1] == "Scierie du Mont"
    with pytest.raises(EditedMeanwhile):
        suppliers.change_supplier(supplier=mill, version=1, facts=SupplierFacts("F-1", "Other", "FR"), by=bruno, at=at)


def test_an_assessment_supersedes_and_both_stay(mill, rita, at):
    for number, (inherent, residual) in enumerate(((5, 4), (4, 2))):
        judged = Judgement(mill, inherent, residual, "audited", DAY)
        due_diligence.assess_suppliers(judgements=[judged], by=rita, at=at + timedelta(hours=number))
    assert [(row.inherent, row.residual) for row in DueDiligence.objects.order_by("pk")] == [(5, 4), (4, 2)]
    mill.refresh_from_db()
    assert (mill.inherent, mill.residual, mill.assessed_on) == (4, 2, DAY)
    assert DueDiligence.objects.known_at(at).get().inherent == 5
    assert [entry.verb for entry in ledger.trail(mill)][:2] == ["supplier.assessed"] * 2


@pytest.mark.parametrize(
    ("judged", "sentence"),
    [((2, 3, "x", DAY), "at most the inherent"), ((6, 3, "x", DAY), "from 1"), ((3, 2, " ", DAY), "Say why"),
     ((3, 2, "x", date(2027, 1, 1)), "in the future")],
)  # fmt: skip
def test_an_assessment_that_cannot_be_is_refused(mill, rita, at, judged, sentence):
    with pytest.raises(RseRefusal, match=sentence):
        due_diligence.assess_suppliers(judgements=[Judgement(mill, *judged)], by=rita, at=at)


def test_a_severe_finding_weighs_until_all_that_was_asked_is_closed_with_evidence(mill, harm, plan, rita, at):
    other = due_diligence.ask_correction(finding=harm, what="Train", due_on=DAY, owner=None, by=rita, at=at)
    later = at + timedelta(days=1)
    due_diligence.close_correction(action=plan, outcome="Seen", evidence=proof(mill, rita, later), by=rita, at=later)
    assert severe().get() == harm
    due_diligence.close_correction(action=other, outcome="Seen", evidence=proof(mill, rita, later), by=rita, at=later)
    assert not severe().exists()
    assert severe(cut_off=at).get() == harm  # what was known the day before
    mill.refresh_from_db()
    assert (mill.worst, mill.open_actions, mill.due_on) == (0, 0, None)
    assert ledger.trail(mill)[0].verb == "supplier.correction_closed"
    due_diligence.reopen_correction(action=fresh(plan), reason="Relapse", due_on=DAY, by=rita, at=later)
    mill.refresh_from_db()
    assert (mill.worst_severity, mill.open_actions) == ("severe", 1)


def test_a_finding_without_any_corrective_action_weighs(harm):
    assert unmitigated().get() == harm
    assert harm.theme.code == "human_rights"


def test_without_evidence_nothing_is_closed_not_even_in_the_database(plan, rita, at):
    with pytest.raises(RseRefusal, match="Attach what proves it"):
        due_diligence.close_correction(action=plan, outcome="Seen", evidence=None, by=rita, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        CorrectiveAction.objects.create(supplier=plan.supplier, finding_key=plan.finding_key, what="x", due_on=DAY, state="closed",
                                        recorded_at=at, closed_on=DAY)  # fmt: skip


def test_when_the_ledger_fails_nothing_is_closed(mill, plan, rita, at, monkeypatch):
    file = proof(mill, rita, at)
    monkeypatch.setattr(audit, "record", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        due_diligence.close_correction(action=plan, outcome="Seen", evidence=file, by=rita, at=at)
    assert CorrectiveAction.objects.get().state == "open"


def test_a_withdrawn_finding_takes_its_actions_along_and_says_why(mill, harm, plan, rita, at):
    with pytest.raises(RseRefusal, match="Say why"):
        due_diligence.withdraw_finding(finding=harm, reason=" ", by=rita, at=at)
    due_diligence.withdraw_finding(finding=harm, reason="Another company", by=rita, at=at)
    assert not Finding.objects.current().exists()
    assert not CorrectiveAction.objects.current().exists()
    mill.refresh_from_db()
    assert (mill.worst, mill.open_actions) == (0, 0)


def test_who_follows_an_action_has_it_among_their_duties_else_the_buyer(harm, plan, bruno, rita, at):
    assert due_corrections(bruno, until=DAY) == [plan]
    assert due_corrections(rita, until=DAY) == []
    unnamed = due_diligence.ask_correction(finding=harm, what="Train", due_on=DAY, owner=None, by=rita, at=at)
    assert set(due_corrections(bruno, until=DAY)) == {plan, unnamed}


def test_who_has_suppliers_to_follow_up_is_not_told_there_is_nothing(plan, bruno, signed_in):
    page = signed_in(bruno).get("/duties/").content.decode()
    assert "Suppliers to follow up" in page
    assert "Nothing to report" not in page


# --- Pages ----------------------------------------------------------------------------------------------------------------
def test_a_buyer_closes_a_corrective_action_with_a_file(plan, bruno, signed_in):
    browser, address = signed_in(bruno), reverse("rse:correction", args=[plan.key])
    refused = browser.post(address, {"do": "close", "outcome": "Seen on site"})
    assert (refused.status_code, "Attach what proves it" in refused.text) == (422, True)
    sent = {"do": "close", "outcome": "Seen on site", "evidence": SimpleUploadedFile("audit.pdf", PDF)}
    assert browser.post(address, sent).status_code == 303
    assert CorrectiveAction.objects.current().get().state == "closed"
    page = browser.get(reverse("rse:supplier", args=["F-1"])).text
    assert "put right" in page
    assert "audit.pdf" in page


def test_moving_and_reopening_in_the_browser(plan, bruno, signed_in):
    browser, address = signed_in(bruno), reverse("rse:correction", args=[plan.key])
    assert browser.post(address, {"do": "move", "due_on": "2027-01-01", "owner": bruno.pk}).status_code == 303
    assert CorrectiveAction.objects.current().get().due_on == date(2027, 1, 1)
    assert browser.post(address, {"do": "reopen", "reason": "x", "due_on": "2027-01-01"}).status_code == 422
    assert browser.post(address, {"do": "nonsense"}).status_code == 422


def test_a_stranger_finds_nothing_and_a_reader_changes_nothing(mill, plan, sam, lea, signed_in):
    for name, args in (("supplier", ["F-1"]), ("correction", [plan.key])):
        assert signed_in(sam).get(reverse(f"rse:{name}", args=args)).status_code == 404
        assert signed_in(lea).get(reverse(f"rse:{name}", args=args)).status_code == 200
    assert signed_in(lea).post(reverse("rse:correction", args=[plan.key]), {"do": "close"}).status_code == 403
    for name in ("supplier_change", "supplier_assess", "finding_new"):
        assert signed_in(lea).get(reverse(f"rse:{name}", args=["F-1"])).status_code == 403
    assert signed_in(lea).get(reverse("rse:supplier_import")).status_code == 403


def test_a_supplier_is_entered_assessed_and_found_wrong_in_the_browser(rita, signed_in):
    browser = signed_in(rita)
    form = {"code": "F-9", "name": "Holzwerk", "country": "DE", "tier": "2", "spend": "1,5"}
    assert browser.post(reverse("rse:supplier_new"), form | {"country": "XX"}).status_code == 422
    assert browser.post(reverse("rse:supplier_new"), form).status_code == 303
    row = Supplier.objects.get()
    assert str(row.spend_share) == "0.015000"
    today = timezone.localdate().isoformat()
    judged = {"inherent": "4", "residual": "2", "rationale": "Certified", "assessed_on": today}
    assert browser.post(reverse("rse:supplier_assess", args=["F-9"]), judged | {"residual": "5"}).status_code == 422
    assert browser.post(reverse("rse:supplier_assess", args=["F-9"]), judged).status_code == 303
    found = {"title": "No contract", "severity": "major", "theme": Finding._meta.get_field("theme").related_model.objects.get(
        group__code="house", code="human_rights").pk, "found_on": today}  # fmt: skip
    assert browser.post(reverse("rse:finding_new", args=["F-9"]), found).status_code == 303
    key = Finding.objects.get().key
    asked = {"what": "Sign them", "due_on": "2027-01-01"}
    assert browser.post(reverse("rse:correction_new", args=["F-9", key]), asked).status_code == 303
    assert browser.post(reverse("rse:supplier_change", args=["F-9"]), form | {"name": "Holzwerk Süd", "version": "1"}).status_code == 303
    assert browser.post(reverse("rse:supplier_change", args=["F-9"]), form | {"name": "Other", "version": "1"}).status_code == 409
    assert browser.post(reverse("rse:finding_withdraw", args=["F-9", key]), {"reason": "Wrong company"}).status_code == 303
    assert [cell.count for line in matrix() for cell in line if cell.count] == [1]
    assert "?inherent=4&amp;residual=2" in browser.get(reverse("rse:supplier_matrix")).text


def many(count: int, at, **facts) -> None:
    values = [SupplierFacts(f"S-{n:05}", f"Company {n:05}", "FR" if n % 2 else "DE") for n in range(count)]
    suppliers.record_suppliers(values=values, by=None, at=at, **facts)


def test_the_list_filters_sorts_pages_and_exports(rita, at, signed_in):
    many(60, at)
    browser, address = signed_in(rita), reverse("rse:suppliers")
    assert "Company 00049" in browser.get(address).text
    assert "Company 00050" in browser.get(f"{address}?page=2").text
    assert "Company 00059" in browser.get(f"{address}?sort=-name").text
    assert "Company 00058" not in browser.get(f"{address}?sort=-name&country=FR").text
    assert "No supplier fits" in browser.get(f"{address}?q=zzz").text
    assert browser.get(f"{address}?tier=x&country=QQ&sort=drop&page=zz").status_code == 200
    rows = b"".join(browser.get(f"{reverse('rse:suppliers_csv')}?country=FR").streaming_content).decode().splitlines()
    assert len(rows) == 31


@pytest.mark.parametrize("name", ["suppliers", "supplier_matrix", "corrections"])
def test_lists_cost_the_same_for_ten_suppliers_and_forty(rita, at, signed_in, name):
    browser, counted = signed_in(rita), []
    for count in (10, 40):
        many(count, at)
        browser.get(reverse(f"rse:{name}"))
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse(f"rse:{name}"))
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 16


# --- Files ----------------------------------------------------------------------------------------------------------------
def sent(browser, text: str):
    file = SimpleUploadedFile("suppliers.csv", text.encode())
    answer = browser.post(reverse("rse:supplier_import"), {"file": file})
    return answer, SupplierFile.objects.first()


def test_a_file_is_looked_at_then_recorded_and_a_second_time_changes_nothing(rita, bruno, signed_in):
    text = f"code;nom;pays;rang;part des achats;effectif;acheteur\nF-1;Scierie;France;1;2,4;85;{bruno.email}\nF-2;Holz;de;2;0,8 %;;\n"
    browser = signed_in(rita)
    answer, file = sent(browser, text)
    assert (answer.status_code, Supplier.objects.count()) == (303, 0)
    page = browser.get(answer["Location"]).text
    assert "2 new suppliers" in page
    assert browser.post(answer["Location"]).status_code == 303
    first, second = Supplier.objects.order_by("code")
    assert (str(first.spend_share), first.staff, first.buyer, second.country, second.tier) == ("0.024000", 85, bruno, "DE", 2)
    again, other = sent(browser, text)
    assert browser.post(again["Location"]).status_code == 303
    other.refresh_from_db()
    assert other.outcome == {"added": 0, "changed": 0, "unchanged": 2}
    file.refresh_from_db()
    assert file.outcome["added"] == 2


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("F-1;Other;FR;1", "already stands in line 2"),
        ("F-7;SCIÉRIE;FR;1", "same country"),
        ("F-8;Known;FR;1", "known already as K-1"),
        ("F-9;X;Atlantis;1", "is no country"),
        ("F-9;X;FR;first", "is no whole number"),
        ("!;X;FR;1", "cannot be a code"),
        ("F-9;;FR;1", "at most 200"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_by_its_cell_and_left_out(rita, at, signed_in, line, sentence):
    suppliers.add_supplier(facts=SupplierFacts("K-1", "Known", "FR"), by=rita, at=at)
    browser = signed_in(rita)
    answer, file = sent(browser, f"code;name;country;tier\nF-1;Scierie;FR;1\n{line}\n")
    page = browser.get(answer["Location"]).text
    assert sentence in page
    assert "3</strong>" in page  # a cell of the third line
    assert (len(file.rows), file.wrong) == (1, 1)


def test_a_file_without_the_columns_or_of_another_person_is_refused(rita, eva, signed_in):
    answer, _file = sent(signed_in(rita), "a;b\n1;2\n")
    assert (answer.status_code, "lacks the column" in answer.text) == (422, True)
    answer, _file = sent(signed_in(rita), "code;name;country\nF-1;X;FR\n")
    assert signed_in(eva).get(answer["Location"]).status_code == 404


def test_ten_thousand_rows_with_doubles_are_recorded_in_few_statements(rita, at):
    lines = [f"S-{n:05};Company {n:05};FR" for n in range(9_900)] + [f"S-{n:05};Twice {n};FR" for n in range(100)]
    content = ("code;name;country\n" + "\n".join(lines)).encode()
    with CaptureQueriesContext(connection) as looked:
        file = suppliers.look_at(name="big.csv", content=content, by=rita, at=at)
    with CaptureQueriesContext(connection) as recorded:
        outcome = suppliers.record_file(file=file, by=rita, at=at)
    assert (outcome.added, file.wrong, len(file.problems)) == (9_900, 100, 100)
    assert (len(looked), len(recorded)) < (6, 30)
    assert suppliers.record_file(file=file, by=rita, at=at).unchanged == 9_900

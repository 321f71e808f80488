import pytest
from django.db import connection, transaction

from foundation.accounts import actions as accounts
from foundation.accounts.models import RoleGrant
from foundation.audit import actions, queries
from tests.conftest import person


@pytest.fixture
def auditor(db):
    return person("Aude", role="auditor")


@pytest.fixture
def history(ada, lea, unit, at):
    """Three facts: a unit renamed, Lea deactivated, a role given to Lea."""
    accounts.change_unit(unit=unit, head=lea, name_en="Factories", by=ada, at=at)
    accounts.deactivate(person=lea, by=ada, at=at)
    accounts.grant_role(person=lea, role="data_steward", scope="unit", scope_id=unit.pk, by=ada, at=at)


def shown(answer) -> list[int]:
    return [row.line.entry.position for row in answer.context["page"].rows]


def test_it_tells_who_did_what_with_names(signed_in, auditor, history):
    page = signed_in(auditor).get("/ledger/").content.decode()
    assert "changed the unit" in page
    assert "<del>Industry Division</del> → <ins>Factories</ins>" in page
    assert "<del>–</del> → <ins>Lea Martin</ins>" in page
    assert "<ins>Data steward</ins>" in page


def test_it_speaks_french(signed_in, auditor, history):
    assert "a modifié l’entité" in signed_in(auditor, "fr").get("/ledger/").content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [3, 2, 1]),
        ("verb=unit.changed", [1]),
        ("kind=accounts.user", [3, 2]),
        ("since=2026-07-01&until=2026-07-01", [3, 2, 1]),
        ("until=2026-06-30", []),
        ("verb=nothing.known", [3, 2, 1]),
        ("number=999999", []),
    ],
)
def test_filters(query, expected, signed_in, auditor, history):
    assert shown(signed_in(auditor).get(f"/ledger/?{query}")) == expected


def test_filter_by_person(signed_in, auditor, ada, history):
    assert shown(signed_in(auditor).get(f"/ledger/?by={ada.pk}")) == [3, 2, 1]
    assert shown(signed_in(auditor).get(f"/ledger/?by={auditor.pk}")) == [3, 2, 1], "somebody who never wrote is no filter"


def test_pages_lead_back_and_forth(signed_in, auditor, ada, at, monkeypatch):
    monkeypatch.setattr("foundation.audit.views.PAGE", 2)
    with transaction.atomic():
        for _ in range(5):
            actions.record(by=ada, at=at, verb="person.changed", subjects=[ada])
    client = signed_in(auditor)
    first = client.get("/ledger/")
    assert (shown(first), first.context["page"].before) == ([5, 4], "")
    second = client.get(f"/ledger/?after={first.context['page'].after}")
    assert shown(second) == [3, 2]
    assert shown(client.get(f"/ledger/?after={second.context['page'].after}")) == [1]
    assert shown(client.get(f"/ledger/?before={second.context['page'].before}")) == [5, 4]


def test_the_part_is_the_page(signed_in, auditor, history):
    client = signed_in(auditor)
    part = client.get("/ledger/", headers={"HX-Request": "true", "HX-Target": "div#entries", "HX-Request-Type": "partial"}).content.decode()
    assert part.strip().startswith('<div id="entries">')
    assert "<html" not in part


def test_as_many_questions_for_many_entries_as_for_few(signed_in, auditor, ada, at, history, django_assert_max_num_queries):
    client = signed_in(auditor)
    with transaction.atomic():
        for _ in range(40):
            actions.record(by=ada, at=at, verb="person.changed", subjects=[ada], facts={"changes": {"unit": [None, 1]}})
    with django_assert_max_num_queries(21):
        client.get("/ledger/")


def test_the_export_holds_hashes_and_no_live_formula(signed_in, auditor, ada, at):
    with transaction.atomic():
        entry = actions.record(by=ada, at=at, verb="person.changed", subjects=[ada], facts={"note": "=1+1"})
    lines = b"".join(signed_in(auditor).get("/ledger/ledger.csv")).decode().splitlines()
    assert entry.hash in lines[1]
    assert lines[1].split(",")[0] == "1"


def test_a_verified_chain_and_a_broken_one(signed_in, auditor, history):
    client = signed_in(auditor)
    assert "The chain holds" in client.post("/ledger/verify/").content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE audit_ledgerentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_ledgerentry SET verb = 'x' WHERE position = 2; ALTER TABLE audit_ledgerentry ENABLE TRIGGER USER")
    broken = client.post("/ledger/verify/").content.decode()
    assert "The chain is broken" in broken
    assert "Entry 2" in broken


def test_an_auditor_of_a_part_does_not_read_the_whole(signed_in, sam, unit, at):
    RoleGrant.objects.create(user=sam, role="auditor", scope="unit", scope_id=unit.pk, valid_from=at.date(), granted_at=at)
    assert signed_in(sam).get("/ledger/").status_code == 403


def test_the_lists_of_filters_hold_what_was_written(history, ada):
    assert queries.verbs() == ["person.deactivated", "role.granted", "unit.changed"]
    assert queries.authors() == [ada.pk]
    assert "accounts.user" in queries.kinds()

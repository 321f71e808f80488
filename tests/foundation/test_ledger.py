import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from foundation.audit import actions, queries
from foundation.audit.models import LedgerEntry


def write(by, at, **facts):
    with transaction.atomic():
        return actions.record(by=by, at=at, verb="test.done", subjects=[by], facts=facts)


def test_entries_are_chained_and_verified(ada, at):
    first, second = write(ada, at, level=1), write(ada, at, level=2)
    assert (first.position, second.position) == (1, 2)
    assert second.previous_hash == first.hash
    assert queries.verify() == queries.Verdict(2, second.hash, None)


def test_a_rolled_back_action_leaves_no_entry(ada, at):
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
        actions.record(by=ada, at=at, verb="test.done")
        1 / 0  # noqa: B018
    assert not LedgerEntry.objects.exists()
    assert queries.verify().fault is None


def test_the_ledger_is_written_inside_a_transaction_only(db, at, monkeypatch):
    with monkeypatch.context() as outside:
        outside.setattr(transaction.get_connection(), "in_atomic_block", False)
        with pytest.raises(actions.NotInTransaction):
            actions.record(by=None, at=at, verb="test.done")


def test_the_database_refuses_to_alter_or_delete_an_entry(ada, at):
    entry = write(ada, at)
    for change in (lambda: LedgerEntry.objects.filter(pk=entry.pk).update(verb="x"), entry.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_verification_names_the_altered_entry(ada, at):
    for level in range(5):
        write(ada, at, level=level)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_ledgerentry DISABLE TRIGGER USER")
        cursor.execute("""UPDATE audit_ledgerentry SET facts = '{"level": 9}' WHERE position = 3""")
        cursor.execute("ALTER TABLE audit_ledgerentry ENABLE TRIGGER USER")
    with pytest.raises(CommandError, match="entry 3"):
        call_command("verify_ledger")


def test_verification_notices_missing_entries(ada, at):
    for level in range(3):
        write(ada, at, level=level)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_ledgerentry DISABLE TRIGGER USER; ALTER TABLE audit_ledgersubject DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM audit_ledgersubject; DELETE FROM audit_ledgerentry WHERE position = 3")
    assert queries.verify().fault is not None


def test_the_trail_of_an_object_tells_what_was_done_to_it(ada, sam, at):
    mine = write(ada, at, level=1)
    write(sam, at)
    assert queries.trail(ada) == [mine]

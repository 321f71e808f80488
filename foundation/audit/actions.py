"""Writing the ledger: one call, last in the transaction of the action it tells of."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models, transaction

from foundation.audit import chain
from foundation.audit.models import LedgerEntry, LedgerHead, LedgerSubject


class NotInTransaction(RuntimeError):
    """The ledger was written outside the transaction of its action: a fault in the code."""


def record(*, by: Any, at: datetime, verb: str, subjects: Iterable[models.Model] = (), facts: dict[str, Any] | None = None) -> LedgerEntry:
    """Add an entry about `subjects` (saved rows) with `facts` (JSON; dates, decimals and ids are written as text).

    Call it last in the action's transaction: it locks the end of the chain until the commit.
    Raises NotInTransaction outside one.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction(f"{verb}: open a transaction around the action and its entry.")
    named = [(subject._meta.label_lower, str(subject.pk)) for subject in subjects]
    plain = as_plain(facts or {})
    head = LedgerHead.objects.select_for_update(no_key=True).get(pk=1)
    position, previous = head.position + 1, head.hash
    digest = chain.entry_hash(
        position=position, at=at, by_id=getattr(by, "pk", None), verb=verb, subjects=named, facts=plain, previous_hash=previous
    )
    entry = LedgerEntry.objects.create(position=position, at=at, by=by, verb=verb, facts=plain, previous_hash=previous, hash=digest)
    LedgerSubject.objects.bulk_create([LedgerSubject(entry=entry, kind=kind, object_id=number) for kind, number in named])
    LedgerHead.objects.filter(pk=1).update(position=position, hash=digest)
    return entry


def as_plain(facts: Any) -> Any:
    """The facts as JSON holds them: dates, decimals and ids as text, rows as their ids."""
    return json.loads(json.dumps(facts, default=_as_json))


def changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """The facts that differ, as {name: [old, new]}."""
    return {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}


def _as_json(value: object) -> object:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, (set, frozenset, tuple)):
        return sorted(value) if isinstance(value, (set, frozenset)) else list(value)
    return str(value)

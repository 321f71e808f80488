"""Reading the ledger: the trail of an object, and the first broken entry."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.audit import chain, sight
from foundation.audit.models import LedgerEntry, LedgerHead, LedgerSubject


@dataclass(frozen=True)
class Fault:
    """The first entry where the chain does not hold, and why."""

    position: int
    reason: str


@dataclass(frozen=True)
class Verdict:
    """How many entries were checked, the last hash, and the first fault if any."""

    checked: int
    last_hash: str
    fault: Fault | None


def trail(subject: models.Model, reader: User | None = None, *, limit: int = 20, before: int | None = None) -> list[LedgerEntry]:
    """The latest `limit` entries that speak of `subject`, newest first; `before` a position, to page on.

    With a `reader`, only those that speak of nothing hidden from this person besides.
    """
    mentions = LedgerSubject.objects.filter(kind=subject._meta.label_lower, object_id=str(subject.pk))
    entries = LedgerEntry.objects.filter(pk__in=mentions.values("entry_id"))
    if before:
        entries = entries.filter(position__lt=before)
    if reader is not None:
        entries = sight.entries_seen_by(reader, entries)
    return list(entries.select_related("by").order_by("-position")[:limit])


@dataclass(frozen=True)
class Wanted:
    """What the ledger page is asked for; None for all."""

    verb: str | None = None
    by: models.Model | None = None
    since: date | None = None
    until: date | None = None
    kind: str | None = None
    number: str | None = None


def entries(wanted: Wanted) -> models.QuerySet[LedgerEntry]:
    """The entries that fit, newest first, each with who wrote it and what it speaks of."""
    facts = {"verb": wanted.verb, "by": wanted.by, "at__date__gte": wanted.since, "at__date__lte": wanted.until}
    found = LedgerEntry.objects.filter(**{name: value for name, value in facts.items() if value is not None})
    subject = {name: value for name, value in {"kind": wanted.kind, "object_id": wanted.number}.items() if value}
    if subject:
        found = found.filter(pk__in=LedgerSubject.objects.filter(**subject).values("entry_id"))
    return found.select_related("by").prefetch_related(_subjects_in_order()).order_by("-position")


def verbs() -> list[str]:
    """The verbs written so far: index steps, not a read of the whole ledger."""
    return _distinct(LedgerEntry, "verb")


def kinds() -> list[str]:
    """The kinds of objects spoken of so far."""
    return _distinct(LedgerSubject, "kind")


def authors() -> list[int]:
    """The people who wrote so far, by number."""
    return _distinct(LedgerEntry, "by_id")


def _distinct(model: type[models.Model], column: str) -> list[Any]:
    """Jump from one value of an indexed column to the next: a DISTINCT would read every row."""
    table = model._meta.db_table
    smallest = f"SELECT {column} FROM {table} WHERE {column}"  # noqa: S608  both are named in this file
    first, following = f"{smallest} IS NOT NULL ORDER BY 1 LIMIT 1", f"{smallest} > step.value ORDER BY 1 LIMIT 1"
    steps = f"SELECT ({first}) AS value UNION ALL SELECT ({following}) FROM step WHERE step.value IS NOT NULL"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"WITH RECURSIVE step AS ({steps}) SELECT value FROM step WHERE value IS NOT NULL")  # noqa: S608
        return [value for (value,) in cursor]


def verify() -> Verdict:
    """Recompute every hash from the first entry; stops at the first fault."""
    expected, previous = 0, chain.ORIGIN
    for entry, subjects in _entries_with_subjects():
        expected += 1
        if entry.position != expected:
            return Verdict(expected - 1, previous, Fault(expected, _("it is missing")))
        if entry.previous_hash != previous:
            return Verdict(expected - 1, previous, Fault(entry.position, _("it does not name the hash of the entry before it")))
        digest = chain.entry_hash(
            position=entry.position,
            at=entry.at,
            by_id=entry.by_id,
            verb=entry.verb,
            subjects=subjects,
            facts=entry.facts,
            previous_hash=previous,
        )
        if digest != entry.hash:
            return Verdict(expected - 1, previous, Fault(entry.position, _("its content does not match its hash: it was altered")))
        previous = digest
    head = LedgerHead.objects.get(pk=1)
    if (head.position, head.hash) != (expected, previous):
        return Verdict(
            expected,
            previous,
            Fault(expected + 1, _("the chain should end at entry %(last)s: the last entries are missing") % {"last": head.position}),
        )
    return Verdict(expected, previous, None)


def _entries_with_subjects(chunk: int = 2_000) -> Iterator[tuple[LedgerEntry, list[tuple[str, str]]]]:
    after = 0
    while True:
        entries = list(LedgerEntry.objects.filter(position__gt=after).order_by("position").prefetch_related(_subjects_in_order())[:chunk])
        if not entries:
            return
        for entry in entries:
            yield entry, [(subject.kind, subject.object_id) for subject in entry.subjects.all()]
        after = entries[-1].position


def _subjects_in_order() -> models.Prefetch:
    return models.Prefetch("subjects", LedgerSubject.objects.order_by("id"))

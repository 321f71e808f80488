"""Reading the ledger: the trail of an object, and the first broken entry."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models

from foundation.audit import chain
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


def trail(subject: models.Model, *, limit: int = 20, before: int | None = None) -> list[LedgerEntry]:
    """The latest `limit` entries that speak of `subject`, newest first; `before` a position, to page on."""
    mentions = LedgerSubject.objects.filter(kind=subject._meta.label_lower, object_id=str(subject.pk))
    entries = LedgerEntry.objects.filter(pk__in=mentions.values("entry_id"))
    if before:
        entries = entries.filter(position__lt=before)
    return list(entries.select_related("by").order_by("-position")[:limit])


def verify() -> Verdict:
    """Recompute every hash from the first entry; stops at the first fault."""
    expected, previous = 0, chain.ORIGIN
    for entry, subjects in _entries_with_subjects():
        expected += 1
        if entry.position != expected:
            return Verdict(expected - 1, previous, Fault(expected, f"entry {expected} is missing"))
        if entry.previous_hash != previous:
            return Verdict(expected - 1, previous, Fault(entry.position, "it does not name the hash of the entry before it"))
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
            return Verdict(expected - 1, previous, Fault(entry.position, "its content does not match its hash: it was altered"))
        previous = digest
    head = LedgerHead.objects.get(pk=1)
    if (head.position, head.hash) != (expected, previous):
        return Verdict(
            expected, previous, Fault(expected + 1, f"the chain should end at entry {head.position}: the last entries are missing")
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

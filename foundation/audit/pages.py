"""A page of the ledger: entries in words, with the objects they speak of by name."""

import json
from dataclasses import dataclass, replace

from django.apps import apps
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from foundation.accounts.access import rights_of
from foundation.accounts.models import User
from foundation.audit import queries, sight, words
from foundation.audit.forms import kind_in_words
from foundation.audit.models import LedgerEntry
from foundation.audit.names import Names


@dataclass(frozen=True)
class Subject:
    """An object that an entry speaks of: its kind and name, and its page where it has one."""

    kind: str
    name: str
    href: str


@dataclass(frozen=True)
class Row:
    """One entry as the page shows it."""

    line: words.Line
    subjects: list[Subject]


@dataclass(frozen=True)
class Page:
    """Rows newest first; `after` and `before` are the positions to go on from, empty at the ends."""

    rows: list[Row]
    after: str
    before: str


def page(wanted: queries.Wanted, *, before: int | None, after: int | None, size: int, reader: User) -> Page:
    """The `size` entries that fit, next to a position: below `before`, or above `after`; the newest ones without either.

    An administrator is also led to the rows that only the administration shows. Of rows hidden from the reader stands the number only.
    """
    found = queries.entries(wanted)
    if after:
        kept = list(found.filter(position__gt=after).order_by("position")[: size + 1])
        more_above, kept = len(kept) > size, kept[:size][::-1]
        return _page(kept, older=True, newer=more_above, reader=reader)
    if before:
        found = found.filter(position__lt=before)
    kept = list(found[: size + 1])
    return _page(kept[:size], older=len(kept) > size, newer=bool(before), reader=reader)


def facts_as_text(facts: dict[str, object]) -> str:
    """The facts as one line of JSON, for the export."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True) if facts else ""


def _page(entries: list[LedgerEntry], *, older: bool, newer: bool, reader: User) -> Page:
    ends = (str(entries[-1].position) if older else "", str(entries[0].position) if newer else "") if entries else ("", "")
    return Page(_rows(entries, reader), *ends)


def _rows(entries: list[LedgerEntry], reader: User) -> list[Row]:
    names, hidden, administers = Names(), sight.hidden_subjects(reader), rights_of(reader).is_admin
    for entry in entries:
        for subject in entry.subjects.all():
            if (subject.kind, subject.object_id) not in hidden and (model := _model(subject.kind)):
                names.ask(model, [subject.object_id])
    by_model: dict[type[models.Model] | None, list[LedgerEntry]] = {}
    for entry in entries:
        by_model.setdefault(_main_model(entry), []).append(entry)
    lines = {line.entry.pk: line for model, some in by_model.items() for line in words.lines(some, model)}
    return [
        Row(_line(lines[e.pk], keeps(e, hidden)), [_subject(s.kind, s.object_id, names, administers, hidden) for s in e.subjects.all()])
        for e in entries
    ]


def keeps(entry: LedgerEntry, hidden: set[tuple[str, str]]) -> bool:
    """Does the entry speak of a row hidden from the reader, so that its facts are kept back?"""
    return any((subject.kind, subject.object_id) in hidden for subject in entry.subjects.all())


def kept_back() -> str:
    """What stands in the place of facts that are kept back."""
    return _("Confidential: told to those it concerns.")


def _line(line: words.Line, kept: bool) -> words.Line:
    return replace(line, about="", reason=kept_back(), changes=[]) if kept else line


def _main_model(entry: LedgerEntry) -> type[models.Model] | None:
    first = next(iter(entry.subjects.all()), None)
    return _model(first.kind) if first else None


def _model(kind: str) -> type[models.Model] | None:
    try:
        return apps.get_model(kind)
    except LookupError:
        return None


def _subject(kind: str, number: str, names: Names, administers: bool, hidden: set[tuple[str, str]]) -> Subject:
    model = None if (kind, number) in hidden else _model(kind)
    row = names.row(model, number) if model else None
    return Subject(kind_in_words(kind), str(row) if row is not None else number, _address(row, administers))


def _address(row: models.Model | None, administers: bool) -> str:
    """The page of a row: its own, else the one of the administration."""
    if row is None or not (administers or hasattr(row, "get_absolute_url")):
        return ""
    if hasattr(row, "get_absolute_url"):
        return row.get_absolute_url()
    try:
        return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    except NoReverseMatch:
        return ""

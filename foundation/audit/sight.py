"""What is told of rows that not everybody sees: each area says which of its rows it hides from whom, and what speaks of them hides too."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db import models
from django.db.models.functions import Cast

from foundation.accounts.models import User
from foundation.audit.models import LedgerSubject


@dataclass(frozen=True)
class Kind:
    """A kind of row that may be hidden: those hidden from a person, and the column under which notices and comments name one."""

    hidden: Callable[[User], models.QuerySet]
    column: str


_kinds: dict[str, Kind] = {}


def register(label: str, hidden: Callable[[User], models.QuerySet], *, column: str = "pk") -> None:
    """Hide rows of a model ("portfolio.project") from who does not see them; called by each area's AppConfig.ready."""
    _kinds[label] = Kind(hidden, column)


def entries_seen_by(reader: User, entries: models.QuerySet) -> models.QuerySet:
    """The entries of the ledger that speak of nothing hidden from the reader; for some of them, no query of its own."""
    for label, kind in _kinds.items():
        numbers = _numbers(kind.hidden(reader), "pk")
        named = LedgerSubject.objects.filter(entry=models.OuterRef("pk"), kind=label, object_id__in=numbers)
        entries = entries.exclude(models.Exists(named))
    return entries


def subjects_seen_by(reader: User, subjects: models.QuerySet) -> models.QuerySet:
    """The subjects of all those entries. One query a kind at once."""
    named = naming(hidden_subjects(reader))
    return subjects if named is None else subjects.exclude(entry__in=named.values("entry"))


def naming(hidden: Iterable[tuple[str, str]]) -> models.QuerySet | None:
    """The rows that name one of these (kind, number); None where there are none. The numbers are few and known: an index finds them."""
    by_kind: dict[str, list[str]] = {}
    for label, number in hidden:
        by_kind.setdefault(label, []).append(number)
    if not by_kind:
        return None
    some = (models.Q(kind=label, object_id__in=numbers) for label, numbers in by_kind.items())
    return LedgerSubject.objects.filter(reduce(or_, some)).order_by()


def told_to(reader: User, rows: models.QuerySet) -> models.QuerySet:
    """Notices, comments and the like (columns `kind` and `object_id`) that speak of nothing hidden from the reader."""
    for label, kind in _kinds.items():
        rows = rows.exclude(kind=label, object_id__in=_numbers(kind.hidden(reader), kind.column))
    return rows


def hidden_subjects(reader: User) -> set[tuple[str, str]]:
    """The kind and number of every row hidden from who reads the whole ledger. One query a kind."""
    return {(label, number) for label, kind in _kinds.items() for number in _numbers(kind.hidden(reader), "pk")}


def _numbers(rows: models.QuerySet, column: str) -> models.QuerySet:
    return rows.order_by().annotate(number=Cast(column, models.CharField())).values_list("number", flat=True)

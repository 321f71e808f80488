"""The ledger in words: what a verb says to a person, and what changed from what to what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import Promise
from django.utils.text import Truncator

from foundation import formatting
from foundation.audit.models import LedgerEntry
from foundation.audit.names import Names

Word = str | Promise
VERBS: dict[str, Word] = {}
LONGEST = 80


def register(verbs: dict[str, Word]) -> None:
    """Say what verbs mean; each area does so when it starts."""
    VERBS.update(verbs)


def verb_in_words(verb: str) -> Word:
    """What a verb of the ledger says; an unknown one stands for itself."""
    return VERBS.get(verb, verb)


@dataclass(frozen=True)
class Change:
    """One fact of an object before and after; both empty where only "it changed" can be said."""

    label: Word
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class Line:
    """One entry of a trail as it is read."""

    entry: LedgerEntry
    what: Word
    about: str
    reason: str
    changes: list[Change]


def lines(entries: Iterable[LedgerEntry], model: type[models.Model] | None = None) -> list[Line]:
    """The entries of the trail of a row of `model`, in words.

    Told are the facts "about" (a short name), "reason" and "changes" {field: [old, new]}; "of" names the model of the
    changed fields ("portfolio.milestone") where it is not `model` itself. Named rows cost one query for each model they are of.
    """
    entries = list(entries)
    names = Names()
    for entry in entries:
        for field, pair in _told(entry, model):
            if field is not None and field.is_relation:
                names.ask(field.related_model, pair)
    return [_line(entry, model, names) for entry in entries]


def _line(entry: LedgerEntry, model: type[models.Model] | None, names: Names) -> Line:
    about, reason = (str(entry.facts.get(name) or "") for name in ("about", "reason"))
    labels = entry.facts.get("changes") or {}
    told = zip(labels, _told(entry, model), strict=True)
    return Line(entry, verb_in_words(entry.verb), about, reason, [_change(name, field, pair, names) for name, (field, pair) in told])


def _told(entry: LedgerEntry, model: type[models.Model] | None) -> list[tuple[models.Field | None, list[object]]]:
    """The changed fields with what they were and are; no field for a name the model does not know."""
    told = entry.facts.get("changes") or {}
    of = apps.get_model(entry.facts["of"]) if entry.facts.get("of") else model
    return [(_field(of, name), pair if isinstance(pair, list) and len(pair) == 2 else [None, pair]) for name, pair in told.items()]


def _field(model: type[models.Model] | None, name: str) -> models.Field | None:
    try:
        return model._meta.get_field(name.removesuffix("_id")) if model and name != "scope_id" else None
    except FieldDoesNotExist:
        return None


def _change(name: str, field: models.Field | None, pair: list[object], names: Names) -> Change:
    if field is None:
        return Change(name.replace("_", " "), _text(pair[0]), _text(pair[1]))
    if field.is_relation:
        return Change(field.verbose_name, *(_text(names.of(field.related_model, value)) for value in pair))
    words = dict(getattr(field, "flatchoices", None) or [])
    return Change(getattr(field, "verbose_name", name), *(_text(words.get(value, value), field) for value in pair))


def _text(value: object, field: models.Field | None = None) -> str:
    if value is None or value == "":
        return formatting.ABSENT
    if isinstance(field, models.DateField):
        return formatting.day(date.fromisoformat(str(value)[:10]))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return formatting.number(value)
    return Truncator(str(value)).chars(LONGEST)

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


def lines(entries: Iterable[LedgerEntry], model: type[models.Model]) -> list[Line]:
    """The entries of the trail of a row of `model`, in words.

    Told are the facts "about" (a short name), "reason" and "changes" {field: [old, new]}; "of" names the model of the
    changed fields ("portfolio.milestone") where it is not `model` itself.
    """
    return [_line(entry, model) for entry in entries]


def _line(entry: LedgerEntry, model: type[models.Model]) -> Line:
    about, reason = (str(entry.facts.get(name) or "") for name in ("about", "reason"))
    return Line(entry, verb_in_words(entry.verb), about, reason, _changes(entry, model))


def _changes(entry: LedgerEntry, model: type[models.Model]) -> list[Change]:
    told = entry.facts.get("changes") or {}
    model = apps.get_model(entry.facts["of"]) if entry.facts.get("of") else model
    return [_change(model, name, pair) for name, pair in told.items() if isinstance(pair, list) and len(pair) == 2]


def _change(model: type[models.Model], name: str, pair: list[object]) -> Change:
    try:
        field = model._meta.get_field(name.removesuffix("_id"))
    except FieldDoesNotExist:
        return Change(name, _text(pair[0]), _text(pair[1]))
    label = getattr(field, "verbose_name", name)
    if field.is_relation:
        return Change(label)
    words = dict(getattr(field, "flatchoices", None) or [])
    return Change(label, *(_text(words.get(value, value), field) for value in pair))


def _text(value: object, field: models.Field | None = None) -> str:
    if value is None or value == "":
        return formatting.ABSENT
    if isinstance(field, models.DateField):
        return formatting.day(date.fromisoformat(str(value)[:10]))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return formatting.number(value)
    return Truncator(str(value)).chars(LONGEST)

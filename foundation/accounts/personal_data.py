"""What the portal holds about one person, found by the references that lead to them: every table is asked, none is listed by hand.

Rows that are about the person, or that they wrote, are told whole; rows that merely name them are told by their name.
Other people stand there as numbers only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext

from foundation.accounts.models import User

# References by which a row is about somebody, or written by them.
OWN = {"user", "author", "by", "recorded_by", "delegate", "asked_by", "granted_by", "declared_by", "decided_by"}
NEVER_TOLD = {"password", "search", "data", "session_key", "token", "key", "previous_hash", "hash", "payload_hash", "content"}
NOT_TOLD = {"sessions.Session", "admin.LogEntry"}
SHOWN_ROWS = 2_000
SHOWN_ON_SCREEN = 20


@dataclass(frozen=True)
class Section:
    """The rows of one table that lead to the person by one reference."""

    table: str
    reference: str
    label: str
    rows: list[dict[str, Any]]
    total: int

    @property
    def headings(self) -> list[str]:
        """What the columns are called on a screen, in order."""
        return _labels(apps.get_model(self.table), self.rows[0]) if self.rows else []

    @property
    def lines(self) -> list[list[tuple[str, Any]]]:
        """The rows as (heading, value), for a screen."""
        return [list(zip(self.headings, row.values(), strict=True)) for row in self.rows[:SHOWN_ON_SCREEN]]


def account(person: User) -> dict[str, Any]:
    """What stands in the account itself."""
    return _told(person)


def account_in_words(person: User) -> list[tuple[str, Any]]:
    """The account as (heading, value), for a screen."""
    told = account(person)
    return list(zip(_labels(User, told), told.values(), strict=True))


def sections(person: User) -> list[Section]:
    """Everything else, table by table; one query (two where there are rows) for each reference to people."""
    return [found for model, field in _references() if (found := _section(person, model, field)) is not None]


def as_json(person: User, at: datetime) -> dict[str, Any]:
    """The whole export."""
    told = [{"table": s.table, "as": s.reference, "label": s.label, "rows": s.rows, "total": s.total} for s in sections(person)]
    return {"made_at": at.isoformat(), "person": account(person), "tables": told}


def _references() -> Iterator[tuple[type[models.Model], models.ForeignKey]]:
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        if not model._meta.managed or model._meta.proxy or model._meta.label in NOT_TOLD:
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is User:
                yield model, field


def _section(person: User, model: type[models.Model], field: models.ForeignKey) -> Section | None:
    rows = model._base_manager.filter(**{field.name: person}).order_by("-pk")
    total = rows.count()
    if not total:
        return None
    whole = field.name in OWN
    related = [] if not whole else [f.name for f in _relations(model)]
    found = rows.select_related(*related)[:SHOWN_ROWS] if related else rows[:SHOWN_ROWS]
    told = [_told(row) if whole else {"id": row.pk, "name": str(row)} for row in found]
    label = f"{capfirst(model._meta.verbose_name_plural)} · {field.verbose_name}"
    return Section(model._meta.label_lower, field.name, label, told, total)


def _relations(model: type[models.Model]) -> list[models.Field]:
    return [f for f in model._meta.concrete_fields if isinstance(f, models.ForeignKey) and f.related_model is not User]


def _told(row: models.Model) -> dict[str, Any]:
    told = {}
    for field in row._meta.concrete_fields:
        if field.name in NEVER_TOLD or isinstance(field, models.BinaryField):
            continue
        value = getattr(row, field.attname)
        if isinstance(field, models.ForeignKey) and field.related_model is not User and value is not None:
            value = str(getattr(row, field.name))
        told[field.name] = _plain(value)
    return told


def _labels(model: type[models.Model], told: dict[str, Any]) -> list[str]:
    """What the fields are called; a column of no field keeps its name."""
    fields = {field.name: gettext(capfirst(str(field.verbose_name))) for field in model._meta.concrete_fields}
    return [fields.get(name) or gettext(capfirst(name)) for name in told]


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value if value is None or isinstance(value, (str, int, float, bool, list, dict)) else str(value)

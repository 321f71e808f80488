"""Facts that are recorded, never edited: each change is a new row that closes the one before it.

A past date then reproduces its numbers: `known_at(cut_off)` returns what was known at that instant.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Self, TypeVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

Row = TypeVar("Row", bound="Recorded")
BOOKKEEPING = {"id", "recorded_at", "recorded_by", "superseded_at"}
BATCH = 2_000


class ChangedMeanwhile(Exception):
    """Somebody else changed the fact after it was read; nothing was written."""

    def __init__(self, row: "Recorded") -> None:
        self.row = row
        super().__init__(f"{row._meta.label} {row.key} was changed by someone else after it was read.")


class RecordedQuerySet(models.QuerySet):
    """Rows by the instant at which they were known."""

    def current(self) -> Self:
        """The facts that hold now."""
        return self.filter(superseded_at__isnull=True, removed=False)

    def known_at(self, cut_off: datetime) -> Self:
        """The facts that held at the instant `cut_off`, whatever was recorded since."""
        still_open = models.Q(superseded_at__isnull=True) | models.Q(superseded_at__gt=cut_off)
        return self.filter(still_open, recorded_at__lte=cut_off, removed=False)


class Recorded(models.Model):
    """One version of a fact. `key` is the fact's identity through all its versions."""

    key = models.UUIDField(_("identity"), default=uuid.uuid4, editable=False)
    recorded_at = models.DateTimeField(_("recorded at"), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by"), editable=False
    )
    superseded_at = models.DateTimeField(_("superseded at"), null=True, blank=True, editable=False)
    removed = models.BooleanField(_("removed"), default=False, editable=False)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(superseded_at__isnull=True), name="%(app_label)s_%(class)s_one_current_version"
            ),
            models.CheckConstraint(
                condition=models.Q(superseded_at__isnull=True) | models.Q(superseded_at__gte=models.F("recorded_at")),
                name="%(app_label)s_%(class)s_superseded_after_recorded",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="append_only",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF OLD.superseded_at IS NULL AND NEW.superseded_at IS NOT NULL THEN
                        OLD.superseded_at := NEW.superseded_at;
                        IF OLD IS NOT DISTINCT FROM NEW THEN RETURN NEW; END IF;
                    END IF;
                    RAISE EXCEPTION 'append-only: rows of % are never edited, record a new version', TG_TABLE_NAME;
                """,
            ),
        ]


def record(model: type[Row], *, at: datetime, by: Any, **facts: Any) -> Row:
    """Record a new fact; the caller has opened the transaction."""
    return model._base_manager.create(recorded_at=at, recorded_by=by, **facts)


def supersede(row: Row, *, at: datetime, by: Any, **changes: Any) -> Row:
    """Close `row` and record its next version with `changes`; raises ChangedMeanwhile when it is no longer the current one."""
    model = type(row)
    closed = model._base_manager.filter(pk=row.pk, superseded_at__isnull=True).update(superseded_at=at)
    if not closed:
        raise ChangedMeanwhile(row)
    return record(model, at=at, by=by, **_next_version(row, changes))


def supersede_all(rows: Sequence[Row], *, at: datetime, by: Any, changes: Callable[[Row], dict[str, Any]]) -> list[Row]:
    """Close `rows` (of one model) and record the next version of each with `changes(row)`: two statements, all or nothing.

    Raises ChangedMeanwhile when one of them is no longer the current one.
    """
    if not rows:
        return []
    model = type(rows[0])
    closed = model._base_manager.filter(pk__in=[row.pk for row in rows], superseded_at__isnull=True).update(superseded_at=at)
    if closed != len(rows):
        raise ChangedMeanwhile(rows[0])
    return model._base_manager.bulk_create([model(recorded_at=at, recorded_by=by, **_next_version(row, changes(row))) for row in rows])


def record_again(model: type[Row], *, at: datetime, by: Any, identity: dict[str, Any], **facts: Any) -> Row | None:
    """Record a fact that `identity` (column values) makes unique; one that was removed comes back under its old key.

    Returns None when such a fact already holds: nothing was written.
    """
    known = model._base_manager.filter(superseded_at__isnull=True, **where(identity)).first()
    if known is None:
        return record(model, at=at, by=by, **identity, **facts)
    return supersede(known, at=at, by=by, removed=False, **facts) if known.removed else None


def where(identity: dict[str, Any]) -> dict[str, Any]:
    """The filter that finds rows with these column values, None included."""
    return {f"{name}__isnull" if value is None else name: True if value is None else value for name, value in identity.items()}


def _next_version(row: Recorded, changes: dict[str, Any]) -> dict[str, Any]:
    """The columns of `row` with `changes` made; related objects that do not change are not fetched."""
    kept = [f for f in row._meta.concrete_fields if f.name not in BOOKKEEPING and not f.generated]
    return {f.attname: getattr(row, f.attname) for f in kept if not {f.name, f.attname} & changes.keys()} | changes


def remove(row: Row, *, at: datetime, by: Any) -> Row:
    """Record that the fact no longer holds; its history stays."""
    return supersede(row, at=at, by=by, removed=True)


def record_many(model: type[Row], facts: Iterable[dict[str, Any]], *, at: datetime, by: Any) -> list[Row]:
    """Record many new facts in few statements; the caller has opened the transaction."""
    rows = [model(recorded_at=at, recorded_by=by, **one) for one in facts]
    return model._base_manager.bulk_create(rows, batch_size=BATCH)


def append_only() -> list[pgtrigger.Trigger]:
    """The triggers of rows that are only ever added (ledger, published reports, snapshots)."""
    return [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

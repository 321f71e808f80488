"""Importing footprints that companies published."""

from datetime import datetime
from typing import Any

from django.db import transaction

from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.history import BATCH
from rse.models import ReportedFootprint

IDENTITY = ("source", "company_id", "starts_on", "ends_on")


def import_reported(*, source: str, rows: list[dict[str, Any]], by: User | None, at: datetime) -> int:
    """Store the company-years of a file; those known already take the values of the file. Returns how many rows were read."""
    told = [ReportedFootprint(source=source, imported_at=at, **row) for row in rows]
    kept = [f.name for f in ReportedFootprint._meta.concrete_fields if f.name not in ("id", "search", *IDENTITY)]
    with transaction.atomic():
        ReportedFootprint.objects.bulk_create(
            told, batch_size=BATCH, update_conflicts=True, unique_fields=list(IDENTITY), update_fields=kept
        )
        unreconciled = sum(row["reconciles"] is False for row in rows)
        facts = {"about": source, "rows": len(rows), "unreconciled": unreconciled}
        audit.record(by=by, at=at, verb="footprint.imported", facts=facts)
    return len(told)

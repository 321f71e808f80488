"""Files of measurements: looked at first, then recorded as they were seen; the same file again changes nothing."""

import hashlib
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from foundation.accounts.models import User
from foundation.bilingual import language
from foundation.refusals import gettext_noop as _
from foundation.tabular import read_table
from kpis import imports
from kpis.access import measurable_by
from kpis.actions.measurements import Recorded, Value, record_measurements
from kpis.models import Indicator, MeasurementFile, Slice
from kpis.queries.slices import parts_by_label
from kpis.refusals import KpiRefusal


def look_at(*, name: str, content: bytes, by: User, at: datetime) -> MeasurementFile:
    """Read a file without recording anything. Raises Refusal when it cannot be read as measurements."""
    table = read_table(content)
    wanted = _indicators_of(by)
    found = imports.read_rows(
        table, wanted, parts_by_label(wanted.values()), today=timezone.localdate(at), comma_is_decimal=language() == "fr"
    )
    if not found.rows and not found.problems:
        raise KpiRefusal(_("The file holds no value: fill in the column “value”."))
    return MeasurementFile.objects.create(
        name=name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        author=by,
        read_at=at,
        rows=found.rows,
        problems=[[one.place, one.sentence, _plain(one.facts)] for one in found.problems[: imports.SHOWN_PROBLEMS]],
    )


def _indicators_of(user: User) -> dict[str, Indicator]:
    return {indicator.code.casefold(): indicator for indicator in measurable_by(user)}


def _plain(facts: dict[str, object]) -> dict[str, object]:
    return {name: value if isinstance(value, int | float) else str(value) for name, value in facts.items()}


def record_file(*, file: MeasurementFile, reason: str, by: User, at: datetime) -> Recorded:
    """Record the lines that could be read. Other values for measured periods are corrections and need `reason`: a restated series.

    Raises KpiRefusal; then nothing was written.
    """
    indicators = _indicators_of(by)
    parts = Slice.objects.in_bulk({row[6] for row in file.rows if len(row) > 6 and row[6]})
    values = []
    for _line, code, start, end, value, note, *part in file.rows:
        indicator = indicators.get(code.casefold())
        if indicator is None:
            raise KpiRefusal(_("You may no longer measure %(code)s: look at the file again."), code=code)
        values.append(
            Value(
                indicator,
                date.fromisoformat(start),
                date.fromisoformat(end),
                value,
                slice=parts.get(part[0]) if part else None,
                note=note,
                confirmed=True,
            )
        )
    with transaction.atomic():
        outcome = record_measurements(values=values, by=by, at=at, source=file.name, correction_reason=reason)
        file.applied_at = at
        file.outcome = {"added": len(outcome.added), "corrected": len(outcome.corrected), "unchanged": outcome.unchanged}
        file.save(update_fields=["applied_at", "outcome"])
    return outcome

"""Recording and correcting measurements; the newest value and the months follow in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from foundation import history
from foundation.accounts.models import User
from foundation.attachments.models import Attachment
from foundation.audit import actions as audit
from foundation.refusals import gettext_noop as _
from kpis import entry
from kpis.actions.rollups import refresh
from kpis.actions.wholes import Place, roll_up_wholes
from kpis.models import Indicator, Measurement, Slice
from kpis.models.measurements import SourceKind
from kpis.refusals import KpiRefusal


@dataclass(frozen=True)
class Value:
    """One value to record: of which indicator (and slice), for which period."""

    indicator: Indicator
    period_start: date
    period_end: date
    value: float
    slice: Slice | None = None
    evidence: Attachment | None = None
    note: str = ""
    confirmed: bool = False

    @property
    def place(self) -> Place:
        """What may be measured once."""
        return self.indicator.pk, self.slice.pk if self.slice else None, self.period_start, self.period_end


@dataclass(frozen=True)
class Recorded:
    """What came of some values: new rows, corrected rows, and how many were already there as they are."""

    added: list[Measurement]
    corrected: list[Measurement]
    unchanged: int


def record_measurements(
    *,
    values: Sequence[Value],
    by: User | None,
    at: datetime,
    automatic: bool = False,
    source: str = "",
    correction_reason: str = "",
    recorded_at: datetime | None = None,
) -> Recorded:
    """Record values, all or none. The same value for the same period again changes nothing.

    Another value for a measured period is a correction and needs `correction_reason`; without it KpiRefusal says so.
    Raises KpiRefusal (Implausible for a value to confirm). Only seed and import may give `recorded_at`.
    """
    today = timezone.localdate(at)
    for value in values:
        entry.check_value(value.value)
        entry.check_period(value.period_start, value.period_end, today=today)
        entry.check_plausible(
            value.value, value.indicator.plausible_low, value.indicator.plausible_high, confirmed=value.confirmed or automatic
        )
    _refuse_twice(values)
    with transaction.atomic():
        known = _known(values)
        when = recorded_at or at
        added, corrected, unchanged = [], [], 0
        for value in values:
            before = known.get(value.place)
            facts = {
                "value": value.value,
                "evidence": value.evidence,
                "note": value.note,
                "source": source,
                "source_kind": _kind(value, automatic),
                "rolled_up": False,
            }
            if before is None:
                place = {"slice": value.slice, "period_start": value.period_start, "period_end": value.period_end}
                added.append(Measurement(recorded_at=when, recorded_by=by, indicator=value.indicator, **place, **facts))
            elif before.value == value.value and not before.rolled_up:
                unchanged += 1
            elif before.rolled_up:
                corrected.append(history.supersede(before, at=when, by=by, reason=correction_reason, **facts))
            else:
                _require_reason(before, value, correction_reason)
                corrected.append(history.supersede(before, at=when, by=by, reason=correction_reason, **facts))
        Measurement.objects.bulk_create(added)
        if added or corrected:
            touched = {value.indicator.pk: value.indicator for value in values}
            touched |= roll_up_wholes({value.place for value in values}, by=by, at=when)
            refresh(touched, as_of=today)
            told = {"added": len(added), "corrected": len(corrected), "unchanged": unchanged, "source": source, "reason": correction_reason}
            audit.record(by=by, at=at, verb="measurements.recorded", subjects=list(touched.values())[:200], facts=told)
    return Recorded(added, corrected, unchanged)


def correct_measurement(
    *, measurement: Measurement, value: float, reason: str, by: User | None, at: datetime, evidence: Attachment | None = None
) -> Measurement:
    """Replace a value by a corrected one; both stay visible. Raises ChangedMeanwhile when it was corrected since."""
    entry.check_value(value)
    if not reason.strip():
        raise KpiRefusal(_("Say why the value is corrected: the reason stays beside both values."))
    with transaction.atomic():
        kind = SourceKind.EVIDENCED if evidence else measurement.source_kind
        facts = {"value": value, "reason": reason, "evidence": evidence or measurement.evidence, "source_kind": kind, "rolled_up": False}
        corrected = history.supersede(measurement, at=at, by=by, **facts)
        place = measurement.indicator_id, measurement.slice_id, measurement.period_start, measurement.period_end
        touched = {measurement.indicator_id: measurement.indicator} | roll_up_wholes({place}, by=by, at=at)
        refresh(touched, as_of=timezone.localdate(at))
        told = {"measurement": measurement.key, "changes": {"value": [measurement.value, value]}, "reason": reason}
        audit.record(by=by, at=at, verb="measurement.corrected", subjects=[measurement.indicator], facts=told)
    return corrected


def _kind(value: Value, automatic: bool) -> str:
    if automatic:
        return SourceKind.AUTOMATIC
    return SourceKind.EVIDENCED if value.evidence else SourceKind.MANUAL


def _known(values: Sequence[Value]) -> dict[Place, Measurement]:
    current = Measurement.objects.current().filter(
        indicator__in={v.indicator.pk for v in values},
        period_end__in={v.period_end for v in values},
        period_start__in={v.period_start for v in values},
    )
    return {(m.indicator_id, m.slice_id, m.period_start, m.period_end): m for m in current}


def _refuse_twice(values: Sequence[Value]) -> None:
    seen: dict[Place, Value] = {}
    for value in values:
        if value.place in seen and seen[value.place].value != value.value:
            raise KpiRefusal(
                _("%(code)s is given twice for the period ending %(end)s: keep one of the two values."),
                code=value.indicator.code,
                end=value.period_end.isoformat(),
            )
        seen[value.place] = value
    if len(seen) != len(values):
        raise KpiRefusal(_("The same measurement stands there twice: keep one of the two lines."))


def _require_reason(before: Measurement, value: Value, reason: str) -> None:
    if not reason.strip():
        raise KpiRefusal(
            _("%(code)s already has the value %(value)s for the period ending %(end)s: give the reason of the correction, or keep it."),
            code=value.indicator.code,
            value=before.value,
            end=value.period_end.isoformat(),
        )

"""What the page of an indicator's definition shows, and its values."""

from dataclasses import dataclass
from datetime import date

from foundation.bilingual import language
from kpis import rhythm
from kpis.models import Indicator, IndicatorShare, Measurement, Slice, StatusOverride, Target

SHOWN = 200


@dataclass(frozen=True)
class Managed:
    """Targets in order, the objectives measured, the status a person set."""

    targets: list[Target]
    shares: list[IndicatorShare]
    override: StatusOverride | None


def managed(indicator: Indicator, today: date) -> Managed:
    """Three queries."""
    return Managed(
        targets=list(Target.objects.current().filter(indicator=indicator).order_by("baseline_on")),
        shares=list(IndicatorShare.objects.current().filter(indicator=indicator).select_related("objective").order_by("objective__code")),
        override=StatusOverride.objects.current().filter(indicator=indicator, expires_on__gte=today).select_related("recorded_by").first(),
    )


@dataclass(frozen=True)
class Known:
    """A value and its period as people read it."""

    row: Measurement

    @property
    def period(self) -> str:
        return rhythm.label(self.row.period_start, self.row.period_end, language())


def values_of(indicator: Indicator, part: Slice | None = None) -> list[Known]:
    """The values of the whole, or of a part, that stand now, the latest period first. One query."""
    rows = Measurement.objects.current().filter(indicator=indicator, slice=part).select_related("recorded_by", "evidence")
    return [Known(row) for row in rows.order_by("-period_end", "-recorded_at")[:SHOWN]]


def versions(measurement: Measurement) -> list[Measurement]:
    """Every version of a value, the newest first."""
    place = {"indicator": measurement.indicator_id, "period_end": measurement.period_end}  # what the index knows
    return list(
        Measurement.objects.filter(key=measurement.key, **place).select_related("recorded_by", "evidence").order_by("-recorded_at", "-pk")
    )

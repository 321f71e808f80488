"""What a file of measurements would do."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from foundation.bilingual import language
from kpis import rhythm
from kpis.models import Indicator, Measurement, MeasurementFile, Slice

SHOWN = 100


@dataclass(frozen=True)
class Change:
    """One line of a file: what is known of its period, and what the file says."""

    line: int
    indicator: Indicator
    period: str
    before: float | None
    value: float
    unusual: bool
    slice: Slice | None = None


@dataclass(frozen=True)
class Preview:
    """New values, other values for measured periods, how many stand already, and the unusual ones among them."""

    new: list[Change]
    other: list[Change]
    same: int

    @property
    def unusual(self) -> int:
        return sum(change.unusual for change in [*self.new, *self.other])


def preview(file: MeasurementFile) -> Preview:
    """Compare the lines with what is known now. Three queries."""
    indicators = {one.code: one for one in Indicator.objects.filter(code__in={row[1] for row in file.rows})}
    ends = [date.fromisoformat(row[3]) for row in file.rows]
    known: dict[tuple[int, int | None, date, date], float] = {}
    if ends:
        current = Measurement.objects.current().filter(
            indicator__in=indicators.values(), period_end__gte=min(ends), period_end__lte=max(ends)
        )
        known = {(one.indicator_id, one.slice_id, one.period_start, one.period_end): one.value for one in current}
    parts = Slice.objects.select_related("unit", "site").in_bulk({row[6] for row in file.rows if len(row) > 6 and row[6]})
    changes = [_change(row, indicators, known, parts) for row in file.rows if row[1] in indicators]
    new = [change for change in changes if change.before is None]
    other = [change for change in changes if change.before is not None and change.before != change.value]
    return Preview(new, other, len(changes) - len(new) - len(other))


def _change(
    row: list[Any], indicators: dict[str, Indicator], known: dict[tuple[int, int | None, date, date], float], parts: dict[int, Slice]
) -> Change:
    line, code, start, end, value, _note, *rest = row
    part = parts.get(rest[0]) if rest else None
    indicator, first, last = indicators[code], date.fromisoformat(start), date.fromisoformat(end)
    low, high = indicator.plausible_low, indicator.plausible_high
    unusual = (low is not None and value < low) or (high is not None and value > high)
    before = known.get((indicator.pk, part.pk if part else None, first, last))
    return Change(line, indicator, rhythm.label(first, last, language()), before, value, unusual, part)

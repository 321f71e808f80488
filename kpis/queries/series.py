"""Series as the worker reads them: a span of the cadence's periods of many indicators, in two queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from kpis.models import Indicator
from kpis.series import LONGEST, Point, Series, series_of

# The newest period of each indicator, then the values of its span: both answered by the index on (indicator, period_end).
VALUES = """
SELECT wanted.id, value.period_start, value.period_end, value.value, value.id, value.superseded_at IS NULL
FROM unnest(%(ids)s::bigint[], %(days)s::int[]) AS wanted (id, days)
JOIN LATERAL (
    SELECT max(period_end) AS newest FROM kpis_measurement
    WHERE indicator_id = wanted.id AND slice_id IS NULL AND superseded_at IS NULL AND NOT removed) last ON last.newest IS NOT NULL
JOIN LATERAL (
    SELECT id, period_start, period_end, value, superseded_at FROM kpis_measurement
    WHERE indicator_id = wanted.id AND slice_id IS NULL AND NOT removed AND period_end > last.newest - wanted.days) value ON true
"""


@dataclass(frozen=True, slots=True)
class Known:
    """The series of an indicator, and the last days of the periods whose value was restated."""

    series: Series
    restated: tuple[date, ...]


def known_series(indicators: Iterable[Indicator]) -> dict[int, Known]:
    """{indicator id: its series}; indicators without a value are absent."""
    by_id = {indicator.pk: indicator for indicator in indicators}
    current: dict[int, list[Point]] = {}
    restated: dict[int, set[date]] = {}
    with connection.cursor() as cursor:
        cursor.execute(VALUES, {"ids": list(by_id), "days": [_days(each) for each in by_id.values()]})
        for pk, start, end, value, version, is_current in cursor.fetchall():
            if is_current:
                current.setdefault(pk, []).append(Point(start, end, value, version))
            else:
                restated.setdefault(pk, set()).add(end)
    return _assembled(by_id, current, restated)


def _assembled(by_id: Mapping[int, Indicator], current: Mapping[int, list[Point]], restated: Mapping[int, set[date]]) -> dict[int, Known]:
    found = {}
    for pk, points in current.items():
        indicator = by_id[pk]
        series = series_of(points, cadence=indicator.cadence, aggregation=indicator.aggregation)
        found[pk] = Known(series, tuple(sorted(restated.get(pk, ()))))
    return found


def _days(indicator: Indicator) -> int:
    """How far back the longest series of a cadence reaches, with a margin for calendar months."""
    return timedelta(days=int(LONGEST * indicator.cadence_days * 1.03) + 31).days

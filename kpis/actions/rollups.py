"""What boards read, rolled up by the write that changes it: the newest value, its status, and the months."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import connection

from kpis.judgement import judge_latest
from kpis.models import Indicator, LatestMeasurement

NEWEST = """
INSERT INTO kpis_latestmeasurement (indicator_id, slice_id, measurement_id, period_end, value, previous_value, previous_end, status)
SELECT place.indicator_id, place.slice_id, newest.id, newest.period_end, newest.value, before.value, before.period_end, 'no_data'
FROM (SELECT DISTINCT indicator_id, slice_id FROM kpis_measurement WHERE indicator_id = ANY(%(indicators)s)) place
JOIN LATERAL (
    SELECT id, period_end, value FROM kpis_measurement
    WHERE indicator_id = place.indicator_id AND slice_id IS NOT DISTINCT FROM place.slice_id AND superseded_at IS NULL AND NOT removed
    ORDER BY period_end DESC, recorded_at DESC LIMIT 1) newest ON true
LEFT JOIN LATERAL (
    SELECT period_end, value FROM kpis_measurement
    WHERE indicator_id = place.indicator_id AND slice_id IS NOT DISTINCT FROM place.slice_id AND superseded_at IS NULL AND NOT removed
      AND period_end < newest.period_end
    ORDER BY period_end DESC, recorded_at DESC LIMIT 1) before ON true
ON CONFLICT (indicator_id, slice_id) DO UPDATE SET
    measurement_id = excluded.measurement_id, period_end = excluded.period_end, value = excluded.value,
    previous_value = excluded.previous_value, previous_end = excluded.previous_end
"""

MONTHS = """
INSERT INTO kpis_monthlyvalue (indicator_id, month, value, count)
SELECT measured.indicator_id, date_trunc('month', measured.period_end)::date,
       CASE indicator.aggregation WHEN 'sum' THEN sum(measured.value) WHEN 'mean' THEN avg(measured.value)
            ELSE (array_agg(measured.value ORDER BY measured.period_end DESC, measured.recorded_at DESC))[1] END,
       count(*)
FROM kpis_measurement measured
JOIN kpis_indicator indicator ON indicator.id = measured.indicator_id
WHERE measured.indicator_id = ANY(%(indicators)s) AND measured.slice_id IS NULL AND measured.superseded_at IS NULL AND NOT measured.removed
GROUP BY measured.indicator_id, indicator.aggregation, date_trunc('month', measured.period_end)
ON CONFLICT (indicator_id, month) DO UPDATE SET value = excluded.value, count = excluded.count
WHERE kpis_monthlyvalue.value <> excluded.value OR kpis_monthlyvalue.count <> excluded.count
"""

CHANGED = """
INSERT INTO kpis_changedseries (indicator_id, changes, claimed_by, attempts) SELECT unnest(%(indicators)s::bigint[]), 1, '', 0
ON CONFLICT (indicator_id) DO UPDATE SET changes = kpis_changedseries.changes + 1
"""


def refresh(indicators: Mapping[int, Indicator], *, as_of: date) -> None:
    """Roll up some indicators in three statements, then judge their newest values as of a day; the night is told to read them."""
    ids = sorted(indicators)
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, {"indicators": ids})
        cursor.execute(MONTHS, {"indicators": ids})
    want_reading(ids)
    judge(ids, as_of=as_of)


def want_reading(ids: Iterable[int]) -> None:
    """Have the next night read these indicators again: their values, their target or their definition changed."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGED, {"indicators": sorted(set(ids))})


def judge(ids: list[int], *, as_of: date) -> None:
    """Compute attainment and status of the newest values of some indicators, as of a day; only changed rows are written."""
    rows = list(LatestMeasurement.objects.filter(indicator__in=ids, slice__isnull=True).select_related("indicator"))
    changed = judge_latest(rows, as_of=as_of)
    LatestMeasurement.objects.bulk_update(changed, ["attainment", "status", "status_since"], batch_size=1_000)

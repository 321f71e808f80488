"""Indicators and measurements of any number for benchmarks: the same values every time, written inside the database."""

import time
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from foundation.history import record_many
from kpis.actions.rollups import refresh
from kpis.models import Indicator, Target

CODE = "GEN-"
CHUNK = 500
YEARS = timedelta(days=730)
PERSPECTIVES = ("finance", "customer", "process", "people", "rse")
FILL = """
INSERT INTO kpis_measurement
    (key, recorded_at, removed, period_start, period_end, value, source_kind, source, note, reason, indicator_id)
SELECT gen_random_uuid(), %(at)s, false, day, day, place.start + place.slope * n + place.swing * sin(n / 29.0 + place.id), 'automatic',
       'generated', '', '', place.id
FROM (SELECT id, 20 + id %% 60 AS start, ((id %% 7) - 2) / 200.0 AS slope, 1 + id %% 5 AS swing
      FROM kpis_indicator WHERE id = ANY(%(indicators)s)) place
CROSS JOIN LATERAL (
    SELECT n, (%(last)s::date - (%(each)s - n) * %(step)s) AS day FROM generate_series(1, %(each)s) n) days
"""
STEPS = {"daily": 1, "weekly": 7, "monthly": 30}


class Command(BaseCommand):
    help = "Generate indicators (codes GEN-…) with targets and measurements, rolled up as the portal does."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--indicators", type=int, default=1_000)
        parser.add_argument("--measurements", type=int, default=100_000, help="in all, shared evenly")
        parser.add_argument("--cadence", choices=sorted(STEPS), default="daily")

    def handle(self, *, indicators: int, measurements: int, cadence: str, **options: Any) -> None:
        if Indicator.objects.filter(code__startswith=CODE).exists():
            raise CommandError("Generated indicators are there already; start from an empty data folder (PORTAL_HOME) for others.")
        if indicators < 1 or measurements < indicators:
            raise CommandError("Ask for at least one indicator, and one measurement for each.")
        begun = time.perf_counter()
        ids = self._indicators(indicators, cadence)
        each = measurements // indicators
        self._fill(ids, each, STEPS[cadence])
        self.stdout.write(f"{len(ids):,} indicators, {each * len(ids):,} measurements in {time.perf_counter() - begun:.0f} s")

    def _indicators(self, count: int, cadence: str) -> list[int]:
        today, at = timezone.localdate(), timezone.now() - YEARS
        with transaction.atomic():
            made = Indicator.objects.bulk_create(
                Indicator(
                    code=f"{CODE}{n:05}",
                    name_fr=f"Indicateur {n}",
                    name_en=f"Indicator {n}",
                    unit="%",
                    quantity_kind="share",
                    direction="up",
                    cadence=cadence,
                    perspective=PERSPECTIVES[n % len(PERSPECTIVES)],
                )
                for n in range(count)
            )
            path = {"baseline": 20.0, "baseline_on": today - YEARS, "target": 90.0, "target_on": today + YEARS}
            record_many(Target, ({"indicator": one, **path} for one in made), at=at, by=None)
        return [one.pk for one in made]

    def _fill(self, ids: list[int], each: int, step: int) -> None:
        today = timezone.localdate()
        facts = {"at": timezone.now(), "last": today - timedelta(days=1), "each": each, "step": step}
        known = Indicator.objects.in_bulk(ids)
        for start in range(0, len(ids), CHUNK):
            part = ids[start : start + CHUNK]
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = 0")
                cursor.execute(FILL, {"indicators": part, **facts})
                refresh({pk: known[pk] for pk in part}, as_of=today)
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("ANALYZE")

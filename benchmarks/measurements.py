"""How long readers wait with many measurements: the newest value of a thousand indicators, the board, one indicator.

    PORTAL_HOME=/tmp/bench ./run manage migrate
    PORTAL_HOME=/tmp/bench .venv/bin/python benchmarks/measurements.py --indicators 1000 --measurements 100000

Fills an empty portal with generated indicators (or uses those that are there) and prints median times over repeated reads, in this process.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

LATERAL = """
SELECT place.id, newest.value, newest.period_end FROM unnest(%s::bigint[]) AS place(id)
JOIN LATERAL (SELECT value, period_end FROM kpis_measurement
              WHERE indicator_id = place.id AND slice_id IS NULL AND superseded_at IS NULL AND NOT removed
              ORDER BY period_end DESC, recorded_at DESC LIMIT 1) newest ON true
"""


def measured(name: str, act: Callable[[], object], times: int) -> None:
    act()
    waits = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        waits.append((time.perf_counter() - begun) * 1_000)
    print(f"{name:44} median {statistics.median(waits):7.1f} ms   worst {max(waits):7.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--indicators", type=int, default=1_000)
    parser.add_argument("--measurements", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=20)
    asked = parser.parse_args()
    from cmo_portal import embedded

    with embedded.services_for(["benchmark"]):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmo_portal.settings")
        import django

        django.setup()
        read(asked)


def read(asked: argparse.Namespace) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from foundation.accounts.models import RoleGrant, User
    from kpis.models import Indicator, LatestMeasurement, Measurement

    if not Indicator.objects.filter(code__startswith="GEN-").exists():
        call_command("generate_measurements", indicators=asked.indicators, measurements=asked.measurements)
    ids = list(Indicator.objects.filter(code__startswith="GEN-").values_list("pk", flat=True)[:1_000])
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE relname = 'kpis_measurement'")
        print(f"{cursor.fetchone()[0]:,} measurements, {Indicator.objects.count():,} indicators")

    def lateral() -> object:
        with connection.cursor() as cursor:
            cursor.execute(LATERAL, [ids])
            return cursor.fetchall()

    measured(f"newest value of {len(ids):,}, by LATERAL", lateral, asked.times)
    rows = LatestMeasurement.objects.filter(indicator__in=ids, slice__isnull=True)
    measured(f"newest value of {len(ids):,}, from the kept row", lambda: list(rows.values_list("indicator", "value")), asked.times)
    person, _made = User.objects.get_or_create(email="bench@example.org", defaults={"full_name": "Bench"})
    grant = {"role": "executive", "lens": "cmo", "valid_from": timezone.localdate(), "granted_at": timezone.now()}
    RoleGrant.objects.get_or_create(user=person, defaults=grant)
    browser = Client(headers={"host": "localhost"})
    browser.force_login(person)
    for name, address in (("board", "/indicators/"), ("indicator", "/indicators/GEN-00001/"), ("entry", "/indicators/due/?whose=all")):
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(address)
        what = f"{name}: {len(queries)} queries, {len(answer.content) / 1_024:.0f} kB, {answer.status_code}"
        measured(what, lambda address=address: browser.get(address), asked.times)
    print(f"{Measurement.objects.filter(indicator=ids[0]).count():,} measurements each")


if __name__ == "__main__":
    main()

"""What boards and nights of indicators cost: processor time, queries and bytes, at several numbers of measurements.

    ./run manage migrate
    .venv/bin/python benchmarks/indicators.py fill --indicators 1000 --months 120
    .venv/bin/python benchmarks/indicators.py board
    .venv/bin/python benchmarks/indicators.py night --series 300
    .venv/bin/python benchmarks/indicators.py fill --indicators 1000 --days 900     # the same indicators, daily values beside

Processor time is that of this process, so other work on the machine does not enter it; that of PostgreSQL is not in it.
Uses the private services of PORTAL_HOME, or DATABASE_URL and REDIS_URL. Fill a data folder of its own: it writes rows.
"""

import argparse
import random
import time
from collections.abc import Iterator
from datetime import date, timedelta

from costs import portal, reader, spent, tell_page

PREFIX = "BENCH-"  # `manage.py generate_measurements` names its own GEN-


def fill(options: argparse.Namespace) -> None:
    """Indicators with a target and owner-less history, by COPY; then the same roll-ups as after a write."""
    from django.db import connection, transaction
    from django.utils import timezone

    from kpis.actions import definitions, rollups
    from kpis.models import Indicator

    at, today = timezone.now(), timezone.localdate()
    known = set(Indicator.objects.filter(code__startswith=PREFIX).values_list("code", flat=True))
    for number in range(options.indicators):
        code = f"{PREFIX}{number:05}"
        if code not in known:
            perspective = ("finance", "customer", "process", "people")[number % 4]
            facts = {"name_fr": f"Indicateur {number}", "name_en": f"Indicator {number}", "direction": "up", "perspective": perspective}
            made = definitions.create_indicator(by=None, at=at, code=code, **facts)
            path = {"baseline_on": today - timedelta(days=365), "baseline": 50.0, "target_on": today + timedelta(days=365), "target": 90.0}
            definitions.set_target(indicator=made, by=None, at=at, **path)
    ids = list(Indicator.objects.filter(code__startswith=PREFIX).order_by("code").values_list("pk", flat=True)[: options.indicators])
    started = time.monotonic()
    columns = "key, recorded_at, removed, indicator_id, period_start, period_end, value, source_kind, source, note, reason"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")  # a filling is no request
        copy = cursor.copy(f"COPY kpis_measurement ({columns}) FROM STDIN")
        with copy as out:
            for row in rows(ids, options, at, today):
                out.write_row(row)
    copied = time.monotonic()
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        rollups.refresh(Indicator.objects.in_bulk(part), as_of=today)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SELECT count(*) FROM kpis_measurement")
        total = cursor.fetchone()[0]
    print(f"{total:,} measurements; copied in {copied - started:.0f} s, rolled up in {time.monotonic() - copied:.0f} s")


def rows(ids: list[int], options: argparse.Namespace, at: object, today: date) -> Iterator[tuple[object, ...]]:
    """Monthly values of every indicator, or daily ones that lie before them."""
    import uuid

    from kpis.series import end_of_period, number_of_period, start_of_period

    cadence, count = ("daily", options.days) if options.days else ("monthly", options.months)
    last = number_of_period(cadence, today) - (4_000 if options.days else 1)
    draw = random.Random(options.days * 1_000 + options.months)
    for pk in ids:
        value, season = 50.0 + draw.random() * 20, draw.random() * 8
        for number in range(last - count + 1, last + 1):
            value += draw.gauss(0.1, 1.0)
            shown = value + season * ((number % 12) - 6) / 6
            place = start_of_period(cadence, number), end_of_period(cadence, number)
            yield uuid.UUID(int=draw.getrandbits(128)), at, False, pk, *place, shown, "automatic", "benchmark", "", ""


def board(options: argparse.Namespace) -> None:
    """Requests for the board and an indicator's page in this process."""
    from django.db import connection

    browser = reader("executive", lens="cmo")
    boards = ("/indicators/", "/indicators/?group=objective", "/indicators/?sort=name&after=480")
    for address in (*boards, f"/indicators/{options.prefix}00007/"):
        tell_page(browser, address)
    newest(connection, options.prefix)


def newest(connection: object, prefix: str) -> None:
    """The newest value of 1,000 indicators, from the roll-up and from the measurements themselves."""
    from kpis.models import Indicator, LatestMeasurement

    ids = list(Indicator.objects.filter(code__startswith=prefix).values_list("pk", flat=True)[:1000])
    wanted = LatestMeasurement.objects.filter(indicator__in=ids, slice__isnull=True).values_list("indicator_id", "value")
    lateral = (
        "SELECT wanted.id, found.value FROM unnest(%s::bigint[]) AS wanted (id) JOIN LATERAL (SELECT value FROM kpis_measurement"
        " WHERE indicator_id = wanted.id AND slice_id IS NULL AND superseded_at IS NULL AND NOT removed"
        " ORDER BY period_end DESC, recorded_at DESC LIMIT 1) found ON true"
    )
    best = {"roll-up": float("inf"), "lateral": float("inf")}
    for _round in range(7):
        started = time.monotonic()
        list(wanted.all())
        best["roll-up"] = min(best["roll-up"], time.monotonic() - started)
        with connection.cursor() as cursor:
            started = time.monotonic()
            cursor.execute(lateral, [ids])
            cursor.fetchall()
            best["lateral"] = min(best["lateral"], time.monotonic() - started)
    print("in the database, from the roll-up:", wanted.explain(analyze=True, timing=False).splitlines()[-1].strip())
    print(f"newest value of {len(ids):,} indicators: " + ", ".join(f"{name} {1000 * seconds:.1f} ms" for name, seconds in best.items()))


def night(options: argparse.Namespace) -> None:
    """Nights over some series: methods chosen, methods fitted again, one in a hundred changed."""
    from kpis.models import Indicator

    ids = list(Indicator.objects.filter(code__startswith=options.prefix).values_list("pk", flat=True)[: options.series])
    if not options.no_choice:
        measured("choice", ids, forget=True)
    full = measured("fitted again", ids)
    few = measured("1 % changed", ids[:: max(1, len(ids) // max(1, len(ids) // 100))])
    print(f"1 % changed costs {few / full:.1%} of fitting all again")


def measured(name: str, ids: list[int], *, forget: bool = False) -> float:
    """One night that finds these series changed; the processor seconds of this process."""
    from django.utils import timezone

    from foundation.nights import local_day
    from kpis import nights
    from kpis.actions import readings, rollups
    from kpis.models import ChangedSeries, Forecast, SeriesNight

    ChangedSeries.objects.all().delete()
    rollups.want_reading(ids)
    if forget:
        Forecast.objects.update(method="")
    at = timezone.now()
    nights.ensure_night(day=local_day(at), at=at)
    SeriesNight.objects.filter(day=local_day(at)).update(finished_at=None, judged_at=None)
    cost, done = spent(lambda: readings.work(worker="benchmark", clock=timezone.now))
    print(
        f"{name:<14} {done.judged:,} judged, {done.read:,} read, {done.chosen:,} chosen, {done.failed} failed: {cost.cpu:.1f} s processor"
        f" ({1000 * cost.cpu / max(done.read, 1):.0f} ms a series), {cost.wall:.1f} s in all, peak {cost.peak:.0f} MB"
    )
    return cost.cpu


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["fill", "board", "night"])
    parser.add_argument("--indicators", type=int, default=1_000)
    parser.add_argument("--months", type=int, default=120)
    parser.add_argument("--days", type=int, default=0)
    parser.add_argument("--series", type=int, default=300)
    parser.add_argument("--prefix", default=PREFIX)
    parser.add_argument("--no-choice", action="store_true", help="only fit again, then 1 % changed")
    options = parser.parse_args()
    with portal():
        {"fill": fill, "board": board, "night": night}[options.what](options)


if __name__ == "__main__":
    main()

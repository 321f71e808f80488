"""Activity data of any number for benchmarks: one period, the same values every time, entered as the portal computes them."""

import time
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from foundation.accounts.models import OrganisationUnit, Site
from rse.actions.footprint import recompute_period
from rse.actions.periods import open_period
from rse.models import EmissionFactor, FactorRelease, ReportingPeriod

CODE = "GEN"
FACTORS = (
    "gas.natural",
    "electricity.fr",
    "fuel.diesel",
    "freight.road",
    "waste.landfill",
    "purchase.wood",
    "travel.air_short",
    "commute.car",
)
FILL = """
INSERT INTO rse_activitydata
    (key, recorded_at, removed, category, post, label, starts_on, ends_on, quantity, unit, kind, apart, note, reason,
     reliability, technical, geographic, temporal, completeness, factor_id, period_id, site_id)
SELECT gen_random_uuid(), %(at)s, false, factor.post, '', 'Meter ' || n, make_date(%(year)s, 1 + n %% 12, 1),
       (make_date(%(year)s, 1 + n %% 12, 1) + interval '1 month - 1 day')::date, 100 + n %% 997, factor.unit,
       CASE WHEN n %% 5 = 0 THEN 'extrapolated' ELSE 'physical' END, '', '', '',
       1 + n %% 5, 1 + n %% 4, 3, 4, 5, factor.id, %(period)s, (%(sites)s::bigint[])[1 + n %% cardinality(%(sites)s::bigint[])]
FROM generate_series(1, %(rows)s) n
JOIN LATERAL (SELECT id, post, unit FROM rse_emissionfactor
              WHERE id = (%(factors)s::bigint[])[1 + n %% cardinality(%(factors)s::bigint[])]) factor ON true
"""


class Command(BaseCommand):
    help = "Generate a reporting period (code GEN-…) of many lines at many sites, and compute it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rows", type=int, default=100_000)
        parser.add_argument("--sites", type=int, default=50)
        parser.add_argument("--year", type=int, default=timezone.localdate().year - 1)

    def handle(self, *, rows: int, sites: int, year: int, **options: Any) -> None:
        code = f"{CODE}-{year}"
        if ReportingPeriod.objects.filter(code=code).exists():
            raise CommandError("These rows are there already; start from an empty data folder (PORTAL_HOME) for others.")
        if rows < 1 or sites < 1:
            raise CommandError("Ask for at least one line and one site.")
        begun = time.perf_counter()
        release = FactorRelease.objects.get(code="PORTAL-3")
        days = {"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31)}
        period = open_period(code=code, releases=[release], by=None, at=timezone.now(), **days)
        self._fill(period, rows, self._sites(sites), release)
        filled = time.perf_counter()
        computed = recompute_period(period=period, by=None, at=timezone.now())
        took = time.perf_counter() - filled
        self.stdout.write(f"{rows:,} lines in {filled - begun:.0f} s, {computed.added:,} results computed in {took:.0f} s")

    def _sites(self, count: int) -> list[int]:
        unit = OrganisationUnit.objects.get_or_create(code=CODE, defaults={"name_fr": "Généré", "name_en": "Generated"})[0]
        for number in range(count):
            names = {"name_fr": f"Site {number}", "name_en": f"Site {number}"}
            Site.objects.get_or_create(code=f"{CODE}-{number:03}", defaults={"unit": unit, **names})
        return list(Site.objects.filter(code__startswith=f"{CODE}-").values_list("pk", flat=True))

    def _fill(self, period: ReportingPeriod, rows: int, sites: list[int], release: FactorRelease) -> None:
        factors = list(EmissionFactor.objects.filter(release=release, code__in=FACTORS).values_list("pk", flat=True))
        facts = {"at": timezone.now(), "year": period.year, "period": period.pk, "sites": sites, "factors": factors, "rows": rows}
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")  # a filling is no request
            cursor.execute(FILL, facts)
            cursor.execute("ANALYZE rse_activitydata")

"""The night of the indicators, in this process."""

import resource
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from foundation.nights import local_day
from kpis import nights
from kpis.actions import readings, rollups
from kpis.models import Forecast, Indicator, SeriesNight


class Command(BaseCommand):
    help = "Judge every indicator as of today and read the series that changed: trend, forecast, anomalies. Without workers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="read every series again, with the methods chosen before")
        parser.add_argument("--choose", action="store_true", help="read every series again and choose every method anew")

    def handle(self, **options: Any) -> None:
        at = timezone.now()
        if options["all"] or options["choose"]:
            rollups.want_reading(Indicator.objects.filter(retired_on__isnull=True).values_list("pk", flat=True))
        if options["choose"]:
            Forecast.objects.update(method="")
        nights.ensure_night(day=local_day(at), at=at)
        SeriesNight.objects.filter(day=local_day(at)).update(finished_at=None, judged_at=None)
        started = time.monotonic()
        done = readings.work(worker="read_series", clock=timezone.now)
        seconds, memory = time.monotonic() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        if options["verbosity"]:
            self.stdout.write(
                f"{done.judged} indicators judged, {done.read} series read, {done.chosen} methods chosen, {done.failed} failed:"
                f" {seconds:.1f} s, peak {memory:.0f} MB."
            )

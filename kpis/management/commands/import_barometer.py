"""The French baromètre des résultats de l'action publique as a plan with its indicators."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from kpis.actions.publications import import_barometer
from kpis.barometer import agreement, read_barometer
from strategy.actions.plans import create_plan
from strategy.models import StrategicPlan


class Command(BaseCommand):
    help = "Import the baromètre: policies as objectives, indicators with values and targets; compare attainments with the publisher's."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder of structure-cible.json")
        parser.add_argument("--plan", default="BAROMETRE", help="code of the plan that receives the objectives; made as a draft if missing")
        parser.add_argument("--compare-only", action="store_true", help="write nothing: compare the attainments")

    def handle(self, *, folder: Path, **options: Any) -> None:
        barometer, at = read_barometer(folder), timezone.now()
        if not options["compare_only"]:
            told = import_barometer(barometer=barometer, plan=self._plan(options["plan"], at), by=None, at=at)
            self.stdout.write(", ".join(f"{number} {name}" for name, number in told.counts.items()) + ".")
            for sentence in told.refused:
                self.stdout.write(f"  {sentence}")
        for name, standings in (("national", barometer.national), ("regional", barometer.regional)):
            found = agreement(standings, barometer.definitions)
            self.stdout.write(f"Attainment to date of target, {name}: {found.equal} of {found.total} equal the publisher's within 1 point.")
            for place in found.differing:
                self.stdout.write(f"  differs: {place}")

    def _plan(self, code: str, at: Any) -> StrategicPlan:
        known = StrategicPlan.objects.filter(code=code).first()
        dates = {"starts_on": date(2017, 5, 14), "ends_on": date(2022, 12, 31)}
        return known or create_plan(code=code, name_fr="Politiques prioritaires", name_en="Priority policies", by=None, at=at, **dates)

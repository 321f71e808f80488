"""Forecasts and alarms on public series, without a database."""

import json
from argparse import ArgumentParser
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand

from kpis import trials
from kpis.series import SEASONS, Point, series_of
from kpis.series_files import read_series_file

FILES = ("ShampooSales.csv", "Airline.csv", "statsmodels_macrodata.csv")


class Command(BaseCommand):
    help = "Print forecast errors (MASE) against both naive forecasts, and what the alarms hit on labelled series."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder that holds kpi_series/ and nab/")

    def handle(self, *, folder: Path, **options: Any) -> None:
        self.stdout.write("Forecasts, 6 ahead from each of the last 12 places, the method chosen anew at each from what was known there.")
        self.stdout.write(f"{'series':<28}{'values':>7}{'chosen':>8}{'naive':>8}{'seasonal':>10}{'in fan':>8}  methods")
        for name in FILES:
            self._forecasts(folder / "kpi_series" / name)
        windows = json.loads((folder / "nab" / "combined_windows.json").read_text())
        self.stdout.write("\nAlarms on labelled series (limits from the past alone).")
        self.stdout.write(f"{'series':<44}{'points':>8}{'windows':>9}{'hit':>5}{'false points':>14}{'false alarms per 1000':>23}")
        for path in sorted((folder / "nab").glob("*.csv")):
            labelled = next(found for key, found in windows.items() if key.endswith(f"/{path.name}"))
            self._alarms(path, labelled)

    def _forecasts(self, path: Path) -> None:
        for column in read_series_file(path).columns:
            points = [Point(start, end, value) for start, end, value in column.values]
            values = series_of(points, cadence=column.cadence, longest=len(points)).values
            found = trials.trial(values, SEASONS[column.cadence])
            methods = ", ".join(f"{method} {count}" for method, count in Counter(found.methods).most_common())
            errors = f"{found.chosen:>8.2f}{found.naive:>8.2f}{found.seasonal:>10.2f}{found.held:>8.0%}"
            self.stdout.write(f"{path.stem[:15] + ' ' + column.name:<28}{len(values):>7}{errors}  {methods}")

    def _alarms(self, path: Path, labelled: list[list[str]]) -> None:
        rows = [line.split(",") for line in path.read_text().splitlines()[1:]]
        times, values = [datetime.fromisoformat(row[0]) for row in rows], np.array([float(row[1]) for row in rows])
        found = trials.alarms(times, values, [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in labelled])
        counts = f"{found.points:>8}{found.windows:>9}{found.hit:>5}{found.false_points:>14}{found.per_thousand:>23.2f}"
        self.stdout.write(f"{path.stem:<44}{counts}")

"""A file of series, whole or a new vintage of it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from foundation.tabular import TableRefused
from kpis.actions.publications import import_vintage
from kpis.refusals import KpiRefusal
from kpis.series_files import read_series_file


class Command(BaseCommand):
    help = "Import every series of a CSV or XLSX file; another value for a known period becomes a correction that names the vintage."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--prefix", default="", help="what stands before the column's name in the indicator's code")
        parser.add_argument("--column", action="append", default=[], help="only this column (may be repeated)")
        parser.add_argument("--code", default="", help="the indicator of the one column")
        parser.add_argument("--vintage", default="", help="the reason written beside restated values (default: the file's name)")

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            found = read_series_file(file)
        except (KpiRefusal, TableRefused) as refusal:
            raise CommandError(str(refusal)) from refusal
        for problem in found.problems:
            self.stdout.write(problem)
        columns = [column for column in found.columns if not options["column"] or column.name in options["column"]]
        if not columns or (options["code"] and len(columns) > 1):
            raise CommandError(
                "Name one column with --column to import it under --code; the file has: " + ", ".join(c.name for c in found.columns)
            )
        for column in columns:
            code = options["code"] or f"{options['prefix']}{column.name}"[:40]
            vintage = options["vintage"] or f"vintage {file.name}"
            told = import_vintage(column=column, code=code, name=column.name, source=file.name, vintage=vintage, by=None, at=timezone.now())
            counts = ", ".join(f"{number} {name}" for name, number in told.counts.items())
            odd = f"; {column.blanks} blank, {column.duplicates} doubled, {column.rolled_up} rows rolled up to days"
            self.stdout.write(f"{code} ({column.cadence}): {counts}{odd}.")

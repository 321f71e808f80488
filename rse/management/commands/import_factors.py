"""Import a release of emission factors from its file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from foundation.refusals import Refusal
from rse.actions.factors import import_release
from rse.imports.factors import base_carbone, defra


class Command(BaseCommand):
    help = "Import emission factors: an extract of Base Carbone, or one year of the UK government's factors."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", choices=["base_carbone", "defra"])
        parser.add_argument("file", type=Path)
        parser.add_argument("--edition", default="", help="of Base Carbone, for example v20.2")
        parser.add_argument("--year", type=int, required=True)

    def handle(self, **options: Any) -> None:
        try:
            data = options["file"].read_bytes()
            if options["source"] == "defra":
                release = defra(data, year=options["year"])
            else:
                release = base_carbone(data, edition=options["edition"] or str(options["year"]), year=options["year"])
            row = import_release(release=release, file_name=options["file"].name, by=None, at=timezone.now())
        except (OSError, Refusal) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{row}: {row.rows} factors, {release.repaired} lines with repaired accents.")

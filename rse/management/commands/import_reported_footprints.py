"""Import footprints that companies published."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from foundation.refusals import Refusal
from rse.actions.reported import import_reported
from rse.imports.reported import garbo


class Command(BaseCommand):
    help = "Import published footprints (garbo's flat file) and say which stated totals do not add up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, **options: Any) -> None:
        started = time.monotonic()
        try:
            rows = garbo(options["file"].read_bytes())
        except (OSError, Refusal) as refused:
            raise CommandError(str(refused)) from refused
        count = import_reported(source="Klimatkollen", rows=rows, by=None, at=timezone.now())
        comparable = [row for row in rows if row["reconciles"] is not None]
        flagged = sum(not row["reconciles"] for row in comparable)
        took = time.monotonic() - started
        self.stdout.write(f"{count} company-years in {took:.1f} s; {len(comparable)} comparable totals, {flagged} do not add up.")

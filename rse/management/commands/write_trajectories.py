"""Write the points of every reduction target now, as the night does."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from rse.actions.trajectory import write_points


class Command(BaseCommand):
    help = "Write the points of every reduction target as they were known at the end of a day (today)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", type=date.fromisoformat, default=None, help="for example 2026-07-01")

    def handle(self, **options: Any) -> None:
        day = options["day"] or timezone.localdate()
        count = write_points(day=day, at=timezone.now())
        self.stdout.write(f"{count} points as of {day.isoformat()}.")

"""Keeps the history of scores small: daily for 90 days, then month ends."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portfolio.alignment import nights
from portfolio.alignment.thinning import superfluous, thin_history


class Command(BaseCommand):
    help = "Thin out old scores: every day of the last 90, the last day of each month before."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how many runs would leave")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        today = nights.local_day(at)
        if options["dry_run"]:
            self.stdout.write(f"{len(superfluous(today))} runs would leave.")
            return
        left = thin_history(today=today, by=None, at=at)
        self.stdout.write(", ".join(f"{count} {table}" for table, count in left.items()) if left else "Nothing to thin out.")

"""Prove that a published footprint was not altered: compute it anew as of a past instant and compare the hashes."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from rse.models import ReportingPeriod
from rse.rederivation import published_hash, rederive


def instant(text: str) -> datetime:
    """An instant as written, local where it says no zone."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else timezone.make_aware(found)


class Command(BaseCommand):
    help = "Compute a reporting period anew as of an instant (now) and compare with the stored and the published hash."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("period", help="code of the period, for example 2025")
        parser.add_argument("--at", type=instant, default=None, help="for example 2026-07-01T12:00")

    def handle(self, **options: Any) -> None:
        at = options["at"] or timezone.now()
        period = ReportingPeriod.objects.filter(code=options["period"]).first()
        if period is None:
            raise CommandError(f"There is no reporting period “{options['period']}”.")
        found, published = rederive(period, at), published_hash(period, at)
        self.stdout.write(f"{period.code} as of {at.isoformat(timespec='seconds')}: {found.results} results")
        self.stdout.write(f"market-based total {found.market_kg / 1000:.3f} t CO2e")
        self.stdout.write(
            f"computed anew  {found.anew}\nstored         {found.stored}\npublished      {published or '- (not closed then)'}"
        )
        if not found.holds or (published and published != found.anew):
            raise CommandError("The figures are not those that were published.")
        self.stdout.write("Same figures, same hash.")

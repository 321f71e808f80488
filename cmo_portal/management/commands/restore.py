"""Put a backup in the place of the running database, after checking it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cmo_portal import backups


class Command(BaseCommand):
    help = "Loads a backup beside the database, checks it, then swaps; the old database is kept under another name."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="replace the running database without asking")

    def handle(self, *args: Any, **options: Any) -> None:
        source = options["file"].resolve()
        if not options["yes"] and input(f"Replace everything in the portal by {source.name}? Write yes: ").strip().lower() not in (
            "yes",
            "oui",
        ):
            raise CommandError("Nothing was changed.")
        try:
            manifest = backups.restore(source, at=timezone.now())
        except backups.BackupFault as fault:
            raise CommandError(f"{fault} Nothing was changed.") from fault
        self.stdout.write(
            f"Restored the backup of {manifest['made_at']}: ledger up to entry {manifest['ledger'][0]}. "
            f"What was there before is kept as the database {manifest['database_kept_as']}. "
            "Run ./run manage verify_ledger to check the chain."
        )

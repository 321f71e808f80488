"""Write everything into one file that `restore` reads."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cmo_portal import backups


class Command(BaseCommand):
    help = "Writes the database and the attached files into one .tar file (default: PORTAL_HOME/backups/)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        target = (options["file"] or Path(settings.PORTAL_HOME) / "backups" / f"portal-{at:%Y%m%d-%H%M%S}.tar").resolve()
        try:
            manifest = backups.back_up(target, at=at)
        except backups.BackupFault as fault:
            raise CommandError(str(fault)) from fault
        position, digest = manifest["ledger"]
        self.stdout.write(f"{target}: {target.stat().st_size / 1e6:.1f} MB, ledger up to entry {position} ({digest[:12]}…).")

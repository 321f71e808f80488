"""Check the whole ledger and name the first broken entry."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.audit import queries


class Command(BaseCommand):
    help = "Recomputes the hash of every ledger entry; exits with 1 and names the first broken entry."

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = queries.verify()
        if verdict.fault:
            raise CommandError(
                f"Ledger broken at entry {verdict.fault.position}: {verdict.fault.reason}. {verdict.checked} entries before it hold."
            )
        self.stdout.write(f"Ledger holds: {verdict.checked} entries, last hash {verdict.last_hash}.")

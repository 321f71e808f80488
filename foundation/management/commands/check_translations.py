"""`manage.py check_translations`: fails when a French sentence is missing, fuzzy, held twice or no longer used."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation import messages


class Command(BaseCommand):
    """Check the translations."""

    help = "Name every fault of locale/fr/<area>.po."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        faults = messages.faults("fr")
        if faults:
            raise CommandError("\n".join(faults))

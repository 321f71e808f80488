"""`manage.py messages`: bring the French .po files in line with the sources and say what is left to translate."""

from typing import Any

from django.core.management.base import BaseCommand

from foundation import messages


class Command(BaseCommand):
    """Update the .po files."""

    help = "Update locale/fr/<area>.po from the sources, keeping the translations, and name what is missing."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        counts = messages.update("fr")
        messages.compile_language("fr")
        self.stdout.write(", ".join(f"{area} {count}" for area, count in counts.items() if count))
        for fault in messages.faults("fr"):
            self.stdout.write(f"  {fault}")

"""`manage.py compile_messages`: merge and compile the translations (done by itself at start when they changed)."""

from typing import Any

from django.core.management.base import BaseCommand

from foundation import messages


class Command(BaseCommand):
    """Compile the translations."""

    help = "Merge locale/<language>/<area>.po into the django.mo that Django reads."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        for language in ("fr", "en"):
            self.stdout.write(f"{language}: {messages.compile_language(language)} messages")

"""Django's `migrate`, quick on a new database."""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoCommand

from foundation.migration_states import quick_states


class Command(DjangoCommand):
    def handle(self, *args: Any, **options: Any) -> str | None:
        with quick_states():
            return super().handle(*args, **options)

"""Remove the demo company."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cmo_portal.demo.removal import remove_demo


class Command(BaseCommand):
    help = "Remove the demo company, its people, projects and scores; real work stays."

    def handle(self, **options: Any) -> None:
        left = remove_demo(by=None, at=timezone.now())
        self.stdout.write(f"Removed {sum(left.values()):,} rows of the demo company." if left else "There is no demo company here.")

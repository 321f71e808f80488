"""Recorded rows with a past: each fact is told as its versions, and what lies ahead of today is left out."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import models

from foundation.history import Recorded

NAMES = UUID("6f0c2f0e-5d0f-4a0b-9f6b-0d1d4c8a7e11")
Step = tuple[datetime, Any, dict[str, Any]]


@dataclass
class Chronicle:
    """Collects the rows of all projects, then writes each table at once."""

    until: datetime
    rows: dict[type[models.Model], list[models.Model]] = field(default_factory=lambda: defaultdict(list))

    def tell(self, model: type[Recorded], name: str, steps: Sequence[Step]) -> None:
        """Add the versions of the fact `name`: (instant, by, facts), each with all its facts, in any order."""
        known = sorted((step for step in steps if step[0] < self.until), key=lambda step: step[0])
        key = uuid5(NAMES, f"{model._meta.label}:{name}")
        for number, (at, by, facts) in enumerate(known):
            closed = known[number + 1][0] if number + 1 < len(known) else None
            self.rows[model].append(model(key=key, recorded_at=at, recorded_by=by, superseded_at=closed, **facts))

    def add(self, row: models.Model) -> None:
        """Add a row that has no versions."""
        self.rows[type(row)].append(row)

    def write(self) -> dict[str, int]:
        """Store everything, the oldest first; return how many rows each table received. Triggers that refuse edits accept additions."""
        for model, rows in self.rows.items():
            rows.sort(key=lambda row: getattr(row, "at", self.until))
            model._base_manager.bulk_create(rows, batch_size=2_000)
        return {model._meta.label_lower: len(rows) for model, rows in self.rows.items()}

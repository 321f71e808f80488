"""Whose night it is: the local day decides, not the clock; and what a wake-up for workers says."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings


@dataclass(frozen=True)
class Wanted:
    """A task that would find something to do."""

    task: str
    arguments: dict[str, Any] = field(default_factory=dict)


def wanted_day(at: datetime) -> date | None:
    """The local day whose night is wanted at the instant `at`; None between midnight and the hour of the night."""
    here = at.astimezone(ZoneInfo(settings.NIGHT_TIMEZONE))
    return here.date() if here.hour >= settings.NIGHT_HOUR else None


def local_day(at: datetime) -> date:
    """The calendar day where the portal lives."""
    return at.astimezone(ZoneInfo(settings.NIGHT_TIMEZONE)).date()

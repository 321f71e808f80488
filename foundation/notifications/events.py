"""What may be told, in one registry: each area registers its events when it is ready."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from foundation import formatting
from foundation.bilingual import language, other_language


@dataclass(frozen=True)
class Event:
    """A kind of notice: its label in the preferences, its sentence, and how it is told by default."""

    code: str
    label: Any  # lazy translation
    sentence: Any  # lazy translation with %(name)s places
    in_app: bool = True
    mail: str = "daily"  # off, now, daily or weekly

    def tell(self, facts: Mapping[str, Any]) -> str:
        """The sentence in the active language; {"fr": …, "en": …} and {"date": ISO} are told in that language."""
        words = {name: _in_language(value) for name, value in facts.items()}
        try:
            return str(self.sentence) % words
        except (KeyError, ValueError):
            return str(self.label)


_events: dict[str, Event] = {}


def register(code: str, label: Any, sentence: Any, *, in_app: bool = True, mail: str = "daily") -> None:
    """Make an event known; called by each area's AppConfig.ready."""
    _events[code] = Event(code, label, sentence, in_app, mail)


def event(code: str) -> Event:
    """The event `code`; KeyError names a code that no area registered."""
    return _events[code]


def known(code: str) -> Event:
    """The event `code`, or a plain one that shows its code when its area is gone."""
    return _events.get(code) or Event(code, code, code)


def all_events() -> list[Event]:
    return [_events[code] for code in sorted(_events)]


def _in_language(value: Any) -> str:
    if isinstance(value, Mapping) and "date" in value:
        return formatting.day(date.fromisoformat(value["date"]))
    if isinstance(value, Mapping):
        return str(value.get(language()) or value.get(other_language()) or "")
    return str(value)

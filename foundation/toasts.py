"""Short notices after an action, with "Undo" where it can be undone. Kept by Django's messages until shown."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

UNDO = "undo="
LEVELS = {"debug": "info", "info": "info", "success": "success", "warning": "warning", "error": "error"}


@dataclass(frozen=True)
class Note:
    """One toast: its level, its sentence and the address that undoes the action."""

    level: str
    text: str
    undo_url: str = ""


def say(request: HttpRequest, text: str, *, level: str = "success", undo_url: str = "") -> None:
    """Show `text` on the next page or part; `undo_url` takes a POST that undoes what was done."""
    messages.add_message(request, getattr(messages, level.upper()), text, extra_tags=f"{UNDO}{undo_url}" if undo_url else "")


def note(message: Message) -> Note:
    """The toast of one of Django's messages."""
    extra = message.extra_tags or ""
    return Note(LEVELS.get(message.level_tag, "info"), str(message), extra.removeprefix(UNDO) if extra.startswith(UNDO) else "")

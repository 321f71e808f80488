"""Keeping what somebody is typing: only theirs, never a measurement."""

from collections.abc import Mapping
from datetime import datetime

from foundation.accounts.models import User
from kpis.models import EntryDraft

LONGEST = 60


def keep(*, by: User, at: datetime, content: Mapping[str, str]) -> None:
    """Keep the fields that were filled in; an empty screen forgets the draft."""
    kept = {name: text[:LONGEST] for name, text in content.items() if name.startswith("v-") and text.strip()}
    if kept:
        EntryDraft.objects.update_or_create(author=by, defaults={"content": kept, "saved_at": at})
    else:
        forget(by=by)


def forget(*, by: User) -> None:
    """Forget what was typed: it was recorded, or it is no longer wanted."""
    EntryDraft.objects.filter(author=by).delete()


def of(user: User) -> dict[str, str]:
    """What `user` had typed."""
    draft = EntryDraft.objects.filter(author=user).first()
    return draft.content if draft else {}

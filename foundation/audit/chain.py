"""The arithmetic of the chain: what is hashed, and how. Pure."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

ORIGIN = "0" * 64


def entry_hash(
    *, position: int, at: datetime, by_id: int | None, verb: str, subjects: Sequence[tuple[str, str]], facts: Any, previous_hash: str
) -> str:
    """SHA-256 (hex, 64 characters) of the canonical JSON of an entry and of the hash before it."""
    body = {
        "position": position,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": by_id,
        "verb": verb,
        "subjects": [list(subject) for subject in subjects],
        "facts": facts,
        "previous": previous_hash,
    }
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()

"""What becomes of a promised effect. Pure."""

DELIVERED, PARTLY, MISSED = "delivered", "partly", "missed"
ENOUGH_FOR_PARTLY = 0.5


def kept_share(*, delta: float, start: float, end: float) -> float:
    """Return the share of the promised change that came, in its direction: 1 all of it, below 0 the wrong way."""
    return (end - start) / delta


def verdict(*, delta: float, start: float, end: float | None) -> str:
    """Judge a promise by the value at its date: all of it delivered, at least half of it partly, else (or never measured) missed."""
    if end is None:
        return MISSED
    share = round(kept_share(delta=delta, start=start, end=end), 9)
    if share >= 1:
        return DELIVERED
    return PARTLY if share >= ENOUGH_FOR_PARTLY else MISSED

"""What an address or a form asks for, before anything trusts it."""

MOST_DIGITS = 18  # what the database holds as an identifier


def whole_number(text: str | None) -> int | None:
    """The number written in `text`, or None: nothing there, no number, or one that no row can have."""
    return int(text) if text and text.isdecimal() and len(text) <= MOST_DIGITS else None

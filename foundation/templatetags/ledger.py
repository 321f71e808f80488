"""The trail of an object: `{% trail entries objective %}`."""

from collections.abc import Iterable

from django import template
from django.db import models

from foundation.audit import words
from foundation.audit.models import LedgerEntry

register = template.Library()


@register.inclusion_tag("components/trail.html")
def trail(entries: Iterable[LedgerEntry], subject: models.Model) -> dict[str, object]:
    """Who did what to `subject`, when, and what changed; `entries` as audit.queries.trail returns them."""
    return {"lines": words.lines(entries, type(subject))}

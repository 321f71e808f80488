"""Suppliers as people read them: severities, risks, deadlines as icon, word and colour."""

from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from foundation import formatting
from foundation.templatetags.ui import status_badge
from rse.models import Severity

register = template.Library()
TONES = {"severe": "off_track", "major": "watch", "minor": "no_data"}


@register.simple_tag
def severity(value: str) -> SafeString:
    """The severity of a finding."""
    return status_badge(TONES.get(value, "no_data"), str(dict(Severity.choices).get(value, value)))


@register.simple_tag
def risk(value: int | None) -> SafeString:
    """A risk from 1 to 5."""
    if value is None:
        return status_badge("no_data", gettext("Not assessed"))
    name = "off_track" if value >= 4 else "watch" if value == 3 else "on_track"
    return status_badge(name, f"{value}/5")


@register.simple_tag
def deadline(day: date | None, today: date) -> SafeString | str:
    """A day by which something is due; one that has passed says so."""
    if day is None:
        return formatting.ABSENT
    if day < today:
        return format_html("<span>{}<span class='sub'>{}</span></span>", formatting.day(day), status_badge("off_track", gettext("Overdue")))
    return formatting.day(day)

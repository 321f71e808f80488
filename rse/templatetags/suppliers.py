"""Suppliers as people read them: severities, risks, deadlines as icon, word and colour."""

from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from foundation import formatting
from foundation.templatetags.ui import status_badge
from rse.catalogues import Point
from rse.models import Questionnaire, Severity
from rse.partner_points import PERCENT, Answer
from rse.queries.questionnaires import Line

register = template.Library()
STATES = {"open": "active", "lapsed": "outdated", "to_review": "watch", "accepted": "on_track", "doubted": "off_track"}
TONES = {"severe": "off_track", "major": "watch", "minor": "no_data"}


@register.simple_tag
def severity(value: str) -> SafeString:
    """The severity of a finding."""
    return status_badge(TONES.get(value, "no_data"), str(dict(Severity.choices).get(value, value)))


@register.simple_tag
def questionnaire_state(state: Questionnaire.State) -> SafeString:
    """How far a questionnaire is."""
    return status_badge(STATES[state.value], str(state.label))


@register.simple_tag
def answer(value: Answer | None, point: Point) -> str:
    """One answer of a questionnaire: yes, no, a figure with its unit, or that none was given."""
    if value is None:
        return formatting.ABSENT
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if point.kind == PERCENT:
        return formatting.percent(value / 100, 0 if value == int(value) else 1)
    return f"{formatting.number(value)} {point.unit}".strip()


@register.simple_tag
def oddity(line: Line) -> SafeString | str:
    """Why somebody should look at an answer: it contradicts the findings, or moved since it was known."""
    if line.odd == "contradicts":
        return status_badge("off_track", gettext("Contradicts the findings"))
    if line.odd and line.moved is not None:
        return status_badge("watch", gettext("Moved by %(share)s") % {"share": formatting.percent(line.moved, signed=True)})
    return status_badge("watch", gettext("Differs from before")) if line.odd else formatting.ABSENT


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

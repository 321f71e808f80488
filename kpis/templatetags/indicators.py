"""Values and signs of indicators in templates."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from foundation.templatetags.ui import icon
from kpis import presentation
from kpis.models import Indicator, Measurement

register = template.Library()


@register.filter
def in_unit(value: float | None, indicator: Indicator) -> str:
    """`{{ latest.value|in_unit:indicator }}`."""
    return presentation.in_unit(value, indicator)


@register.filter
def bound(value: float | None, indicator: Indicator) -> str:
    """`{{ indicator.plausible_low|bound:indicator }}`."""
    return presentation.bound_in_unit(value, indicator)


@register.filter
def change_in_unit(value: float | None, indicator: Indicator) -> str:
    """`{{ claim.delta|change_in_unit:claim.indicator }}`: with its sign."""
    return presentation.change_in_unit(value, indicator)


@register.filter
def unit_word(indicator: Indicator) -> str:
    """The unit beside an input."""
    return presentation.unit_word(indicator)


@register.simple_tag
def evidence_of(row: Measurement, may_read: bool) -> SafeString:
    """The file that proves a value, under its source: a link for who may read it, its name for others."""
    if row.evidence_id is None:
        return SafeString("")
    name = row.evidence.name
    if may_read:
        link = format_html('<a href="{}">{}{}</a>', reverse("attachments:download", args=[row.evidence_id]), icon("file-text"), name)
        return format_html('<small class="sub" dir="auto">{}</small>', link)
    return format_html('<small class="sub" dir="auto">{}{}</small>', icon("file-text"), name)

"""Emissions as people read them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from foundation import formatting
from foundation.templatetags.ui import status_badge
from rse.models import Initiative, InitiativeEffect

register = template.Library()


@register.filter
def tonnes(kg: float | None) -> str:
    """Tonnes of some kilograms: whole from ten on, finer below."""
    if kg is None:
        return formatting.ABSENT
    value = kg / 1000
    return formatting.number(value, 0 if abs(value) >= 10 else 1 if abs(value) >= 0.1 or not value else 3)


@register.filter
def whole(value: float) -> str:
    """A factor with every digit it has, six after the point at most: 0.0217 is no 0.02."""
    return formatting.number(value, next((digits for digits in range(6) if round(value, digits) == value), 6))


@register.filter
def of_hundred(value: float | None) -> str:
    """A whole percentage kept as 0–100: `59 %`."""
    return formatting.ABSENT if value is None else formatting.percent(value / 100)


STATES = {"planned": "not_started", "active": "active", "done": "done", "stopped": "cancelled"}


@register.simple_tag
def initiative_state(initiative: Initiative) -> SafeString:
    """Planned, active, done or stopped as a badge."""
    return status_badge(STATES.get(initiative.state, ""), str(initiative.get_state_display()))


@register.simple_tag
def effect_value(effect: InitiativeEffect, value: float | None) -> str:
    """A value of an effect in its unit; tonnes with their sign, a year."""
    if value is None:
        return formatting.ABSENT
    if effect.unit == InitiativeEffect.Unit.TCO2E:
        return gettext("%(tonnes)s t CO2e a year") % {"tonnes": formatting.number(value, signed=True)}
    digits = None if float(value).is_integer() else 1
    if effect.unit == "%":
        return formatting.percent(value / 100, digits or 0)
    return f"{formatting.number(value, digits or 0)}{formatting.NARROW}{effect.unit}"


@register.simple_tag
def effect_line(effect: InitiativeEffect) -> SafeString:
    """`69 % for 80 %` with the name of the effect under it."""
    came = gettext("nothing stated") if effect.realised is None else effect_value(effect, effect.realised)
    told = gettext("%(came)s of %(promised)s") % {"came": came, "promised": effect_value(effect, effect.expected)}
    return format_html('{}<span class="sub">{}</span>', told, effect.name)


@register.filter
def hundredths(share: float | None) -> float:
    """The share 0.6 as 60, for drawings."""
    return 0.0 if share is None else round(100 * share, 1)


@register.filter
def place_on(value: float, top: int) -> float:
    """Where a mean from 1 (from 0, of ten) to `top` stands on a line of a hundred."""
    first = 0 if top > 5 else 1
    return round(100 * min(max((value - first) / (top - first), 0.0), 1.0), 1)

"""Values and signs of indicators in templates."""

from django import template

from kpis import presentation
from kpis.models import Indicator

register = template.Library()


@register.filter
def in_unit(value: float | None, indicator: Indicator) -> str:
    """`{{ latest.value|in_unit:indicator }}`."""
    return presentation.in_unit(value, indicator)


@register.filter
def change_in_unit(value: float | None, indicator: Indicator) -> str:
    """`{{ claim.delta|change_in_unit:claim.indicator }}`: with its sign."""
    return presentation.in_unit(value, indicator, signed=True)


@register.filter
def unit_word(indicator: Indicator) -> str:
    """The unit beside an input."""
    return presentation.unit_word(indicator)

"""Emissions as people read them."""

from django import template

from foundation import formatting

register = template.Library()


@register.filter
def tonnes(kg: float | None) -> str:
    """Tonnes of some kilograms: whole from ten on, finer below."""
    if kg is None:
        return formatting.ABSENT
    value = kg / 1000
    return formatting.number(value, 0 if abs(value) >= 10 else 1 if abs(value) >= 0.1 or not value else 3)

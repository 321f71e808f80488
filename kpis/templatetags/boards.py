"""What boards of indicators write: values in their unit, how a group stands, what a chance means in words."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext

from foundation import formatting
from foundation.templatetags.ui import delta
from kpis.presentation import change_in_unit, in_unit, unit_word
from kpis.queries.cards import Card

register = template.Library()


@register.simple_tag
def measured(value: float | None, indicator: Any, *, signed: bool = False) -> str:
    """A value with the unit of its indicator; `signed`: a change of it."""
    return change_in_unit(value, indicator) if signed else in_unit(value, indicator)


@register.simple_tag
def figure_of(value: float, indicator: Any) -> str:
    """A value as the figure of a card: the number large, its unit small beside it."""
    text, unit = formatting.number(value, indicator.decimals), unit_word(indicator)
    if unit == "%" or not unit:
        return in_unit(value, indicator)
    return format_html('{} <span class="tile-unit">{}</span>', text, unit)


@register.simple_tag
def change_since(card: Card) -> str:
    """The change since the value before, as arrow, sign and word."""
    return delta(card.change, good=card.good, digits=card.indicator.decimals)


@register.filter
def likelihood(chance: float | None) -> str:
    """A probability in words: a forecast does not know percents to the unit."""
    if chance is None:
        return formatting.ABSENT
    steps = (
        (0.05, gettext("very unlikely")),
        (0.2, gettext("unlikely")),
        (0.4, gettext("rather unlikely")),
        (0.6, gettext("even chances")),
        (0.8, gettext("rather likely")),
        (0.95, gettext("likely")),
    )
    return next((word for bound, word in steps if chance < bound), gettext("very likely"))


@register.filter
def as_goal(card: Card) -> str:
    """The target of a card: a value, or both limits of a range; the sign of absence for none."""
    target = card.target
    if target is None:
        return formatting.ABSENT
    if target.target is not None:
        return in_unit(target.target, card.indicator)
    low = formatting.number(target.low, card.indicator.decimals)
    return gettext("%(low)s to %(high)s") % {"low": low, "high": in_unit(target.high, card.indicator)}

"""Values of indicators as people read them."""

from django.utils.translation import gettext

from foundation import formatting
from foundation.bilingual import language
from kpis.models import Indicator

NARROW = "\u202f"
# Units are kept as they are entered; a few are words, and read in the language of the screen.
WORDS_EN = {"j": "days", "M€": "m€", "k€": "k€"}


def unit_word(indicator: Indicator) -> str:
    """The unit as people read it: `j` in French, `days` in English."""
    unit = indicator.unit.strip()
    return unit if language() == "fr" else WORDS_EN.get(unit, unit)


def bound_in_unit(value: float | None, indicator: Indicator) -> str:
    """A limit of the usual range: whole numbers without decimals, `0 %`, `12.5%`."""
    return _with_unit(formatting.number(value), indicator) if value is not None else formatting.ABSENT


def in_unit(value: float | None, indicator: Indicator, *, signed: bool = False) -> str:
    """A value with the decimals and the unit of its indicator: `27,0 pts`, `74.5%`; the sign of absence for none."""
    if value is None:
        return formatting.ABSENT
    return _with_unit(formatting.number(value, indicator.decimals, signed=signed), indicator)


def _with_unit(text: str, indicator: Indicator) -> str:
    unit = unit_word(indicator)
    if unit == "%":
        return f"{text}{NARROW}%" if language() == "fr" else f"{text}%"
    return f"{text}\u00a0{unit}" if unit else text


def change_in_unit(value: float | None, indicator: Indicator) -> str:
    """A change with its sign; that of an indicator in percent is counted in points: `+2.0 pts`."""
    if value is None or unit_word(indicator) != "%":
        return in_unit(value, indicator, signed=True)
    text = formatting.number(value, indicator.decimals, signed=True)
    points = gettext("pts")
    return f"{text}\u00a0{points}"

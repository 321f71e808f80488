"""Units of activity data: parsed, checked for their dimension, converted. Pure; a small registry of its own, so that no unit surprises.

A factor's unit is what one kilogram of CO2e is stated per: `kWh`, `litre`, `t.km`, `passenger.km`, `EUR`.
"""

import re
import sys
from functools import lru_cache
from importlib import import_module
from threading import Lock
from typing import Any

from foundation.refusals import Refusal, gettext_noop

DEFINITIONS = """
kilo- = 1000 = k
mega- = 1e6 = M
giga- = 1e9 = G
tera- = 1e12 = T
milli- = 1e-3 = m
centi- = 1e-2 = c
metre = [length] = m = meter
second = [time] = s
minute = 60 * second = min
hour = 3600 * second = h
day = 24 * hour
year = 365.25 * day
gram = [mass] = g
tonne = 1e6 * gram = t = ton
joule = kilogram * metre ** 2 / second ** 2 = J
watt = joule / second = W
watthour = watt * hour = Wh
litre = 0.001 * metre ** 3 = l = L = liter
mile = 1609.344 * metre
pound_mass = 453.59237 * gram = lb
therm = 105505585.262 * joule
gallon_uk = 4.54609 * litre
euro = [currency] = EUR
pound_sterling = [currency_gbp] = GBP
dollar = [currency_usd] = USD
passenger = [passenger] = pers = person
item = [item] = unit = piece
night = [night]
room = [room]
vehicle = [vehicle]
meal = [meal]
"""
# What sources write, and what it is here. Lower case, without spaces at either end.
WRITTEN = {
    "kwh": "kWh",
    "mwh": "MWh",
    "gwh": "GWh",
    "mj": "MJ",
    "gj": "GJ",
    "tj": "TJ",
    "tep": "11.63 * MWh",
    "m³": "metre**3",
    "m3": "metre**3",
    "cubic metres": "metre**3",
    "m3.km": "metre**3 * kilometre",
    "litre": "litre",
    "litres": "litre",
    "million litres": "1e6 * litre",
    "tonne": "tonne",
    "tonnes": "tonne",
    "kg biognc": "kilogram",
    "kgco2e": "kilogram",
    "heure": "hour",
    "t.km": "tonne * kilometre",
    "tonne.km": "tonne * kilometre",
    "tonne.mile": "tonne * mile",
    "passenger.km": "passenger * kilometre",
    "passager.km": "passenger * kilometre",
    "peq.km": "passenger * kilometre",
    "passenger.mile": "passenger * mile",
    "véhicule.km": "vehicle * kilometre",
    "miles": "mile",
    "ha": "10000 * metre**2",
    "hectare": "10000 * metre**2",
    "m²": "metre**2",
    "m2": "metre**2",
    "keur": "1000 * euro",
    "keuro": "1000 * euro",
    "k€": "1000 * euro",
    "eur": "euro",
    "€": "euro",
    "room per night": "room * night",
    "unité": "item",
    "appareil": "item",
    "repas": "meal",
}
CALORIFIC = re.compile(r"\(?\b(?:pci|pcs|net cv|gross cv)\b\)?|(?<=h)pc[is]|\(n\)", re.IGNORECASE)
UNKNOWN = gettext_noop("“%(unit)s” is not a known unit. Write for example kWh, MWh, litre, m3, kg, t, km, t.km, passenger.km, EUR.")
OTHER_DIMENSION = gettext_noop("%(given)s and %(wanted)s measure different things: choose another unit or another factor.")


GROSS_AND_NET = gettext_noop("%(given)s and %(wanted)s differ in calorific value (gross or net): choose the other factor.")
GROSS, NET = ("pcs", "gross cv"), ("pci", "net cv")

LARGEST = 1e30
ONE_AT_A_TIME = Lock()  # threads of the web


class UnitRefused(Refusal):
    """A unit nobody knows, or of another dimension than the factor's."""


def _pint() -> Any:
    """The library without scipy, which it loads when it can, never needs here, and which only workers are to load."""
    with ONE_AT_A_TIME:
        if "pint" in sys.modules or "scipy" in sys.modules:
            return import_module("pint")
        sys.modules["scipy"] = None  # type: ignore[assignment]
        try:
            return import_module("pint")
        finally:
            del sys.modules["scipy"]


@lru_cache(maxsize=1)
def registry() -> Any:
    """The registry, made once; importing the library and numpy costs half a second, so it waits for the first unit."""
    pint = _pint()
    made: Any = pint.UnitRegistry(None, autoconvert_offset_to_baseunit=False, cache_folder=None)
    for line in DEFINITIONS.strip().splitlines():
        made.define(line)
    return made


@lru_cache(maxsize=4096)
def conversion(given: str, wanted: str) -> float:
    """How many `wanted` one `given` is; raises UnitRefused."""
    pint = _pint()
    if {_calorific(given), _calorific(wanted)} == {GROSS, NET}:
        raise UnitRefused(GROSS_AND_NET, given=given, wanted=wanted)
    try:
        return float(quantity_of(given).to(quantity_of(wanted).units).magnitude / quantity_of(wanted).magnitude)
    except pint.DimensionalityError:
        raise UnitRefused(OTHER_DIMENSION, given=given, wanted=wanted) from None


def _calorific(unit: str) -> tuple[str, ...]:
    lower = unit.lower()
    return next((marks for marks in (GROSS, NET) if any(mark in lower for mark in marks)), ())


@lru_cache(maxsize=4096)
def quantity_of(unit: str) -> Any:
    """One `unit` as the registry holds it; raises UnitRefused."""
    text = " ".join(CALORIFIC.sub(" ", unit).split())
    written = WRITTEN.get(text.lower(), text)
    try:
        quantity = registry().Quantity(registry().parse_expression(written))
    except Exception:  # noqa: BLE001  the parser raises a dozen kinds for what is simply not a unit
        raise UnitRefused(UNKNOWN, unit=text[:40]) from None
    if not text or quantity.dimensionless or not 0 < quantity.magnitude < LARGEST:
        raise UnitRefused(UNKNOWN, unit=text[:40])
    return quantity


def known(unit: str) -> bool:
    """Whether the unit can be computed with."""
    try:
        quantity_of(unit)
    except UnitRefused:
        return False
    return True

"""The one formatter: numbers, money, dates and ages as people read them, in the active language (Babel).

French writes `1 234,5 %` with the narrow no-break space U+202F, English `1,234.5%`. An absent value is a dash, never 0.
"""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from math import isfinite

from babel import Locale, dates, numbers
from django.utils import timezone
from django.utils.translation import get_language, gettext

NARROW = "\u202f"
MINUS = "\u2212"
ABSENT = "–"
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}
# Thousands, millions, thousand millions as each language shortens them; Babel would drop the zero of 96.0 M€.
SCALES = {"fr": ((10**9, "Md"), (10**6, "M"), (10**3, "k")), "en": ((10**9, "B"), (10**6, "M"), (10**3, "K"))}

Number = int | float | Decimal


def language() -> str:
    """`fr` or `en`, the language of the screen."""
    return "en" if (get_language() or "fr").startswith("en") else "fr"


# Read once, as the patterns are: Babel would parse both at every number of a page.
LOCALES = {"en": Locale.parse("en_GB"), "fr": Locale.parse("fr")}


def locale() -> Locale:
    """The Babel locale of the active language; English dates are written day first."""
    return LOCALES[language()]


@cache
def _pattern(digits: int | None) -> numbers.NumberPattern:
    return numbers.parse_pattern("#,##0.##" if digits is None else "#,##0" + ("." + "0" * digits if digits else ""))


def decimal_of(value: object) -> Decimal | None:
    """`value` as a finite decimal, or None where there is no number to show."""
    if value is None or value == "" or (isinstance(value, float) and not isfinite(value)):
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def number(value: object, digits: int | None = None, *, signed: bool = False) -> str:
    """A number with its thousands apart; `digits` after the point exactly, or up to two when not given."""
    amount = decimal_of(value)
    if amount is None:
        return ABSENT
    amount = amount.quantize(Decimal(1).scaleb(-2 if digits is None else -digits), ROUND_HALF_UP)
    text = _pattern(digits).apply(amount, locale()).replace("-", MINUS)
    if text.startswith(MINUS) and not any(c in "123456789" for c in text):
        text = text.removeprefix(MINUS)
    return f"+{text}" if signed and any(c in "123456789" for c in text) and not text.startswith(MINUS) else text


def percent(share: object, digits: int = 0, *, signed: bool = False) -> str:
    """A share from 0 to 1 as a percentage: 0.273 → `27 %`, `27%`."""
    amount = decimal_of(share)
    if amount is None:
        return ABSENT
    return number(amount * 100, digits, signed=signed) + (f"{NARROW}%" if language() == "fr" else "%")


def money(amount: object, currency: str = "EUR", *, signed: bool = False) -> str:
    """An amount in currency units, shortened to three or four digits: `4,3 M€`, `€4.3M`."""
    exact = decimal_of(amount)
    if exact is None:
        return ABSENT
    scaled, suffix, digits = _scaled(exact)
    return _with_currency(number(scaled, digits, signed=signed), suffix, currency)


def money_full(amount: object, currency: str = "EUR", digits: int = 0) -> str:
    """An amount to the unit: `1 234 567 €`, `€1,234,567`."""
    return ABSENT if decimal_of(amount) is None else _with_currency(number(amount, digits), "", currency)


def _scaled(amount: Decimal) -> tuple[Decimal, str, int]:
    """The amount in the largest unit that leaves at least 1, that unit's letter, and the digits to show."""
    for size, letter in SCALES[language()]:
        scaled = amount / size
        if round(abs(scaled), 3) >= 1:
            return scaled, letter, 0 if abs(scaled) >= 100 else 1
    return amount, "", 0


def _with_currency(text: str, suffix: str, currency: str) -> str:
    symbol = SYMBOLS.get(currency)
    if language() == "fr":
        return f"{text}{NARROW}{suffix}{symbol}" if symbol else NARROW.join(part for part in (text, suffix, currency) if part)
    sign = text[0] if text[0] in f"+{MINUS}" else ""
    return f"{sign}{symbol or currency + NARROW}{text.removeprefix(sign)}{suffix}"


def day(value: date | datetime | None, style: str = "medium") -> str:
    """A date: `22 nov. 2026`; `style` is short, medium, long or full, or `month` for `novembre 2026`."""
    if value is None or value == "":
        return ABSENT
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    if style == "month":
        return dates.format_skeleton("yMMMM", value, locale=locale())
    return dates.format_date(value, style, locale=locale())


def short_month(value: date) -> str:
    """A month without its year, as a calendar has room for it: `nov.`, `Nov`."""
    return dates.format_date(value, "LLL", locale=locale())


def clock(value: datetime | None) -> str:
    """The time of an instant in the portal's time zone: `02:04`."""
    return ABSENT if value is None else dates.format_time(timezone.localtime(value), "HH:mm", locale=locale())


def instant(value: datetime | None) -> str:
    """A date and a time: `22 nov. 2026, 02:04`."""
    return ABSENT if value is None else f"{day(value)}, {clock(value)}"


def days_ago(days: int) -> str:
    """Whole days since something happened, in words: `74 days ago`; a negative count is `in 3 days`."""
    if days == 0:
        return gettext("today")
    return dates.format_timedelta(timedelta(days=-days), granularity="day", threshold=1000, add_direction=True, locale=locale())


def ago(value: date | datetime | None, *, now: datetime | None = None) -> str:
    """How long ago `value` was, in words: `il y a 74 jours`, `7 hours ago`."""
    if value is None or value == "":
        return ABSENT
    now = now or timezone.now()
    if isinstance(value, datetime):
        return dates.format_timedelta(value - now, add_direction=True, threshold=1.2, locale=locale())
    return days_ago((timezone.localdate(now) - value).days)

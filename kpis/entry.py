"""What may be entered as a measurement. Pure checks, each with a sentence that says what to do."""

import math
import re
from datetime import date

from foundation.refusals import gettext_noop as _
from kpis.refusals import Implausible, KpiRefusal

LARGEST = 1e300


def check_value(value: float) -> None:
    """Refuse what is no finite number."""
    if math.isnan(value) or math.isinf(value) or abs(value) >= LARGEST:
        raise KpiRefusal(_("This is not a finite number: write the measured value, or leave the cell empty."))


def check_number(value: int | float) -> None:
    """Refuse a number of any size that is not finite as a float: 10**400 is none."""
    try:
        check_value(float(value))
    except OverflowError:
        check_value(math.inf)


def check_period(start: date, end: date, *, today: date) -> None:
    """Refuse a period that is upside down or not over yet."""
    if end < start:
        raise KpiRefusal(_("The period ends before it starts: check both dates."))
    if end > today:
        raise KpiRefusal(_("The period ends on %(end)s, in the future: enter the value when the period is over."), end=end.isoformat())


def check_plausible(value: float, low: float | None, high: float | None, *, confirmed: bool) -> None:
    """Ask once about a value outside the plausible range; `confirmed` says that the person meant it."""
    below, above = low is not None and value < low, high is not None and value > high
    if (below or above) and not confirmed:
        raise Implausible(
            _("%(value)s lies outside the usual range (%(low)s to %(high)s): correct it, or confirm that it is right."),
            value=value,
            low="…" if low is None else low,
            high="…" if high is None else high,
        )


WRITTEN = re.compile(r"([+\-−–]?[\d\s.,'’_]*\d)([eE][+\-]?\d{1,4})?\s*(.*)", re.DOTALL)
NO_NUMBERS = {"nan", "inf", "+inf", "-inf", "infinity", "-infinity", "∞", "-∞", "+∞", "#n/a", "#div/0!", "#value!"}


def read_value(text: str, *, unit: str = "", comma_is_decimal: bool = True) -> float:
    """Return the number a person wrote: `1 234,5`, `1,234.5`, `12,5 %` for an indicator in %.

    A lone `1,234` means what it means in the language of the screen. Raises KpiRefusal for no number, no finite one, or another unit.
    """
    plain = text.strip()
    if plain.casefold() in NO_NUMBERS:
        check_value(math.nan)
    found = WRITTEN.fullmatch(plain)
    if found is None:
        raise KpiRefusal(_("“%(text)s” is no number: write digits only, such as 1234.5."), text=plain[:40])
    digits, power, rest = found.groups()
    if rest and _plain_unit(rest) != _plain_unit(unit):
        raise KpiRefusal(
            _("“%(text)s” is written in %(other)s, this indicator counts in %(unit)s: convert the value."),
            text=plain[:40],
            other=rest[:20],
            unit=unit or "–",
        )
    value = float(_decimal(digits, comma_is_decimal) + (power or ""))
    check_value(value)
    return value


def check_unit(written: str, unit: str) -> None:
    """Refuse a value that says it is in another unit."""
    if _plain_unit(written) != _plain_unit(unit):
        raise KpiRefusal(
            _("This line is in %(other)s, the indicator counts in %(unit)s: convert the value."), other=written[:20], unit=unit or "–"
        )


def _plain_unit(unit: str) -> str:
    return "".join(unit.split()).casefold()


def _decimal(digits: str, comma_is_decimal: bool) -> str:
    """The digits with a point before the decimals and nothing between thousands."""
    text = re.sub(r"[\s'’_]", "", digits).replace("−", "-").replace("–", "-")
    marks = [mark for mark in text if mark in ".,"]
    if not marks:
        return text
    last = marks[-1]
    if len(set(marks)) == 1 and (len(marks) > 1 or (_reads_as_thousands(text, last) and (last == ",") != comma_is_decimal)):
        return text.replace(last, "")
    whole, _mark, rest = text.rpartition(last)
    return f"{re.sub('[.,]', '', whole) or '0'}.{rest}"


def _reads_as_thousands(text: str, mark: str) -> bool:
    whole, _mark, rest = text.lstrip("+-").partition(mark)
    return len(rest) == 3 and 1 <= len(whole) <= 3 and whole.lstrip("0") != ""

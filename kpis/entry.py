"""What may be entered as a measurement. Pure checks, each with a sentence that says what to do."""

import math
from datetime import date

from foundation.refusals import gettext_noop as _
from kpis.refusals import Implausible, KpiRefusal

LARGEST = 1e300


def check_value(value: float) -> None:
    """Refuse what is no finite number."""
    if math.isnan(value) or math.isinf(value) or abs(value) >= LARGEST:
        raise KpiRefusal(_("This is not a finite number: write the measured value, or leave the cell empty."))


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

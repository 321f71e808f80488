"""What may be entered as activity data. Pure checks, each with a sentence that says what to do."""

import math
from datetime import date

from foundation.refusals import gettext_noop as _
from rse import units
from rse.catalogues import categories
from rse.refusals import RseRefusal

LARGEST = 1e15


def check_quantity(quantity: float) -> None:
    """Refuse what is no finite number, or is negative."""
    if not math.isfinite(quantity) or abs(quantity) >= LARGEST:
        raise RseRefusal(_("This is not a finite number: write the quantity used, or leave the cell empty."))
    if quantity < 0:
        raise RseRefusal(_("A consumption cannot be negative: enter what was used; credits and removals have categories of their own."))


def check_span(start: date, end: date, *, first: date, last: date) -> None:
    """Refuse days upside down or outside the reporting period."""
    if end < start:
        raise RseRefusal(_("The last day comes before the first: check both dates."))
    if start < first or end > last:
        raise RseRefusal(
            _("These days lie outside the reporting period (%(first)s to %(last)s): choose the period they belong to."),
            first=first.isoformat(),
            last=last.isoformat(),
        )


def check_category(code: str) -> None:
    """Refuse a category nobody knows."""
    if code not in categories():
        raise RseRefusal(_("“%(code)s” is not a category of the footprint: choose one of the list."), code=code[:20])


def check_factor(*, unit: str, factor_unit: str, factor_year: int | None) -> None:
    """Refuse a factor without a year, or of another dimension than the quantity."""
    if factor_year is None:
        raise RseRefusal(_("This factor states no year, so nobody can tell what it is worth: choose one that does."))
    units.conversion(unit, factor_unit)

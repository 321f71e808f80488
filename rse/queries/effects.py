"""What an indicator did before and after a campaign: two means and their difference, with its interval, or too little to tell."""

from dataclasses import dataclass
from datetime import date, timedelta

from kpis.models import Indicator, MonthlyValue
from rse.estimates import Estimate, difference

MONTHS = 12
FEWEST = 4


@dataclass(frozen=True)
class Effect:
    """Monthly values around a campaign; `change` is None where either side is too short."""

    indicator: Indicator
    before: list[float]
    after: list[float]
    change: Estimate | None

    @property
    def mean_before(self) -> float | None:
        return sum(self.before) / len(self.before) if self.before else None

    @property
    def mean_after(self) -> float | None:
        return sum(self.after) / len(self.after) if self.after else None

    @property
    def is_better(self) -> bool | None:
        """Whether it moved the wanted way; None where the interval holds zero, or the indicator has no wanted way."""
        if self.change is None or not self.change.is_clear or self.indicator.direction not in ("up", "down"):
            return None
        return (self.change.value > 0) == (self.indicator.direction == "up")


def effect(indicator: Indicator, *, starts_on: date, ends_on: date) -> Effect:
    """The twelve months before the campaign and up to twelve after its end; months of the campaign itself are left out. One query."""
    first, month = starts_on.replace(day=1), ends_on.replace(day=1)
    rows = MonthlyValue.objects.filter(indicator=indicator, month__gte=first - timedelta(days=31 * MONTHS)).order_by("month")
    known = list(rows.values_list("month", "value"))
    before = [value for day, value in known if day < first][-MONTHS:]
    after = [value for day, value in known if day > month][:MONTHS]
    return Effect(indicator, before, after, difference(before, after, FEWEST))

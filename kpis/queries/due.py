"""Which measurements somebody owes: the latest finished period of each of their indicators that has no value yet."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, cast

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from foundation.accounts.models import User
from foundation.bilingual import language
from kpis import rhythm
from kpis.access import measurable_by, owed_by
from kpis.models import Indicator, LatestMeasurement, Slice

SHOWN = 60


class _Newest(Protocol):
    """What the queries here add to an indicator or a slice."""

    newest_value: float | None
    newest_end: date | None


@dataclass(frozen=True)
class Due:
    """One value to enter: of which indicator, for which period, by when, after which value."""

    indicator: Indicator
    start: date
    end: date
    today: date
    previous: float | None = None
    previous_end: date | None = None
    slice: Slice | None = None

    @property
    def due_on(self) -> date:
        """The last day on which the value is on time."""
        return self.end + timedelta(days=self.indicator.grace_days)

    @property
    def is_late(self) -> bool:
        return self.today > self.due_on

    @property
    def period(self) -> str:
        """The period as people read it."""
        return rhythm.label(self.start, self.end, language())

    @property
    def field(self) -> str:
        """The name of the input: the same value for another period is another field."""
        return f"v-{self.indicator.pk}-{self.end.isoformat()}{f'-{self.slice.pk}' if self.slice else ''}"

    @property
    def code(self) -> str:
        """What names the row in a pasted column: the code of the indicator, and its part."""
        return f"{self.indicator.code} · {self.slice}" if self.slice else self.indicator.code

    @property
    def file_field(self) -> str:
        """The name of the input for the file that proves the value."""
        return f"f{self.field[1:]}"


def due_for(user: User, *, today: date, everything: bool = False, limit: int = SHOWN) -> list[Due]:
    """The values `user` owes, the latest first; with `everything` those of every indicator they may measure. Three queries."""
    rows = list(waiting(measurable_by(user) if everything else owed_by(user), today)[:limit])
    slices = _slices_of(rows)
    found = [due for indicator in rows for due in _dues(indicator, slices.get(indicator.pk, []), today)]
    return sorted(found, key=lambda due: (due.due_on, due.indicator.code, str(due.slice or "")))


def count_for(user: User, *, today: date) -> int:
    """How many values `user` owes."""
    return len(due_for(user, today=today))


def waiting(indicators: QuerySet[Indicator], today: date) -> QuerySet[Indicator]:
    """Those without a value for the last finished period of their rhythm, with the newest one; wholes of others wait for nothing."""
    newest = LatestMeasurement.objects.filter(indicator=OuterRef("pk"), slice__isnull=True)
    wanted = Q(pk__in=[])
    for cadence in rhythm.CADENCES:
        _start, end = rhythm.last_finished(cadence, today)
        wanted |= Q(cadence=cadence) & (Q(newest_end__isnull=True) | Q(newest_end__lt=end))
    return (
        indicators.annotate(newest_end=Subquery(newest.values("period_end")[:1]), newest_value=Subquery(newest.values("value")[:1]))
        .filter(wanted, ~Exists(Indicator.objects.filter(parent=OuterRef("pk"), retired_on__isnull=True)))
        .select_related("owner", "steward")
        .order_by("code")
    )


def _slices_of(rows: list[Indicator]) -> dict[int, list[Slice]]:
    """The parts of some indicators that are measured for themselves, each with its newest value. One query."""
    newest = LatestMeasurement.objects.filter(slice=OuterRef("pk"))
    found: dict[int, list[Slice]] = {}
    slices = Slice.objects.filter(indicator__in=rows).select_related("unit", "site").order_by("pk")
    for one in slices.annotate(newest_end=Subquery(newest.values("period_end")[:1]), newest_value=Subquery(newest.values("value")[:1])):
        found.setdefault(one.indicator_id, []).append(one)
    return found


def _dues(indicator: Indicator, slices: list[Slice], today: date) -> list[Due]:
    """What an indicator lacks: its own value, or that of each part in use."""
    start, end = rhythm.last_finished(indicator.cadence, today)
    in_use = [one for one in slices if one.ended_on is None or one.ended_on >= start]
    if not in_use:
        return [_due(indicator, today)]
    known = [(one, cast("_Newest", one)) for one in in_use]
    lacking = [(one, newest) for one, newest in known if newest.newest_end is None or newest.newest_end < end]
    return [Due(indicator, start, end, today, newest.newest_value, newest.newest_end, one) for one, newest in lacking]


def _due(indicator: Indicator, today: date) -> Due:
    start, end = rhythm.last_finished(indicator.cadence, today)
    newest = cast("_Newest", indicator)
    return Due(indicator, start, end, today, newest.newest_value, newest.newest_end)

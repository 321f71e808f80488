"""What one card of a board shows: value, target, pace, freshness, history. A page of cards costs a fixed handful of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db import connection
from django.db.models import F, FilteredRelation, Q, QuerySet

from foundation import formatting
from kpis import attainment as rules
from kpis.judgement import paths_of, targets_in_force
from kpis.models import Forecast, Indicator, StatusOverride, Target
from kpis.models.alerts import Status
from kpis.models.indicators import Direction
from kpis.series import end_of_period, number_of_period

MONTHS_SHOWN = 24
LATEST = ("value", "period_end", "previous_value", "previous_end", "attainment", "status", "status_since")

HISTORY = """
SELECT wanted.id, shown.month, shown.value
FROM unnest(%(ids)s::bigint[]) AS wanted (id)
JOIN LATERAL (
    SELECT month, value FROM kpis_monthlyvalue WHERE indicator_id = wanted.id ORDER BY month DESC LIMIT %(months)s) shown ON true
ORDER BY wanted.id, shown.month
"""


@dataclass(frozen=True)
class Card:
    """One indicator as a board shows it. `status` is the one shown; `computed` differs where a person set another."""

    indicator: Indicator
    status: str
    computed: str
    value: float | None = None
    period_end: date | None = None
    previous: float | None = None
    previous_end: date | None = None
    attainment: float | None = None
    target: Target | None = None
    expected: float | None = None
    late_days: int = 0
    history: Sequence[float] = ()
    forecast: Forecast | None = None
    override: StatusOverride | None = None

    @property
    def value_text(self) -> str:
        """The value with the decimals of the indicator; empty where nothing was measured."""
        return "" if self.value is None else formatting.number(self.value, self.indicator.decimals)

    @property
    def good(self) -> str:
        """Which way is better: up, down, or none."""
        return self.indicator.direction if self.indicator.direction in (Direction.UP, Direction.DOWN) else "none"

    @property
    def change(self) -> float | None:
        """The change since the value before."""
        return None if self.value is None or self.previous is None else self.value - self.previous

    @property
    def goal(self) -> float | None:
        """The value to reach; the middle of a range."""
        if self.target is None:
            return None
        if self.target.target is not None:
            return self.target.target
        return None if self.target.low is None or self.target.high is None else (self.target.low + self.target.high) / 2

    @property
    def to_go(self) -> float | None:
        """The distance from the value to the target, or to the nearer limit of a range (0 inside)."""
        if self.value is None or self.target is None:
            return None
        if self.target.target is not None:
            return self.value - self.target.target
        low, high = self.target.low or 0.0, self.target.high or 0.0
        return min(self.value - low, 0.0) or max(self.value - high, 0.0)

    @property
    def chance(self) -> float | None:
        """The probability of reaching the target on its date."""
        return self.forecast.probability if self.forecast else None


def with_latest(rows: QuerySet[Indicator]) -> QuerySet[Indicator]:
    """The rows with `newest_value`, `newest_status` … of the whole; None where nothing was measured."""
    rows = rows.annotate(newest=FilteredRelation("latest", condition=Q(latest__slice__isnull=True)))
    return rows.annotate(**{f"newest_{name}": F(f"newest__{name}") for name in LATEST}).defer("search")


def cards(rows: Sequence[Indicator], *, today: date) -> list[Card]:
    """The cards of some rows (from `with_latest`), in the same order. Four queries."""
    if not rows:
        return []
    ids = [row.pk for row in rows]
    targets, histories = targets_in_force(ids, as_of=today), history(ids)
    readings = Forecast.objects.defer("path", "anomalies").in_bulk(ids)
    current = StatusOverride.objects.current().filter(indicator__in=ids, expires_on__gte=today).select_related("recorded_by")
    overrides = {row.indicator_id: row for row in current}
    expected = expected_by_now([targets[pk] for pk in ids if pk in targets], today)
    return [
        _card(row, targets.get(row.pk), expected.get(row.pk), histories.get(row.pk, []), readings.get(row.pk), overrides.get(row.pk), today)
        for row in rows
    ]


def _card(row, target, expected, shown, reading, override, today) -> Card:  # type: ignore[no-untyped-def]  # noqa: PLR0917
    computed = row.newest_status or (Status.NO_DATA if target else Status.NO_TARGET)
    if row.newest_value is None:
        computed = Status.NO_DATA
    return Card(
        indicator=row,
        status=override.status if override else computed,
        computed=computed,
        value=row.newest_value,
        period_end=row.newest_period_end,
        previous=row.newest_previous_value,
        previous_end=row.newest_previous_end,
        attainment=row.newest_attainment,
        target=target,
        expected=expected,
        late_days=late_days(row, row.newest_period_end, today),
        history=shown,
        forecast=reading,
        override=override,
    )


def late_days(indicator: Indicator, period_end: date | None, today: date) -> int:
    """By how many days the next value is overdue, grace included; 0 while it is not, or nothing was ever measured."""
    if period_end is None or indicator.retired_on is not None:
        return 0
    due = end_of_period(indicator.cadence, number_of_period(indicator.cadence, period_end) + 1)
    return max(0, (today - due).days - indicator.grace_days)


def history(ids: Sequence[int]) -> dict[int, list[float]]:
    """{indicator id: its last monthly values, oldest first}. One query of as many index seeks."""
    with connection.cursor() as cursor:
        cursor.execute(HISTORY, {"ids": list(ids), "months": MONTHS_SHOWN})
        found: dict[int, list[float]] = {}
        for pk, _month, value in cursor.fetchall():
            found.setdefault(pk, []).append(value)
    return found


def expected_by_now(targets: Iterable[Target], today: date) -> dict[int, float]:
    """{indicator id: the value the plan expects today}; ranges and steps not begun are absent."""
    rows = list(targets)
    if not rows:
        return {}
    values = rules.expected_to_date(paths_of(rows), np.full(len(rows), np.datetime64(today), "datetime64[D]"))
    return {row.indicator_id: value for row, value in zip(rows, values.tolist(), strict=True) if value == value}  # noqa: PLR0124

"""What one card of a board shows: value, target, pace, freshness, history. A page of cards costs a fixed handful of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, cast

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


class Newest(Protocol):
    """What `with_latest` adds to a row."""

    newest_value: float | None
    newest_period_end: date | None
    newest_previous_value: float | None
    newest_previous_end: date | None
    newest_attainment: float | None
    newest_status: str | None
    newest_status_since: date | None


@dataclass(frozen=True)
class _Page:
    """What is known of the indicators of a page, by indicator id."""

    today: date
    targets: Mapping[int, Target]
    expected: Mapping[int, float]
    histories: Mapping[int, Sequence[float]]
    readings: Mapping[int, Forecast]
    overrides: Mapping[int, StatusOverride]


def with_latest(rows: QuerySet[Indicator]) -> QuerySet[Indicator]:
    """The rows with `newest_value`, `newest_status` … of the whole; None where nothing was measured."""
    rows = rows.annotate(newest=FilteredRelation("latest", condition=Q(latest__slice__isnull=True)))
    return rows.annotate(**{f"newest_{name}": F(f"newest__{name}") for name in LATEST}).defer("search")


def cards(rows: Sequence[Indicator], *, today: date) -> list[Card]:
    """The cards of some rows (from `with_latest`), in the same order. Four queries."""
    if not rows:
        return []
    ids = [row.pk for row in rows]
    targets = targets_in_force(ids, as_of=today)
    current = StatusOverride.objects.current().filter(indicator__in=ids, expires_on__gte=today).select_related("recorded_by")
    page = _Page(
        today=today,
        targets=targets,
        expected=expected_by_now([targets[pk] for pk in ids if pk in targets], today),
        histories=history(ids),
        readings=Forecast.objects.defer("path", "anomalies").in_bulk(ids),
        overrides={row.indicator_id: row for row in current},
    )
    return [_card(row, page) for row in rows]


def _card(row: Indicator, page: _Page) -> Card:
    newest, override = cast("Newest", row), page.overrides.get(row.pk)
    computed = newest.newest_status or Status.NO_TARGET
    if newest.newest_value is None:
        computed = Status.NO_DATA
    return Card(
        indicator=row,
        status=override.status if override else computed,
        computed=computed,
        value=newest.newest_value,
        period_end=newest.newest_period_end,
        previous=newest.newest_previous_value,
        previous_end=newest.newest_previous_end,
        attainment=newest.newest_attainment,
        target=page.targets.get(row.pk),
        expected=page.expected.get(row.pk),
        late_days=late_days(row, newest.newest_period_end, page.today),
        history=page.histories.get(row.pk, ()),
        forecast=page.readings.get(row.pk),
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

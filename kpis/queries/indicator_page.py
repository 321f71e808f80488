"""The page of one indicator: how it stands, its series as known now or at a past date, who entered what, where it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from foundation.asked import whole_number
from kpis.models import Alert, Forecast, Indicator, IndicatorShare, Measurement, Target
from kpis.queries.cards import Card, cards, with_latest
from kpis.series import LONGEST, Point, Series, series_of

VALUES_SHOWN = 12


@dataclass(frozen=True)
class Entry:
    """One measured period: the value that counts and the versions before it, newest first."""

    measurement: Measurement
    earlier: Sequence[Measurement]


@dataclass(frozen=True)
class Entries:
    """A page of entries; `after` and `before` are the places where the pages around it begin and end."""

    rows: Sequence[Entry]
    total: int
    after: str = ""
    before: str = ""


def card_of(indicator: Indicator, *, today: date) -> Card:
    """The card of one indicator. Five queries."""
    return cards(list(with_latest(Indicator.objects.filter(pk=indicator.pk))), today=today)[0]


def end_of_day(day: date) -> datetime:
    """The last instant of a day where the portal lives."""
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(settings.NIGHT_TIMEZONE)) - timedelta(microseconds=1)


def values_known(indicator: Indicator, known_on: date | None) -> QuerySet[Measurement]:
    """The values of the whole that count now, or that counted at the end of a day, newest period first."""
    rows = Measurement.objects.current() if known_on is None else Measurement.objects.known_at(end_of_day(known_on))
    return rows.filter(indicator=indicator, slice__isnull=True).order_by("-period_end", "-id")


def series_known(indicator: Indicator, known_on: date | None) -> Series:
    """The last 120 periods of the indicator. One query."""
    rows = values_known(indicator, known_on).values_list("period_start", "period_end", "value", "id")
    newest = rows.first()
    if newest is None:
        return series_of((), cadence=indicator.cadence)
    since = newest[1] - timedelta(days=int(LONGEST * indicator.cadence_days * 1.03) + 31)
    points = [Point(*row) for row in rows.filter(period_end__gt=since)]
    return series_of(points, cadence=indicator.cadence, aggregation=indicator.aggregation)


def drawn(series: Series) -> list[tuple[date, float]]:
    """The measured periods of a series with their last days."""
    return [(series.end_of(place), value) for place, value in enumerate(series.values.tolist()) if value == value]  # noqa: PLR0124


def entries(indicator: Indicator, known_on: date | None, *, after: str = "", before: str = "", size: int = VALUES_SHOWN) -> Entries:
    """Who entered what, newest period first, with what stood there before. Three queries."""
    rows = values_known(indicator, known_on).select_related("recorded_by", "evidence")
    total = rows.count()
    start = min(total, whole_number(after) or max(0, (whole_number(before) or 0) - size))
    page = list(rows[start : start + size])
    versions: dict[object, list[Measurement]] = {}
    # A version keeps its indicator and period: with them the index finds it, by its key alone the whole table would be read.
    ends = {row.period_end for row in page}
    older = Measurement._base_manager.filter(indicator=indicator, period_end__in=ends, superseded_at__isnull=False)
    older = older.filter(key__in=[row.key for row in page]).select_related("recorded_by")
    for row in older.order_by("-recorded_at", "-id"):
        versions.setdefault(row.key, []).append(row)
    shown = [Entry(row, [one for one in versions.get(row.key, ()) if one.pk < row.pk]) for row in page]
    end = start + len(page)
    return Entries(shown, total, after=str(end) if end < total else "", before=str(start) if start else "")


def targets_of(indicator: Indicator, known_on: date | None) -> list[Target]:
    """The targets of the indicator, the earliest first."""
    rows = Target.objects.current() if known_on is None else Target.objects.known_at(end_of_day(known_on))
    return list(rows.filter(indicator=indicator).select_related("recorded_by").order_by("baseline_on"))


def shares_of(indicator: Indicator) -> list[IndicatorShare]:
    """The objectives the indicator measures, the largest share first."""
    rows = IndicatorShare.objects.current().filter(indicator=indicator).select_related("objective__axis").defer("objective__search")
    return list(rows.order_by("-share", "objective__code"))


def reading_of(indicator: Indicator) -> Forecast | None:
    """What the last night made of the series."""
    return Forecast.objects.filter(indicator=indicator).first()


def open_alerts(indicator: Indicator) -> list[Alert]:
    """What the indicator warns of now."""
    return list(Alert.objects.filter(indicator=indicator, closed_at__isnull=True).order_by("-on"))

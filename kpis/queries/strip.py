"""Indicators as other pages show them: the strip of a board, the indicators of an objective, what needs somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from foundation.accounts.models import User
from kpis.models import Alert, Indicator, IndicatorShare, LatestMeasurement
from kpis.models.alerts import Status
from kpis.queries.cards import Card, cards, with_latest
from strategy.models import StrategicObjective

STRIP = 6
GRAVE = (Alert.Kind.OFF_TRACK, Alert.Kind.TARGET)
WORST = (Status.OFF_TRACK, Status.WATCH)


@dataclass(frozen=True)
class Strip:
    """The indicators to show first, and how all in use stand: {status: count}."""

    cards: Sequence[Card]
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def strip(*, today: date, size: int = STRIP) -> Strip:
    """Those that measure objectives, the worst first. Six queries."""
    rows = with_latest(Indicator.objects.filter(retired_on__isnull=True)).filter(newest__isnull=False)
    rows = rows.annotate(counts=Exists(IndicatorShare.objects.current().filter(indicator=OuterRef("pk"))))
    severity = Case(
        *[When(newest__status=status, then=place) for place, status in enumerate(WORST)], default=9, output_field=IntegerField()
    )
    shown = list(rows.select_related("owner").order_by(severity, "-counts", "newest__attainment", "code")[:size])
    return Strip(cards(shown, today=today), _counts())


def _counts() -> dict[str, int]:
    rows = LatestMeasurement.objects.filter(slice__isnull=True, indicator__retired_on__isnull=True).values_list("status", flat=True)
    counts: dict[str, int] = {}
    for status in rows:
        counts[status] = counts.get(status, 0) + 1
    return counts


def of_objective(objective: StrategicObjective, *, today: date) -> list[Card]:
    """The cards of the indicators of an objective, the largest share first. Five queries."""
    shares = dict(IndicatorShare.objects.current().filter(objective=objective).values_list("indicator_id", "share"))
    rows = with_latest(Indicator.objects.filter(pk__in=shares, retired_on__isnull=True)).select_related("owner")
    return cards(sorted(rows, key=lambda row: (-shares[row.pk], row.code)), today=today)


def needing(user: User | None = None) -> QuerySet[Indicator]:
    """The indicators with a grave open alert, those whose objectives weigh most first; of their owner `user` when given.

    Each has `grave`, its open alerts, and `weight`, the shares it holds in objectives.
    """
    alerts = Alert.objects.filter(closed_at__isnull=True, kind__in=GRAVE)
    rows = Indicator.objects.filter(retired_on__isnull=True).filter(Exists(alerts.filter(indicator=OuterRef("pk"))))
    if user is not None:
        rows = rows.filter(Q(owner=user) | Q(steward=user))
    held = Sum("objective_shares__share", filter=Q(objective_shares__superseded_at__isnull=True, objective_shares__removed=False))
    prefetched = Prefetch("alerts", queryset=alerts.order_by("kind", "-on"), to_attr="grave")
    rows = rows.annotate(weight=Coalesce(held, 0.0)).select_related("owner").prefetch_related(prefetched)
    return rows.defer("search").order_by("-weight", "code")

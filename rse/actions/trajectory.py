"""What the night writes down of each target: allowed, emitted, its interval, the rate still required."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Min

from rse.models import ReductionTarget, TrajectoryPoint
from rse.queries.asof import years_known_at
from rse.queries.trajectory import Standing, standing

WRITTEN = ("allowed_kg", "actual_kg", "low_kg", "high_kg", "required_rate", "as_of")


def is_written(day: date) -> bool:
    """Whether every target has its points of `day` or of a later one."""
    oldest = ReductionTarget.objects.annotate(at=Min("points__as_of")).values_list("at", flat=True)
    return all(at is not None and at >= day for at in oldest)


def write_points(*, day: date, at: datetime) -> int:
    """Write the points of every target as they were known at the end of `day`, or at `at` where that comes first.

    The same day again writes the same rows; an earlier day never replaces a later one. Returns how many points were written.
    """
    cut_off = min(at, datetime.combine(day + timedelta(days=1), time(), tzinfo=ZoneInfo(settings.NIGHT_TIMEZONE)))
    with transaction.atomic():
        targets = list(ReductionTarget.objects.select_for_update(no_key=True).order_by("pk"))
        known = {basis: years_known_at(basis, cut_off) for basis in {target.basis for target in targets}}
        later = set(TrajectoryPoint.objects.filter(as_of__gt=day).values_list("target", flat=True))
        points = [point for target in targets if target.pk not in later for point in _points(standing(target, known[target.basis]), day)]
        kept = {(point.target_id, point.year) for point in points}
        TrajectoryPoint.objects.bulk_create(points, update_conflicts=True, unique_fields=["target", "year"], update_fields=WRITTEN)
        old = TrajectoryPoint.objects.filter(as_of__lt=day, target__in={point.target_id for point in points})
        TrajectoryPoint.objects.filter(pk__in=[row.pk for row in old if (row.target_id, row.year) not in kept]).delete()
    return len(points)


def _points(held: Standing, day: date) -> list[TrajectoryPoint]:
    last = held.last.year if held.last else None
    return [
        TrajectoryPoint(
            target=held.target,
            year=point.year,
            allowed_kg=point.allowed,
            actual_kg=point.actual,
            low_kg=point.low,
            high_kg=point.high,
            required_rate=held.required_rate if point.year == last else None,
            as_of=day,
        )
        for point in held.points
        if point.allowed is not None
    ]

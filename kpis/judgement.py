"""From rows to judgements: reads targets in force, asks the pure rules, and says what changed."""

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from kpis import attainment as rules
from kpis.models import LatestMeasurement, Target
from kpis.models.alerts import Status

PACE_THRESHOLD = 0.05  # less than this share of the whole change expected: too early to judge


def paths_of(targets: Sequence[Target]) -> rules.Paths:
    """The targets as arrays, in the same order."""
    steps = [sorted(target.steps.items()) for target in targets]
    width = max((len(s) for s in steps), default=0)
    step_on = np.full((len(targets), width), np.datetime64("NaT"), "datetime64[D]")
    step_value = np.full((len(targets), width), np.nan)
    for row, pairs in enumerate(steps):
        for column, (on, value) in enumerate(pairs):
            step_on[row, column], step_value[row, column] = np.datetime64(on), float(value)
    return rules.Paths(
        shape=np.array([_shape(target) for target in targets], np.int64),
        baseline=_floats(target.baseline for target in targets),
        target=_floats(target.target for target in targets),
        baseline_on=np.array([target.baseline_on for target in targets], "datetime64[D]"),
        target_on=np.array([target.target_on for target in targets], "datetime64[D]"),
        low=_floats(target.low for target in targets),
        high=_floats(target.high for target in targets),
        tolerance=_floats(target.tolerance for target in targets),
        step_on=step_on,
        step_value=step_value,
    )


def targets_in_force(indicator_ids: Iterable[int], *, as_of: date) -> dict[int, Target]:
    """The target in force of each indicator: the latest one begun by `as_of` (one already reached stays until the next begins)."""
    begun = Target.objects.current().filter(indicator__in=list(indicator_ids), baseline_on__lte=as_of).order_by("baseline_on")
    return {target.indicator_id: target for target in begun}


def judge_latest(rows: Sequence[LatestMeasurement], *, as_of: date) -> list[LatestMeasurement]:
    """Set attainment and status on `rows` and return those that changed."""
    targets = targets_in_force({row.indicator_id for row in rows}, as_of=as_of)
    aimed = [row for row in rows if row.indicator_id in targets]
    changed = [row for row in rows if row.indicator_id not in targets and _set(row, None, Status.NO_TARGET, as_of)]
    if not aimed:
        return changed
    paths = paths_of([targets[row.indicator_id] for row in aimed])
    today = np.full(len(aimed), np.datetime64(as_of), "datetime64[D]")
    expected = rules.expected_to_date(paths, today)
    attained = rules.attainment(paths, _floats(row.value for row in aimed), expected)
    judged = rules.under_way(paths, expected, PACE_THRESHOLD)
    for row, share, is_judged in zip(aimed, attained.tolist(), judged.tolist(), strict=True):
        status = _status(row, share, targets[row.indicator_id]) if is_judged else Status.ON_TRACK
        if _set(row, share if is_judged else None, status, as_of):
            changed.append(row)
    return changed


def _status(row: LatestMeasurement, share: float, target: Target) -> str:
    if target.target is not None and target.baseline is not None and _reached(row.value, target.baseline, target.target):
        return Status.DONE
    indicator = row.indicator
    return rules.status_of(
        attained=share,
        previous=row.status,
        watch_below=indicator.watch_below,
        off_below=indicator.off_below,
        margin=indicator.hysteresis,
    )


def _reached(value: float, baseline: float, target: float) -> bool:
    return value >= target if target > baseline else value <= target


def _set(row: LatestMeasurement, share: float | None, status: str, as_of: date) -> bool:
    if (row.attainment, row.status) == (share, status):
        return False
    if row.status != status:
        row.status_since = as_of
    row.attainment, row.status = share, str(status)
    return True


def _shape(target: Target) -> int:
    if target.target is None:
        return rules.RANGE
    return rules.STEPPED if target.path == Target.Path.STEPPED else rules.LINEAR


def _floats(values: Iterable[float | None]) -> rules.Floats:
    return np.array([np.nan if value is None else value for value in values], np.float64)

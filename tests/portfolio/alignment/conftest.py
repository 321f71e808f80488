"""Weights in force, a validated link, and a run computed in this process."""

from datetime import UTC, date, datetime

import pytest

from portfolio.actions import contributions
from portfolio.alignment import chunks, nights
from strategy.models import ObjectiveWeight, WeightSet

LATER = datetime(2026, 7, 2, 3, 0, tzinfo=UTC)


@pytest.fixture
def weights(plan, delight, loyalty, at):
    weight_set = WeightSet.objects.create(plan=plan, number=1, method="direct", in_force_from=date(2026, 1, 1), recorded_at=at)
    for objective, weight in ((delight, 0.6), (loyalty, 0.4)):
        ObjectiveWeight.objects.create(weight_set=weight_set, objective=objective, weight=weight)
    return weight_set


@pytest.fixture
def validated(link, otto, at, weights):
    return contributions.validate(link=link, by=otto, at=at)


@pytest.fixture
def run_now(db):
    """Everything known at the instant, scored and published in this process."""

    def compute(at=LATER):
        run = nights.want_run(by=None, at=at)
        chunks.work(worker="test", clock=lambda: at)
        run.refresh_from_db()
        return run

    return compute

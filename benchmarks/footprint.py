"""What a footprint of many lines costs: computing it anew, the night's trajectory, and the pages.

PORTAL_HOME=/tmp/bench ./run manage migrate
PORTAL_HOME=/tmp/bench ./run manage generate_activity_data --rows 100000
PORTAL_HOME=/tmp/bench .venv/bin/python benchmarks/footprint.py
"""

import os
from collections.abc import Callable

from costs import portal, reader, spent, tell_page

PAGES = (
    "/rse/",
    "/rse/footprint/",
    "/rse/quality/",
    "/rse/periods/",
    "/rse/periods/{code}/",
    "/rse/periods/{code}/lines/",
    "/rse/targets/BENCH/",
)


def computing() -> str:
    """Compute the largest period as it stands, then with every result gone; returns its code."""
    from django.db.models import Count
    from django.utils import timezone

    from rse.actions.footprint import recompute_period
    from rse.actions.targets import set_target
    from rse.actions.trajectory import write_points
    from rse.models import ActivityData, ReductionTarget, ReportingPeriod
    from rse.rederivation import rederive

    period = ReportingPeriod.objects.annotate(n=Count("activities")).order_by("-n").first()
    assert period is not None, "generate_activity_data first"
    print(f"{ActivityData.objects.count():,} lines, load {os.getloadavg()[0]:.1f}")
    if not ReductionTarget.objects.filter(code="BENCH").exists():
        path = {"base_year": period.year - 5, "base_kg": 1e9, "target_year": period.year + 5, "target_kg": 5e8}
        set_target(code="BENCH", name_fr="BENCH", by=None, at=timezone.now(), **path)
    at = timezone.now()
    measured("computed again, nothing changed", lambda: recompute_period(period=period, by=None, at=at))
    period.gwp_set = "AR5" if period.gwp_set == "AR6" else "AR6"  # every result is another one
    period.save(update_fields=["gwp_set"])
    measured("computed again, every result new", lambda: recompute_period(period=period, by=None, at=timezone.now()))
    measured("points of the trajectory, one night", lambda: write_points(day=timezone.localdate(), at=timezone.now()))
    measured("derived anew as of now", lambda: rederive(period, timezone.now()))
    return period.code


def measured(name: str, act: Callable[[], object]) -> None:
    """Do `act` once and say what it cost."""
    cost, _answer = spent(act)
    print(f"{name:<38} {cost.cpu:6.1f} s processor  {cost.wall:6.1f} s in all  peak {cost.peak:4.0f} MB  load {cost.load:.1f}", flush=True)


def main() -> None:
    with portal():
        code, browser = computing(), reader("rse_officer")
        for page in PAGES:
            tell_page(browser, page.format(code=code))


if __name__ == "__main__":
    main()

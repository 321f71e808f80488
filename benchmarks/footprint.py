"""What a footprint of many lines costs: computing it anew, the night's trajectory, and the pages.

    PORTAL_HOME=/tmp/bench ./run manage migrate
    PORTAL_HOME=/tmp/bench ./run manage generate_activity_data --rows 100000
    PORTAL_HOME=/tmp/bench .venv/bin/python benchmarks/footprint.py

Processor time is that of this process; what PostgreSQL spends is in the time in all. Peak memory is that of this process since its start.
"""

import os
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmo_portal.settings")
ROUNDS = 10
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
    cpu, wall = time.process_time(), time.monotonic()
    act()
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:<38} {cpu:6.1f} s processor  {wall:6.1f} s in all  peak {peak:4.0f} MB  load {os.getloadavg()[0]:.1f}")


def pages(code: str) -> None:
    """Requests for the pages in this process."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from foundation.accounts.models import RoleGrant, User

    settings.ALLOWED_HOSTS.append("testserver")
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    user, _new = User.objects.get_or_create(email="benchmark@example.org", defaults={"full_name": "Benchmark", "language": "en"})
    RoleGrant.objects.get_or_create(
        user=user, role="rse_officer", defaults={"valid_from": date(2020, 1, 1), "granted_at": "2020-01-01T00:00Z"}
    )
    client = Client()
    client.force_login(user)
    for address in (page.format(code=code) for page in PAGES):
        client.get(address)
        spent: list[float] = []
        with connection.execute_wrapper(timing(spent)):
            answer = client.get(address)
        cpu, wall = time.process_time(), time.monotonic()
        for _round in range(ROUNDS):
            client.get(address)
        cpu, wall = (1000 * (now - then) / ROUNDS for now, then in ((time.process_time(), cpu), (time.monotonic(), wall)))
        print(
            f"{address:<34} {answer.status_code}  {len(spent):>3} queries  {len(answer.content):>8,} bytes  {cpu:>5.0f} ms processor"
            f"  {wall:>5.0f} ms in all  ({1000 * sum(spent):.0f} ms waiting for PostgreSQL)  load {os.getloadavg()[0]:.1f}"
        )


def timing(spent: list[float]) -> Callable[..., object]:
    """A wrapper that notes how long each statement took."""

    def run(execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
        started = time.monotonic()
        try:
            return execute(sql, params, many, context)
        finally:
            spent.append(time.monotonic() - started)

    return run


def main() -> None:
    from cmo_portal import embedded

    with embedded.services_for(["benchmark"]):
        import django

        django.setup()
        pages(computing())


if __name__ == "__main__":
    main()

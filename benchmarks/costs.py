"""What benchmarks share: the portal set up in this process, somebody who reads, and what an act or a page costs.

Processor time is that of this process; what PostgreSQL spends is in the time in all. Peak memory is that of this process since its start.
"""

import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmo_portal.settings")
ROUNDS = 10


@contextmanager
def portal() -> Iterator[None]:
    """Django on the private services of PORTAL_HOME, or on DATABASE_URL and REDIS_URL."""
    from cmo_portal import embedded

    with embedded.services_for(["benchmark"]):
        import django

        django.setup()
        from django.conf import settings

        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
        settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        yield


def reader(role: str, *, lens: str = "") -> Any:
    """A browser of somebody who holds a role."""
    from django.test import Client
    from django.utils import timezone

    from foundation.accounts.models import RoleGrant, User

    name = f"benchmark-{role}{lens}"
    user, _new = User.objects.get_or_create(email=f"{name}@example.org", defaults={"full_name": name, "language": "en"})
    RoleGrant.objects.get_or_create(user=user, role=role, lens=lens, defaults={"valid_from": "2020-01-01", "granted_at": timezone.now()})
    browser = Client(headers={"Accept-Language": "en"})
    browser.force_login(user)
    return browser


@dataclass(frozen=True)
class Spent:
    """Seconds of this process, seconds in all, its peak memory in MB, and the load beside it."""

    cpu: float
    wall: float
    peak: float
    load: float


def spent(act: Callable[[], Any]) -> tuple[Spent, Any]:
    """Do `act` once: what it cost, and its answer."""
    cpu, wall = time.process_time(), time.monotonic()
    answer = act()
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Spent(cpu, wall, peak, os.getloadavg()[0]), answer


def tell_page(browser: Any, address: str) -> None:
    """Ask for a page some times, the first one apart, and print what it costs."""
    from django.db import connection

    browser.get(address)
    statements: list[float] = []
    with connection.execute_wrapper(_timing(statements)):
        answer = browser.get(address)
    cost, _answer = spent(lambda: [browser.get(address) for _round in range(ROUNDS)])
    print(
        f"{address:<36} {answer.status_code}  {len(statements):>3} queries  {len(answer.content):>8,} bytes"
        f"  {1000 * cost.cpu / ROUNDS:>5.0f} ms processor  {1000 * cost.wall / ROUNDS:>5.0f} ms in all"
        f"  ({1000 * sum(statements):.0f} ms waiting for PostgreSQL, once)  load {cost.load:.1f}",
        flush=True,
    )


def _timing(statements: list[float]) -> Callable[..., object]:
    """A wrapper that notes how long each statement took."""

    def run(execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
        started = time.monotonic()
        try:
            return execute(sql, params, many, context)
        finally:
            statements.append(time.monotonic() - started)

    return run

"""What 100,000 participations cost: pages in queries and CPU, one sign-in, one list. Everything is undone at the end.

.venv/bin/python benchmarks/participations.py
"""

import time
from collections.abc import Callable
from datetime import timedelta

from costs import portal, reader

CAMPAIGNS, PEOPLE, EACH = 10, 12_000, 10_000


def main() -> None:
    with portal():
        from django.db import transaction

        with transaction.atomic():
            measure()
            transaction.set_rollback(True)


def measure() -> None:
    from django.utils import timezone

    from foundation.accounts.models import OrganisationUnit, Site
    from rse.actions.attendance import Attendance, record_attendance, sign_in
    from rse.actions.campaigns import Audience, hold_session, plan_campaign
    from rse.identities import person_key
    from rse.models import Participation

    at, today = timezone.now(), timezone.localdate()
    days = {"starts_on": today - timedelta(days=9), "ends_on": today + timedelta(days=9)}
    unit = OrganisationUnit.objects.create(code="BENCH", name_fr="B", name_en="B")
    sites = [Site.objects.create(code=f"B-{n}", unit=unit, name_fr=f"B{n}", name_en=f"B{n}") for n in range(40)]
    keys = [person_key(str(10_000_000 + n)) for n in range(PEOPLE)]
    for size in range(CAMPAIGNS):
        audience = [Audience(unit, site, PEOPLE // len(sites)) for site in sites]
        campaign = plan_campaign(code=f"BENCH{size}", name_fr="B", themes=[], audience=audience, by=None, at=at, **days)
        session = hold_session(campaign=campaign, on=today, place="B", hours=1, by=None, at=at)
        groups = [group.pk for group in campaign.groups.order_by("pk")]
        shift = size * 200
        lines = [Attendance(session.pk, keys[(n + shift) % PEOPLE], groups[(n + shift) % len(groups)]) for n in range(EACH)]
        began = time.perf_counter()
        record_attendance(campaign=campaign, lines=lines, by=None, at=at)
        tell(f"list of {EACH:,} people, campaign {size + 1}", time.perf_counter() - began)
    tell(f"{Participation.objects.count():,} participations", 0)
    took(lambda: sign_in(session=session, person=person_key("77"), group=None, at=at), "one sign-in")
    client = reader("admin")
    for page in ("/rse/campaigns/", "/rse/campaigns/of/BENCH3/", "/rse/campaigns/by-site/", "/rse/"):
        client.get(page)
        took(lambda page=page: client.get(page), page)


def took(act: Callable[[], object], name: str) -> None:
    """Do it three times and tell the fastest, with its queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    best, cpu, queries = float("inf"), float("inf"), 0
    for _time in range(3):
        began, used = time.perf_counter(), time.process_time()
        with CaptureQueriesContext(connection) as seen:
            act()
        best, cpu, queries = min(best, time.perf_counter() - began), min(cpu, time.process_time() - used), len(seen)
    tell(f"{name}: {queries} queries, {1000 * cpu:.0f} ms CPU", best)


def tell(words: str, seconds: float) -> None:
    print(f"{words}: {1000 * seconds:.0f} ms")


if __name__ == "__main__":
    main()

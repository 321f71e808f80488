"""What the pages of suppliers cost at ten thousand: queries, processor time of the web process, bytes.

    ./run manage migrate && .venv/bin/python benchmarks/suppliers.py

Uses the private services of PORTAL_HOME, or DATABASE_URL; everything it writes is rolled back.
"""

import sys
import time
from statistics import median

from costs import portal, reader

PAGES = (
    "/rse/suppliers/",
    "/rse/suppliers/?page=150",
    "/rse/suppliers/?sort=-spend&country=FR",
    "/rse/suppliers/?q=company 0099",
    "/rse/suppliers/?look=overdue",
    "/rse/suppliers/matrix/",
    "/rse/corrections/",
    "/rse/supplier/S-00042/",
)
TIMES = 5


def fill(count: int) -> None:
    """Write suppliers by the portal's own actions: seven in ten assessed, one in ten with a finding and its action."""
    from datetime import date, timedelta
    from decimal import Decimal

    from django.utils import timezone

    from foundation.history import record_many
    from rse.actions.due_diligence import Judgement, assess_suppliers
    from rse.actions.suppliers import SupplierFacts, record_suppliers, refresh_suppliers
    from rse.models import CorrectiveAction, Finding, Supplier, Theme

    at, day = timezone.now(), date(2026, 1, 1)
    lands = ("FR", "DE", "PL", "VN", "BR")
    values = [SupplierFacts(f"S-{n:05}", f"Company {n:05}", lands[n % 5], spend_share=Decimal(n % 97) / 100_000) for n in range(count)]
    record_suppliers(values=values, by=None, at=at)
    rows = list(Supplier.objects.order_by("code"))
    judged = [Judgement(row, 1 + n % 5, 1 + (n % 5) // 2, "Checked", day, "Benchmark") for n, row in enumerate(rows) if n % 10 < 7]
    assess_suppliers(judgements=judged, by=None, at=at)
    theme = Theme.objects.get(group__code="house", code="human_rights")
    named = [{"supplier": row, "title": "Found", "severity": "major", "theme": theme, "found_on": day} for row in rows[::10]]
    found = record_many(Finding, named, at=at, by=None)
    asked = {"what": "Put right", "due_on": day + timedelta(days=90)}
    record_many(CorrectiveAction, [{"supplier": one.supplier, "finding_key": one.key, **asked} for one in found], at=at, by=None)
    refresh_suppliers([row.pk for row in rows[::10]])


def measure() -> None:
    """Ask for each page as the web process answers it, and print its row."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = reader("rse_officer")
    for page in PAGES:
        browser.get(page)
        spent = []
        for _time in range(TIMES):
            began = time.process_time()
            answer = browser.get(page)
            spent.append(1000 * (time.process_time() - began))
        with CaptureQueriesContext(connection) as queries:
            browser.get(page)
        sys.stdout.write(f"| `{page}` | {answer.status_code} | {len(queries)} | {median(spent):.0f} | {len(answer.content):,} |\n")


def main() -> None:
    """Fill, measure, roll back."""
    with portal():
        from django.db import transaction

        with transaction.atomic():
            fill(10_000)
            measure()
            transaction.set_rollback(True)


if __name__ == "__main__":
    main()

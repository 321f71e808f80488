"""What the lists of CSR ask of the database does not grow with their rows; the boards of the footprint stand in their own file."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rse.actions import alerts, equality, materiality, periods
from rse.equality_index import Inputs, PayGroup
from rse.models import AlertRecipient, ReportedFootprint, Theme


def publish(numbers, at, **_cast):
    facts = {"starts_on": date(2022, 1, 1), "ends_on": date(2022, 12, 31), "source": "Test", "reconciles": True, "imported_at": at}
    ReportedFootprint.objects.bulk_create(ReportedFootprint(company=f"Company {n}", company_id=str(n), **facts) for n in numbers)


def compute(numbers, rita, at, **_cast):
    for n in numbers:
        inputs = Inputs([PayGroup(40, 40, 30_000, 30_000)], 5, 5)
        equality.compute_index(year=2019 + n % 8, inputs=inputs, by=rita, at=at)


def open_periods(numbers, rita, at, shipped, **_cast):
    for n in numbers:
        days = {"starts_on": date(1990 + n, 1, 1), "ends_on": date(1990 + n, 12, 31)}
        periods.open_period(code=str(1990 + n), releases=[shipped], by=rita, at=at, **days)


def rate(numbers, rita, at, **_cast):
    assessment = materiality.draft_assessment(by=rita, at=at)
    for n in numbers:
        topic = Theme.objects.filter(group__code="esrs")[n % 8]
        materiality.add_iro(assessment=assessment, topic=topic, name_fr=f"Entry {n}", kind="risk", by=rita, at=at)


def alarm(numbers, rita, at, **_cast):
    if not AlertRecipient.objects.exists():
        alerts.name_recipient(person=rita, by=None, at=at)
    for n in numbers:
        alerts.file_alert(key=uuid4(), subject="human_rights", text=f"Something is wrong {n}", at=at)


LISTS = {"published": publish, "indices": compute, "periods": open_periods, "materiality": rate, "alerts": alarm}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_for_few_rows_and_many(name, rita, shipped, at, signed_in):
    browser, counted = signed_in(rita), []
    for numbers in (range(3), range(3, 20)):
        LISTS[name](numbers, rita=rita, at=at, shipped=shipped)
        browser.get(reverse(f"rse:{name}"))
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse(f"rse:{name}")).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 25

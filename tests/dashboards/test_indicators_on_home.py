"""Indicators on the home page: what needs the CMO, what needs their owners, the strip."""

from datetime import date

import pytest
from django.utils import timezone

from cmo_portal.dashboards.needs import indicators
from cmo_portal.dashboards.needs.need import Reader
from kpis.models import Alert, Indicator, LatestMeasurement, Measurement
from kpis.queries.strip import needing, strip

pytestmark = pytest.mark.django_db


@pytest.fixture
def off_track(otto, at):
    """Otto's indicator, off track since June."""
    made = Indicator.objects.create(code="NPS", name_fr="NPS", name_en="Net promoter score", direction="up", owner=otto)
    facts = {"indicator": made, "period_start": date(2026, 6, 1), "period_end": date(2026, 6, 30), "value": 5.0}
    measurement = Measurement.objects.create(recorded_at=at, **facts)
    LatestMeasurement.objects.create(
        indicator=made, measurement=measurement, period_end=date(2026, 6, 30), value=5.0, status="off_track", attainment=0.1
    )
    Alert.objects.create(indicator=made, kind="off_track", on=date(2026, 6, 30), raised_at=at)
    return made


def test_the_board_names_an_indicator_off_track_with_its_cause(off_track):
    found = indicators.of_board({})
    assert [(need.kind, need.title, need.status) for need in found] == [("indicator", "Net promoter score", "off_track")]
    assert str(found[0].cause).startswith("Off track since")
    assert found[0].href == "/indicators/NPS/"
    assert found[0].why


def test_its_owner_is_told_by_name_and_nobody_else(off_track, otto, lea):
    today = timezone.localdate()
    assert [need.title for need in indicators.by_name(Reader(otto, today))] == ["Net promoter score"]
    assert indicators.by_name(Reader(lea, today)) == []


def test_a_closed_alert_needs_nobody(off_track, at):
    Alert.objects.update(closed_at=at)
    assert list(needing()) == []


def test_the_strip_shows_the_worst_and_counts_all(off_track):
    found = strip(today=timezone.localdate())
    assert ([card.indicator.code for card in found.cards], found.counts) == (["NPS"], {"off_track": 1})


def test_the_home_page_shows_the_strip_and_the_cause(signed_in, eva, off_track, company):
    page = signed_in(eva).get("/").content.decode()
    assert "Net promoter score" in page
    assert "strip-title" in page

"""What initiatives owe, on the home pages and in duties; the strip of responsibility on the CMO's board."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cmo_portal.dashboards.needs import initiatives as needs
from cmo_portal.dashboards.needs.need import Reader
from cmo_portal.dashboards.responsibility import rse_strip
from rse.actions import initiatives as actions
from rse.models import Theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(otto, at):
    """Otto's initiative, whose monthly update is ten days overdue."""
    today = timezone.localdate()
    facts = {"owner": otto, "starts_on": today - timedelta(days=41), "cadence": "monthly"}
    return actions.start_initiative(code="OVENS", name_fr="Fours", themes=Theme.objects.filter(code="energy"), by=None, at=at, **facts)


def report(initiative, health):
    now = timezone.now()
    actions.report_update(initiative=initiative, on=timezone.localdate(now), health=health, note="Late", by=None, at=now)


def told(reader):
    return [(need.title, need.status) for need in needs.of_board(reader)]


def test_an_overdue_update_needs_the_owner_and_the_cmo(late, otto, eva, lea):
    today = timezone.localdate()
    assert told(Reader(otto, today)) == [("Fours", "outdated")]
    assert told(Reader(eva, today)) == [("Fours", "outdated")]
    assert told(Reader(lea, today)) == []
    report(late, "on_track")
    assert told(Reader(otto, today)) == told(Reader(eva, today)) == []


def test_the_owner_is_asked_at_once_and_the_cmo_when_it_is_overdue(late, otto, eva):
    report(late, "off_track")
    today = timezone.localdate()
    assert told(Reader(otto, today)) == [("Fours", "off_track")]
    assert told(Reader(eva, today)) == []
    assert told(Reader(eva, today + timedelta(days=15))) == [("Fours", "off_track")]


def test_duties_list_the_update_and_the_answer(late, otto, lea, signed_in):
    address = reverse("portfolio:duties")
    assert "Fours" in signed_in(otto).get(address).text
    assert "Fours" not in signed_in(lea).get(address).text
    report(late, "off_track")
    assert "Off track: adjust, or accept and say why." in signed_in(otto).get(address).text


def test_the_strip_counts_what_is_off_track(late, eva, company, signed_in):
    report(late, "off_track")
    cards = rse_strip(today=timezone.localdate())
    assert [(card.value, card.status) for card in cards] == [("1 of 1", "off_track")]
    shown = signed_in(eva).get("/").text
    assert "rse-strip-title" in shown
    assert "Initiatives off track" in shown
    assert "rse-strip-title" not in signed_in(eva).get("/?lens=cfo").text

"""Who measures an indicator finds the values due, with a role or without one, and so does who stands in for them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from foundation.accounts.actions import absences
from foundation.notifications.models import OutboxRow
from kpis.actions import definitions
from kpis.actions.reminders import remind
from kpis.models import Measurement
from tests.conftest import person
from tests.kpis.test_entry_pages import DUE, field

CLOSE = datetime(2026, 7, 5, 8, tzinfo=UTC)  # June is over, its value is due on 7 July


@pytest.fixture
def stewarded(nps, sam):
    """An indicator of Otto whose values Sam enters, who was given no role."""
    nps.steward = sam
    nps.save(update_fields=["steward"])
    return nps


def told(event):
    return [row.recipients for row in OutboxRow.objects.filter(event=event).order_by("pk")]


def test_a_steward_without_a_role_is_led_to_the_values_due_and_enters_them(stewarded, signed_in, sam):
    browser = signed_in(sam)
    assert browser.get("/").headers["Location"] == "/duties/"
    duties = browser.get("/duties/").content.decode()
    assert f'href="{DUE}"' in duties
    assert 'href="/duties/" aria-current' in duties
    assert 'href="/indicators/"' not in duties
    assert browser.post(DUE, {field(stewarded): "27"}).status_code == 303
    assert Measurement.objects.get().recorded_by == sam
    for address in ("/indicators/NPS/", "/indicators/NPS/values/"):
        page = browser.get(address)
        assert page.status_code == 200
        assert f'<li><a href="{DUE}">' in page.text, address
    assert browser.get("/indicators/import/").status_code == 200


def test_without_a_role_one_reads_and_measures_only_ones_own(stewarded, signed_in, sam, otto, at):
    definitions.create_indicator(by=otto, at=at, code="OTHER", name_fr="Autre", name_en="Other", direction="up", owner=otto)
    browser = signed_in(sam)
    assert browser.get("/indicators/OTHER/").status_code == 404
    assert browser.get("/indicators/").status_code == 403
    assert browser.get("/indicators/NPS/manage/").status_code == 403
    assert "OTHER" not in browser.get(DUE).content.decode()


def test_who_measures_nothing_and_has_no_role_finds_no_door(nps, signed_in, sam):
    browser = signed_in(sam)
    assert [browser.get(address).status_code for address in ("/", DUE, "/indicators/NPS/")] == [403, 403, 404]
    assert 'href="/duties/"' not in browser.get("/account/").content.decode()


def test_an_executive_who_stewards_finds_it_in_the_menu_and_on_the_board(nps, signed_in, eva):
    assert 'href="/duties/"' not in signed_in(eva).get("/").content.decode()
    nps.steward = eva
    nps.save(update_fields=["steward"])
    page = signed_in(eva).get("/")
    assert 'href="/duties/"' in page.content.decode()
    waiting = next(need for need in page.context["needs"].first if need.kind == "values")
    assert (waiting.href, waiting.status, waiting.cause) == (DUE, waiting.status, "NPS waits for its value.")


def test_who_stands_in_for_the_steward_measures_while_they_are_away(stewarded, signed_in, sam):
    nina = person("Nina")
    assert signed_in(nina).get(DUE).status_code == 403
    today = timezone.localdate()
    away = absences.delegate(person=sam, to=nina, starts_on=today, ends_on=today + timedelta(days=7), at=timezone.now())
    browser = signed_in(nina)
    assert field(stewarded) in browser.get(DUE).content.decode()
    assert f'href="{DUE}"' in browser.get("/duties/").content.decode()
    assert browser.post(DUE, {field(stewarded): "27"}).status_code == 303
    absences.end_delegation(delegation=away, by=sam, at=timezone.now())
    assert signed_in(nina).get(DUE).status_code == 403


def test_the_steward_is_told_before_the_day_and_steward_and_owner_when_it_is_late(stewarded, sam, otto):
    remind(at=CLOSE)
    remind(at=CLOSE + timedelta(days=4))
    assert (told("measurement.due"), told("measurement.late")) == ([[sam.pk]], [sorted([sam.pk, otto.pk])])


def test_who_stands_in_is_told_too(stewarded, sam):
    nina = person("Nina")
    absences.delegate(person=sam, to=nina, starts_on=CLOSE.date(), ends_on=CLOSE.date() + timedelta(days=7), at=CLOSE)
    remind(at=CLOSE)
    assert told("measurement.due") == [sorted([sam.pk, nina.pk])]


def test_being_named_to_measure_is_told_once_by_name(nps, sam, otto, at):
    definitions.edit_indicator(indicator=nps, version=nps.version, by=otto, at=at, steward=sam)
    definitions.edit_indicator(indicator=nps, version=nps.version, by=otto, at=at, unit="points")
    assert told("indicator.entrusted") == [[sam.pk]]
    definitions.edit_indicator(indicator=nps, version=nps.version, by=otto, at=at, steward=otto)
    assert told("indicator.entrusted") == [[sam.pk]]

"""Slices make their indicator, sub-indicators the one they roll up into, each as the indicator says."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.audit import queries as ledger
from kpis import rhythm
from kpis.actions import definitions
from kpis.actions.measurements import Value, correct_measurement, record_measurements
from kpis.actions.slices import add_slice, end_slice
from kpis.models import Indicator, LatestMeasurement, Measurement, Slice
from kpis.refusals import KpiRefusal

JUNE = (date(2026, 6, 1), date(2026, 6, 30))
MAY = (date(2026, 5, 1), date(2026, 5, 31))


def indicator(otto, at, code="SALES", **facts) -> Indicator:
    plain = {"direction": "up", "unit": "pts", "owner": otto, "name_fr": code, "name_en": code}
    return definitions.create_indicator(by=otto, at=at, code=code, **plain | facts)


@pytest.fixture
def channels(nps, otto, at) -> list[Slice]:
    """NPS in two channels; shops weigh three times the web."""
    Indicator.objects.filter(pk=nps.pk).update(aggregation="mean")
    return [add_slice(indicator=nps, by=otto, at=at, dimensions={"channel": name}, weight=w) for name, w in (("shops", 3), ("web", 1))]


def values(slices, *numbers, period=JUNE):
    return [Value(one.indicator, *period, number, slice=one) for one, number in zip(slices, numbers, strict=True)]


def whole(one) -> Measurement | None:
    return Measurement.objects.current().filter(indicator=one, slice__isnull=True).order_by("-period_end").first()


def test_the_whole_follows_once_every_part_is_measured(nps, channels, otto, at):
    record_measurements(values=values(channels[:1], 20), by=otto, at=at)
    assert whole(nps) is None
    record_measurements(values=values(channels[1:], 40), by=otto, at=at)
    found = whole(nps)
    assert (found.value, found.rolled_up, found.source_kind) == (25, True, "manual")
    newest = LatestMeasurement.objects.get(indicator=nps, slice__isnull=True)
    assert (newest.value, newest.status) == (25, "off_track")
    assert LatestMeasurement.objects.filter(indicator=nps).count() == 3
    assert ledger.trail(nps)[0].verb == "measurements.recorded"


@pytest.mark.parametrize(("way", "expected"), [("sum", 60), ("mean", 25), ("last", 40)])
def test_the_aggregation_is_the_one_that_is_written(nps, channels, otto, at, way, expected):
    Indicator.objects.filter(pk=nps.pk).update(aggregation=way)
    record_measurements(values=values(channels[:1], 20), by=otto, at=at)
    record_measurements(values=values(channels[1:], 40), by=otto, at=at + timedelta(minutes=1))
    assert whole(nps).value == expected


def test_a_corrected_part_corrects_the_whole_and_both_stay(nps, channels, otto, at):
    shops, _web = record_measurements(values=values(channels, 20, 40), by=otto, at=at).added
    correct_measurement(measurement=shops, value=24, reason="late answers", by=otto, at=at + timedelta(days=1))
    assert whole(nps).value == 28
    assert [m.value for m in Measurement.objects.known_at(at).filter(slice__isnull=True)] == [25]


def test_a_whole_that_a_person_gave_is_not_replaced(nps, channels, otto, at):
    record_measurements(values=[Value(nps, *JUNE, 33)], by=otto, at=at)
    record_measurements(values=values(channels, 20, 40), by=otto, at=at)
    assert (whole(nps).value, whole(nps).rolled_up) == (33, False)


def test_a_part_that_ended_is_no_longer_waited_for(nps, channels, otto, at):
    end_slice(row=channels[1], on=MAY[1], by=otto, at=at)
    record_measurements(values=values(channels[:1], 22), by=otto, at=at)
    assert whole(nps).value == 22
    assert ledger.trail(nps)[0].verb == "measurements.recorded"


def test_sub_indicators_make_the_one_they_roll_up_into(otto, at):
    group = indicator(otto, at, "GROUP", aggregation="sum")
    parts = [indicator(otto, at, f"PART-{n}", parent=group) for n in (1, 2)]
    record_measurements(values=[Value(parts[0], *JUNE, 10)], by=otto, at=at)
    assert whole(group) is None
    record_measurements(values=[Value(parts[1], *JUNE, 5)], by=otto, at=at)
    assert (whole(group).value, whole(group).rolled_up) == (15, True)
    assert LatestMeasurement.objects.get(indicator=group).value == 15


def test_slices_reach_the_group_above_their_indicator(otto, at):
    group = indicator(otto, at, "GROUP", aggregation="mean")
    shops, web = (indicator(otto, at, code, parent=group, aggregation="sum", roll_up_weight=w) for code, w in (("SHOPS", 3), ("WEB", 1)))
    slices = [add_slice(indicator=shops, by=otto, at=at, dimensions={"region": name}) for name in ("north", "south")]
    record_measurements(values=[*values(slices, 8, 12), Value(web, *JUNE, 40)], by=otto, at=at)
    assert (whole(shops).value, whole(group).value) == (20, 25)


def test_nothing_is_stored_where_the_ledger_fails(nps, channels, otto, at, monkeypatch):
    def refuse(**_facts):
        raise RuntimeError

    monkeypatch.setattr("kpis.actions.measurements.audit.record", refuse)
    with pytest.raises(RuntimeError):
        record_measurements(values=values(channels, 20, 40), by=otto, at=at)
    assert not Measurement.objects.exists()


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, "Say which part"),
        ({"dimensions": {"channel": "web"}, "weight": 0}, "more than 0"),
        ({"dimensions": {"channel": "web"}}, "already"),
    ],
)
def test_a_part_that_cannot_be_says_what_to_do(nps, channels, otto, at, facts, sentence):
    with pytest.raises(KpiRefusal, match=sentence):
        add_slice(indicator=nps, by=otto, at=at, **facts)
    assert Slice.objects.count() == 2


# --- Screens ---------------------------------------------------------------------------------------------------------
def test_parts_are_added_entered_and_shown(nps, signed_in, otto):
    browser = signed_in(otto)
    add = "/indicators/NPS/slices/new/"
    assert browser.post(add, {"dimensions": "channel = shops", "weight": "3"}).status_code == 303
    assert browser.post(add, {"dimensions": "channel = web", "weight": "1"}).status_code == 303
    refused = browser.post(add, {"dimensions": "web", "weight": "1"})
    assert (refused.status_code, "is no dimension" in refused.text) == (422, True)
    assert "weight 3" in browser.get("/indicators/NPS/manage/").text
    _start, end = rhythm.last_finished("monthly", timezone.localdate())
    shops, web = (f"v-{nps.pk}-{end}-{one.pk}" for one in Slice.objects.order_by("pk"))
    page = browser.get("/indicators/due/").text
    assert shops in page
    assert web in page
    assert 'data-code="NPS · shops"' in page
    pasted = browser.post("/indicators/due/", {"column": "NPS\tweb\t41\nNPS\tshops\t21", "fill": "1"}).text
    assert f'name="{web}" value="41"' in pasted
    assert browser.post("/indicators/due/", {shops: "20", web: "40"}).status_code == 303
    assert "Nothing to measure" in browser.get("/indicators/due/").text
    shown = browser.get("/indicators/NPS/").text
    assert "By part" in shown
    assert "Rolled up" in shown
    part = Slice.objects.order_by("pk").first()
    assert "20.0" in browser.get(f"/indicators/NPS/values/?part={part.pk}").text
    assert browser.post(reverse("kpis:slice_end", args=["NPS", part.pk])).status_code == 303
    assert "Measure shops no longer" not in browser.get("/indicators/NPS/manage/").text


def test_a_file_names_the_part(nps, channels, signed_in, otto):
    from tests.kpis.test_entry_pages import send

    browser = signed_in(otto)
    file = send(browser, "indicator;slice;period;value\nNPS;shops;2026-05;20\nNPS;web;2026-05;40\nNPS;moon;2026-05;1\n")
    seen = browser.get(file.headers["Location"]).text
    assert "New: 2 " in seen
    assert "is no part of NPS" in seen
    assert browser.post(file.headers["Location"], {}).status_code == 303
    assert whole(nps).value == 20 * 0.75 + 40 * 0.25


def test_a_part_has_the_unit_and_rhythm_of_its_whole(nps, signed_in, ada):
    facts = {"name_en": "Web NPS", "code": "NPS-WEB", "direction": "up", "cadence": "quarterly", "grace_days": "7", "decimals": "0"}
    rest = {"quantity_kind": "score", "aggregation": "last", "watch_below": "0.9", "off_below": "0.6", "hysteresis": "0.05"}
    rest |= {"parent": nps.pk, "unit": "pts"}
    refused = signed_in(ada).post("/indicators/new/", facts | rest)
    assert refused.status_code == 422
    assert "unit and the rhythm of its whole" in refused.text
    assert signed_in(ada).post("/indicators/new/", facts | rest | {"cadence": "monthly"}).status_code == 303
    assert "Nothing to measure" in signed_in(nps.owner).get("/indicators/due/").text

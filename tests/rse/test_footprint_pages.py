"""The footprint pages: allowed, refused, invalid, part, page, query count; J8 and J9 without a browser."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.accounts.models import Site
from foundation.attachments.models import Attachment
from rse.actions import footprint, periods
from rse.actions.footprint import Activity
from rse.models import ActivityData, FootprintCell, ReductionTarget, ReportingPeriod, Restatement
from tests.rse.conftest import JANUARY

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
PDF = b"%PDF-1.4\n%a bill\n"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.PORTAL_HOME = tmp_path


@pytest.fixture
def power(factor, factory) -> Activity:
    return Activity("s2.1", "Meter 1", *JANUARY, 100, "MWh", factor("electricity.fr"), site=factory)


@pytest.fixture
def meters(period, power, factory, shop, unit, rita, at):
    """January of five sites."""
    sites = [factory, shop, *(Site.objects.create(code=f"S-{n}", unit=unit, name_fr=f"Site {n}", name_en=f"Site {n}") for n in (3, 4, 5))]
    values = [replace(power, site=site, label="Main meter") for site in sites]
    return footprint.record_activities(period=period, values=values, by=rita, at=at).added


@pytest.fixture
def row(period, power, rita, at) -> ActivityData:
    return footprint.record_activities(period=period, values=[power], by=rita, at=at).added[0]


def month(period, name="2025-02"):
    return f"{reverse('rse:month', args=[period.code])}?category=s2.1&month={name}"


def test_every_board_opens_empty_and_filled_for_a_reader(row, signed_in, lea, period):
    ReductionTarget.objects.create(
        code="SBT", name_fr="Scopes 1 et 2", name_en="Scopes 1 and 2", base_year=2020, base_kg=9000, target_year=2030, target_kg=5000
    )
    periods.review_period(period=period, by=lea, at=row.recorded_at)
    browser = signed_in(lea)
    for name in ("home", "footprint", "quality", "published", "periods"):
        answer = browser.get(reverse(f"rse:{name}"))
        assert answer.status_code == 200, name
    assert '<svg class="trajectory"' in browser.get(reverse("rse:footprint")).text
    part = browser.get(reverse("rse:footprint"), headers=HTMX | {"HX-Target": "div#board"}).text
    assert part.lstrip().startswith('<div id="board"')


def test_a_year_still_entered_is_shown_second_and_compared_with_none(row, period, power, shipped, signed_in, rita, lea, at):
    periods.review_period(period=period, by=rita, at=at)
    now = periods.open_period(code="2026", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31), releases=[shipped], by=rita, at=at)
    january = replace(power, starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 31))
    footprint.record_activities(period=now, values=[january], by=rita, at=at)
    browser, address = signed_in(lea), reverse("rse:footprint")
    assert '<option value="2025" selected>' in browser.get(address).text
    partial = browser.get(f"{address}?year=2026").text
    assert "2026 is still being entered" in partial
    assert "than in 2025" not in partial
    assert "What changed" not in partial


def test_five_values_of_a_month_are_saved_with_evidence_and_computed(meters, period, signed_in, rita):
    browser = signed_in(rita)
    form = {f"value-{meter.key}": "1 234,5" for meter in meters}
    form[f"file-{meters[0].key}"] = SimpleUploadedFile("bill.pdf", PDF)
    answer = browser.post(month(period), form)
    assert answer.status_code == 303
    february = ActivityData.objects.current().filter(starts_on=date(2025, 2, 1))
    assert [row.quantity for row in february] == [1234.5] * 5
    assert FootprintCell.objects.filter(basis="location").count() == 5
    proof = Attachment.objects.get()
    assert february.get(evidence__isnull=False).evidence == proof
    served = browser.get(reverse("attachments:download", args=[proof.pk]))
    assert (b"".join(served.streaming_content), served["Content-Disposition"]) == (PDF, 'attachment; filename="bill.pdf"')
    assert "1,234.5" in browser.get(month(period)).text


def test_one_file_proves_every_value_without_its_own(meters, period, signed_in, rita):
    form = {f"value-{meter.key}": "10" for meter in meters[:3]}
    form |= {"bill": SimpleUploadedFile("all.pdf", PDF), f"file-{meters[0].key}": SimpleUploadedFile("own.pdf", PDF + b"own")}
    assert signed_in(rita).post(month(period), form).status_code == 303
    proven = ActivityData.objects.current().filter(starts_on=date(2025, 2, 1)).order_by("pk")
    assert [row.evidence.name for row in proven] == ["own.pdf", "all.pdf", "all.pdf"]
    assert Attachment.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [("bill.pdf", b"MZ\x90\x00" + b"\x00" * 60, "not kept"), ("bill.pdf", b"", "empty"), ("bill.png", PDF, "not what its name says")],
)
def test_a_file_that_is_not_what_it_says_stores_nothing(meters, period, signed_in, rita, name, content, sentence):
    form = {f"value-{meter.key}": "10" for meter in meters} | {f"file-{meters[0].key}": SimpleUploadedFile(name, content)}
    answer = signed_in(rita).post(month(period), form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not Attachment.objects.exists()
    assert ActivityData.objects.count() == 5


def test_a_file_of_200_megabytes_is_refused_by_its_size_and_nothing_is_stored(meters, period, signed_in, rita, monkeypatch):
    """The size is that of the test, not of the file: two hundred megabytes would say the same, slower."""
    from foundation.attachments import content

    monkeypatch.setattr(content, "LARGEST", 1_000)
    huge = SimpleUploadedFile("bill.pdf", PDF + b"x" * 2_000)
    form = {f"value-{meter.key}": "10" for meter in meters} | {f"file-{meters[0].key}": huge}
    answer = signed_in(rita).post(month(period), form)
    assert (answer.status_code, "larger than 20 MB" in answer.text) == (422, True)
    assert not Attachment.objects.exists()
    assert ActivityData.objects.count() == 5


def test_a_negative_or_unreadable_value_is_said_and_nothing_is_saved(meters, period, signed_in, rita):
    for text, sentence in (("-5", "cannot be negative"), ("lots", "Write a number")):
        answer = signed_in(rita).post(month(period), {f"value-{meters[0].key}": text, f"value-{meters[1].key}": "3"})
        assert (answer.status_code, sentence in answer.text) == (422, True)
    assert ActivityData.objects.count() == 5


def test_a_saved_value_changes_only_with_a_reason(meters, period, signed_in, rita):
    browser = signed_in(rita)
    browser.post(month(period), {f"value-{meters[0].key}": "10"})
    now = ActivityData.objects.current().get(starts_on=date(2025, 2, 1))
    refused = browser.post(month(period), {f"value-{now.key}": "11"})
    assert (refused.status_code, "give the reason" in refused.text) == (422, True)
    assert browser.post(month(period), {f"value-{now.key}": "11", "reason": "typo"}).status_code == 303
    assert ActivityData.objects.current().get(starts_on=date(2025, 2, 1)).quantity == 11


def test_an_executive_reads_the_line_but_enters_nothing(meters, period, signed_in, eva):
    browser = signed_in(eva)
    assert browser.get(month(period)).status_code == 403
    assert browser.get(reverse("rse:activity", args=[meters[0].key])).status_code == 200
    assert browser.post(reverse("rse:activity", args=[meters[0].key]), {"quantity": "1"}).status_code == 403
    assert browser.get(reverse("rse:activity_new", args=[period.code])).status_code == 403


def test_a_stranger_sees_nothing(row, period, signed_in, sam):
    browser = signed_in(sam)
    assert browser.get(reverse("rse:home")).status_code == 403
    assert browser.get(reverse("rse:activity", args=[row.key])).status_code == 404
    assert browser.get(reverse("rse:period", args=[period.code])).status_code == 404


def test_a_new_line_is_entered_once_however_often_it_is_sent(period, factory, factor, signed_in, rita):
    browser, address = signed_in(rita), f"{reverse('rse:activity_new', args=[period.code])}?category=s1.2"
    assert browser.get(reverse("rse:activity_new", args=[period.code])).status_code == 200
    assert "Road diesel B7" in browser.get(address).text
    form = {
        "token": "7d0e3c4e-9d2b-4f7e-8a41-5a3f5a2c7c11",
        "site": factory.pk,
        "label": "Lorries",
        "starts_on": "2025-01-01",
        "ends_on": "2025-12-31",
        "quantity": "1000",
        "unit": "litre",
        "factor": factor("fuel.diesel").pk,
        "kind": "physical",
    }
    first, second = browser.post(address, form), browser.post(address, form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert ActivityData.objects.count() == 1
    wrong = browser.post(address, form | {"token": "7d0e3c4e-9d2b-4f7e-8a41-5a3f5a2c7c12", "unit": "kWh"})
    assert (wrong.status_code, "measure different things" in wrong.text) == (422, True)


def test_a_closed_figure_is_restated_with_its_reason_and_both_stay_visible(row, period, signed_in, rita, at):
    periods.close_period(period=period, by=rita, at=at)
    browser, address = signed_in(rita), reverse("rse:activity", args=[row.key])
    assert browser.post(address, {"number": row.pk, "quantity": "80", "reason": ""}).status_code == 422
    assert browser.post(address, {"number": row.pk, "quantity": "80", "reason": "meter read twice"}).status_code == 303
    told = browser.get(address).text
    assert "meter read twice" in told
    assert told.count("MWh") >= 2
    lost = browser.post(address, {"number": row.pk, "quantity": "70", "reason": "again"})
    assert (lost.status_code, "has just changed" in lost.text) == (409, True)
    assert Restatement.objects.count() == 1
    assert "Restatements" in browser.get(reverse("rse:period", args=[period.code])).text


def test_a_period_is_opened_reviewed_and_closed_in_the_browser(shipped, signed_in, rita):
    browser = signed_in(rita)
    form = {"code": "2026", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "consolidation": "operational", "gwp_set": "AR6"}
    assert browser.post(reverse("rse:period_new"), form).status_code == 422
    assert browser.post(reverse("rse:period_new"), form | {"releases": [shipped.pk]}).status_code == 303
    address = reverse("rse:period", args=["2026"])
    assert browser.post(address, {"category": "s3.14", "state": "not_relevant", "reason": ""}).status_code == 422
    assert browser.post(address, {"category": "s3.14", "state": "not_relevant", "reason": "none"}).status_code == 303
    for to in ("review", "reopen", "close", "reopen", "nonsense"):
        assert browser.post(reverse("rse:period_move", args=["2026"]), {"to": to}).status_code == 303
    assert ReportingPeriod.objects.get().state == "closed"


@pytest.mark.parametrize("name", ["home", "footprint", "quality", "periods"])
def test_boards_cost_the_same_for_ten_lines_and_forty(name, period, power, signed_in, rita, at):
    browser = signed_in(rita)
    counted = []
    for many in (10, 40):
        values = [replace(power, label=f"Meter {n}") for n in range(many)]
        footprint.record_activities(period=period, values=values, by=rita, at=at)
        browser.get(reverse(f"rse:{name}"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.get(reverse(f"rse:{name}"))
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 30


def test_a_line_is_found_whatever_its_accents(period, power, signed_in, rita, at):
    footprint.record_activities(period=period, values=[replace(power, label="Électricité du dépôt")], by=rita, at=at)
    lines = reverse("rse:activities", args=[period.code])
    assert "du dépôt" in signed_in(rita).get(f"{lines}?q=electricite").text
    assert "du dépôt" in signed_in(rita).get(f"{lines}?q=Électricité").text
    assert "du dépôt" not in signed_in(rita).get(f"{lines}?q=gaz").text


def test_the_list_of_lines_costs_the_same_for_ten_and_forty_and_pages(period, power, signed_in, rita, at):
    browser, address = signed_in(rita), reverse("rse:activities", args=[period.code])
    counted = []
    for many in (10, 40, 60):
        values = [replace(power, label=f"Meter {n:02}") for n in range(many)]
        footprint.record_activities(period=period, values=values, by=rita, at=at)
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            page = browser.get(address).text
        counted.append(len(queries))
    assert counted[0] == counted[1] == counted[2]
    assert "after=" in page
    assert "Meter 07" in browser.get(f"{address}?q=meter 07").text


def test_a_line_shows_its_factor_with_every_digit_and_its_source(period, factory, factor, signed_in, rita, at):
    power = Activity("s2.1", "Meter", *JANUARY, 100, "MWh", factor("electricity.fr.2024"), site=factory)
    row = footprint.record_activities(period=period, values=[power], by=rita, at=at).added[0]
    shown = signed_in(rita).get(reverse("rse:activity", args=[row.key])).text
    assert "0.0217 kg/kWh" in shown
    assert "RTE, Bilan électrique 2024" in shown


def test_a_closed_period_sends_who_would_enter_to_its_lines(row, period, signed_in, rita, at):
    periods.close_period(period=period, by=rita, at=at)
    browser, lines = signed_in(rita), reverse("rse:activities", args=[period.code])
    for name in ("month", "activity_new"):
        answer = browser.get(reverse(f"rse:{name}", args=[period.code]))
        assert (answer.status_code, answer["Location"]) == (303, lines)
        assert "restate it with a reason" in browser.get(lines).text

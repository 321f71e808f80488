"""Bad input by every way in: a sentence that says what to do, and nothing half-stored."""

import io
import json
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from foundation.api.actions import create_token
from foundation.api.models import Scope
from kpis import rhythm
from kpis.actions import definitions
from kpis.models import Measurement, MeasurementFile, Target
from tests.kpis.test_entry_pages import DUE, field

IMPORT = "/indicators/import/"
API = "/api/v1/measurements"


@pytest.fixture
def share(db, at, otto):
    """A monthly share in percent that Otto owns."""
    facts = {"code": "SHARE", "name_fr": "Part", "name_en": "Share", "unit": "%", "owner": otto}
    return definitions.create_indicator(by=otto, at=at, direction="up", **facts)


def period():
    start, _end = rhythm.last_finished("monthly", timezone.localdate())
    return f"{start:%Y-%m}"


@pytest.mark.parametrize("text", ["NaN", "inf", "-Infinity", "∞", "1e400", "#DIV/0!", "12 kg", "douze", "12;5", "=1+1", "0x1F", "1e309"])
def test_the_screen_says_what_to_do_and_keeps_nothing(share, signed_in, otto, text):
    answer = signed_in(otto).post(DUE, {field(share): text})
    assert answer.status_code == 422
    assert 'class="field-error"' in answer.text
    assert not Measurement.objects.exists()


@pytest.mark.parametrize(
    ("text", "value", "language"),
    [("1\u202f234,5", 1234.5, "fr"), ("1 234,5", 1234.5, "fr"), ("12 %", 12, "fr"), ("12\u202f%", 12, "fr"), ("1,234.5", 1234.5, "en"),
     ("−3,5", -3.5, "fr"), ("1’234.5", 1234.5, "en"), ("12,5", 12.5, "fr"), ("5e1", 50, "en")],
)  # fmt: skip
def test_the_screen_reads_what_people_write(share, signed_in, otto, text, value, language):
    assert signed_in(otto, language).post(DUE, {field(share): text}).status_code == 303
    assert Measurement.objects.get().value == value


def send(client, token, body):
    return client.post(API, body, "application/json", headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "k"})


@pytest.fixture
def token(share, otto):
    facts = {"scope": Scope.MEASUREMENTS, "name": "warehouse", "expires_on": date(timezone.localdate().year + 1, 1, 1)}
    facts["expires_on"] = min(facts["expires_on"], timezone.localdate().replace(year=timezone.localdate().year + 1))
    return create_token(holder=otto, by=otto, at=timezone.now(), **facts)[1]


@pytest.mark.parametrize(
    "value", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "1" + "0" * 400, '"12"', "true", "null", "[1]", "{}", "1" + "0" * 5000]
)
def test_a_program_is_told_and_nothing_is_kept(share, token, client, value):
    item = f'{{"indicator": "SHARE", "period": "{period()}", "value": {value}}}'
    answer = send(client, token, f'{{"measurements": [{item}]}}')
    assert answer.status_code in (400, 422), answer.content
    assert answer.json()["message"]
    assert not Measurement.objects.exists()


@pytest.mark.parametrize(
    "facts",
    [{"period": "2999-01"}, {"period": "yesterday"}, {"period": 12}, {"unit": "kg"}, {"indicator": None}, {"period": ["2026-01"]},
     {"note": "\u0000"}, {"extra": 1}, {"indicator": "SHARE\u0000"}, {"slice": "\ud800"}],
)  # fmt: skip
def test_a_program_that_mixes_things_up_is_told_which_item(share, token, client, facts):
    item = {"indicator": "SHARE", "period": period(), "value": 12} | facts
    answer = send(client, token, json.dumps({"measurements": [item]}))
    assert answer.status_code in (400, 422), answer.content
    assert not Measurement.objects.exists()


def upload(browser, name, content):
    return browser.post(IMPORT, {"file": SimpleUploadedFile(name, content)})


def looked_at(browser, name, content):
    answer = upload(browser, name, content)
    assert answer.status_code == 303, answer.text[-3000:]
    return MeasurementFile.objects.get(), browser.get(answer["Location"]).text


def lines(*rows):
    return "\n".join(("indicateur;période;valeur", *rows)) + "\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
def test_a_french_file_is_read_in_any_encoding(share, signed_in, otto, encoding):
    kept, page = looked_at(signed_in(otto, "fr"), "v.csv", lines(f"SHARE;{period()};12,5 %").encode(encoding))
    assert [row[4] for row in kept.rows] == [12.5], page[-2000:]


def test_each_bad_cell_of_a_file_is_named(share, signed_in, otto):
    bad = [f"SHARE;{period()};NaN", "SHARE;2999-01;12", "SHARE;hier;12", "SHARE;2025-01;12 kg", "SHARE;2025-02;1e400", "NOPE;2025-03;1",
           "SHARE;2025-04;3", "SHARE;2025-04;4"]  # fmt: skip
    kept, _page = looked_at(signed_in(otto), "v.csv", lines(*bad).encode())
    assert [row[2] for row in kept.rows] == ["2025-04-01"]
    assert {problem[0] for problem in kept.problems} == {"C2", "B3", "B4", "C5", "C6", "A7", "B9"}
    assert not Measurement.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("v.csv", b""), ("v.csv", b"\n\n"), ("v.csv", b"a;b\n1;2\n"), ("v.xlsx", b"PK\x03\x04 broken"), ("v.csv", b"\x00\xff\x00\xfe" * 50)],
)
def test_a_file_that_says_nothing_is_refused_with_a_sentence(share, signed_in, otto, name, content):
    answer = upload(signed_in(otto), name, content)
    assert answer.status_code == 422
    assert "invalid-feedback" in answer.text or "field-error" in answer.text or "errorlist" in answer.text
    assert not MeasurementFile.objects.exists()


def test_a_long_file_is_refused_whole(share, signed_in, otto):
    answer = upload(signed_in(otto), "v.csv", lines(*(["SHARE;2025-01;1"] * 100_000)).encode())
    assert answer.status_code == 422
    assert "100,000" in answer.text or "100000" in answer.text
    assert not MeasurementFile.objects.exists()


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in (("indicator", "period", "value"), *rows):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_workbook_gives_dates_numbers_and_names_formulas_without_a_value(share, signed_in, otto):
    content = workbook(("SHARE", date(2025, 1, 31), 12.5), ("SHARE", date(2025, 2, 28), "=1+1"), ("SHARE", "2025-03", True))
    kept, page = looked_at(signed_in(otto), "v.xlsx", content)
    assert [row[2:5] for row in kept.rows] == [["2025-01-01", "2025-01-31", 12.5]], page[-2000:]
    assert [problem[0] for problem in kept.problems] == ["C3", "C4"]


def test_a_target_before_its_baseline_or_equal_to_it_is_refused(share, signed_in, otto):
    browser, address = signed_in(otto), "/indicators/SHARE/targets/new/"
    common = {"path": "linear", "baseline": "10", "target": "20"}
    early = browser.post(address, common | {"baseline_on": "2026-12-31", "target_on": "2026-01-01"})
    equal = browser.post(address, common | {"target": "10", "baseline_on": "2026-01-01", "target_on": "2026-12-31"})
    infinite = browser.post(address, common | {"target": "1e400", "baseline_on": "2026-01-01", "target_on": "2026-12-31"})
    assert [early.status_code, equal.status_code, infinite.status_code] == [422, 422, 422]
    assert not Target.objects.exists()


def test_an_indicator_without_a_cadence_is_refused(share, signed_in, eva):
    facts = {"code": "NEW", "name_fr": "Neuf", "name_en": "New", "direction": "up", "aggregation": "last", "cadence": "", "decimals": "1"}
    answer = signed_in(eva).post("/indicators/new/", facts)
    assert answer.status_code == 422
    assert "cadence" in answer.context["form"].errors


def test_days_in_the_sentences_about_a_file_read_as_elsewhere(share, signed_in, otto):
    _kept, page = looked_at(signed_in(otto), "v.csv", lines("SHARE;2999-01;12", f"SHARE;{period()};12").encode())
    assert "31 Jan 2999, in the future" in page
    assert "New: 1 · replacing a known value: 0 · already there: 0 · cannot be read: 1." in page


def test_a_target_without_its_value_says_which_one_is_missing(share, signed_in, otto):
    days = {"baseline_on": "2026-01-01", "target_on": "2026-12-31"}
    answer = signed_in(otto).post("/indicators/SHARE/targets/new/", days | {"baseline": "10"})
    assert answer.status_code == 422
    assert not Target.objects.exists()

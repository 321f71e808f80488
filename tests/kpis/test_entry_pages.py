"""Entering many values, files of values, corrections: all recorded or nothing."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from foundation.audit import queries as ledger
from kpis import rhythm
from kpis.actions import definitions
from kpis.models import EntryDraft, Indicator, Measurement, MeasurementFile
from tests.conftest import person

DUE = "/indicators/due/"


@pytest.fixture
def several(db, at, otto):
    """Five monthly indicators that Otto owns."""
    facts = {"direction": "up", "unit": "%", "owner": otto, "plausible_low": 0, "plausible_high": 100}
    return [
        definitions.create_indicator(by=otto, at=at, code=f"I{n}", name_fr=f"Indicateur {n}", name_en=f"Indicator {n}", **facts)
        for n in range(5)
    ]


def field(indicator):
    _start, end = rhythm.last_finished(indicator.cadence, timezone.localdate())
    return f"v-{indicator.pk}-{end.isoformat()}"


def test_five_values_are_recorded_together(several, signed_in, otto):
    browser = signed_in(otto)
    page = browser.get(DUE).content.decode()
    assert all(field(one) in page for one in several)
    answer = browser.post(DUE, {field(one): f"{n + 10}.5" for n, one in enumerate(several)})
    assert answer.status_code == 303
    assert sorted(Measurement.objects.values_list("value", flat=True)) == [10.5, 11.5, 12.5, 13.5, 14.5]
    assert ledger.trail(several[0])[0].verb == "measurements.recorded"
    assert "Nothing to measure" in browser.get(DUE).content.decode()


def test_one_wrong_value_records_none_and_keeps_what_was_typed(several, signed_in, otto):
    browser = signed_in(otto)
    answer = browser.post(DUE, {field(several[0]): "12", field(several[1]): "douze"})
    assert answer.status_code == 422
    assert "is no number" in answer.content.decode()
    assert not Measurement.objects.exists()
    assert 'value="12"' in browser.get(DUE).content.decode()


def test_an_unusual_value_is_asked_about_once(several, signed_in, otto):
    browser = signed_in(otto)
    name = field(several[0])
    asked = browser.post(DUE, {name: "120"})
    assert asked.status_code == 422
    assert f'name="asked-{name}" value="120"' in asked.content.decode()
    assert browser.post(DUE, {name: "130", f"asked-{name}": "120"}).status_code == 422
    assert browser.post(DUE, {name: "120", f"asked-{name}": "120"}).status_code == 303


def test_a_column_is_pasted_without_javascript(several, signed_in, otto):
    filled = signed_in(otto).post(DUE, {"column": "I3\t33,5\nI0\t10", "fill": "1"}).content.decode()
    assert f'name="{field(several[3])}" value="33,5"' in filled
    assert f'name="{field(several[0])}" value="10"' in filled
    in_order = signed_in(otto).post(DUE, {"column": "1\n2\n3", "fill": "1"}).content.decode()
    assert f'name="{field(several[2])}" value="3"' in in_order
    assert not Measurement.objects.exists()


def test_a_draft_is_kept_for_its_author_only(several, signed_in, otto, ada):
    assert signed_in(otto).post(f"{DUE}draft/", {field(several[0]): "7", "other": "x"}).status_code == 204
    assert EntryDraft.objects.get().content == {field(several[0]): "7"}
    assert 'value="7"' in signed_in(otto).get(DUE).content.decode()
    assert 'value="7"' not in signed_in(ada).get(f"{DUE}?whose=all").content.decode()


def test_a_stranger_measures_nothing(several, signed_in, sam, lea):
    assert signed_in(sam).get(DUE).status_code == 403
    assert "Nothing to measure" in signed_in(lea).get(DUE).content.decode()


def test_a_steward_who_leads_nothing_finds_the_values_in_my_duties(several, at, otto, signed_in):
    dana = person("Dana", role="data_steward")
    Indicator.objects.filter(code__in=["I0", "I1"]).update(steward=dana)
    page = signed_in(dana).get("/duties/").text
    assert "2 measurements to enter" in page
    assert "Nothing to report" not in page
    assert "My duties" in signed_in(dana).get("/indicators/").text


def test_the_screen_costs_the_same_for_many(several, at, otto, signed_in, django_assert_num_queries, django_assert_max_num_queries):
    browser = signed_in(otto)
    browser.get(DUE)
    with django_assert_max_num_queries(20) as few:
        browser.get(DUE)
    for n in range(40):
        definitions.create_indicator(by=otto, at=at, code=f"M{n}", name_fr="M", name_en="M", direction="up", owner=otto)
    with django_assert_num_queries(len(few)):
        browser.get(DUE)


# --- Files ---------------------------------------------------------------------------------------------------------------
def send(browser, text, name="values.csv"):
    return browser.post("/indicators/import/", {"file": SimpleUploadedFile(name, text.encode(), "text/csv")})


def test_a_file_is_looked_at_then_recorded_and_again_changes_nothing(several, signed_in, otto):
    browser = signed_in(otto)
    answer = send(browser, "indicator;period;value;unit\nI0;2026-01;12,5;%\nI1;2026-02;7;\n")
    assert answer.status_code == 303
    seen = browser.get(answer.headers["Location"]).content.decode()
    assert "New: 2 " in seen
    assert not Measurement.objects.exists()
    assert browser.post(answer.headers["Location"], {}).status_code == 303
    assert sorted(Measurement.objects.values_list("value", flat=True)) == [7, 12.5]
    again = send(browser, "indicator;period;value;unit\nI0;2026-01;12,5;%\nI1;2026-02;7;\n")
    assert "New: 0 · replacing a known value: 0 " in browser.get(again.headers["Location"]).content.decode()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("I0;2026-01;NaN;", "finite"),
        ("I0;2026-01;1e400;", "finite"),
        ("I0;2026-01;12;kg", "counts in %"),
        ("I0;2999-01;12;", "in the future"),
        ("I0;hier;12;", "no period"),
        ("I9;2026-01;12;", "no indicator that you may measure"),
        ("I0;2026-01;12 kg;", "convert"),
    ],
)
def test_a_bad_line_is_named_with_its_cell(row, sentence, several, signed_in, otto):
    browser = signed_in(otto)
    answer = send(browser, f"indicator;period;value;unit\n{row}\nI1;2026-02;7;\n")
    seen = browser.get(answer.headers["Location"]).content.decode()
    assert sentence in seen
    assert any(f"<strong>{place}</strong>" in seen for place in ("A2", "B2", "C2", "D2"))
    assert "New: 1 " in seen


def test_a_period_twice_in_a_file_is_told(several, signed_in, otto):
    answer = send(signed_in(otto), "indicator;period;value\nI0;2026-01;12\nI0;2026-01;13\n")
    assert "already stands in line 2" in signed_in(otto).get(answer.headers["Location"]).content.decode()


def test_a_restated_series_keeps_both_values_with_the_reason(several, signed_in, otto):
    browser = signed_in(otto)
    first = send(browser, "indicator;period;value\nI0;2026-01;12\nI0;2026-02;13\n").headers["Location"]
    browser.post(first, {})
    before = timezone.now()
    vintage = send(browser, "indicator;period;value\nI0;2026-01;12.4\nI0;2026-02;13\n").headers["Location"]
    refused = browser.post(vintage, {})
    assert refused.status_code == 422
    assert "reason of the correction" in refused.content.decode()
    assert browser.post(vintage, {"reason": "June vintage"}).status_code == 303
    january = Measurement.objects.filter(period_end="2026-01-31")
    assert [one.value for one in january.known_at(before)] == [12]
    assert [(one.value, one.reason) for one in january.current()] == [(12.4, "June vintage")]
    assert MeasurementFile.objects.get(token=vintage.split("/")[-2]).outcome == {"added": 0, "corrected": 1, "unchanged": 1}


def test_a_file_without_the_columns_is_refused(several, signed_in, otto):
    answer = send(signed_in(otto), "a;b\n1;2\n")
    assert answer.status_code == 422
    assert "lacks the column" in answer.content.decode()


def test_the_file_of_somebody_else_is_not_seen(several, signed_in, otto, ada):
    place = send(signed_in(otto), "indicator;period;value\nI0;2026-01;12\n").headers["Location"]
    assert signed_in(ada).get(place).status_code == 404


# --- Corrections ---------------------------------------------------------------------------------------------------------
def test_a_value_is_corrected_with_a_reason_and_a_lost_race_is_told(nps, at, otto, signed_in):
    from datetime import date

    from kpis.actions.measurements import Value, correct_measurement, record_measurements

    values = [Value(nps, date(2026, 6, 1), date(2026, 6, 30), 27)]
    row = record_measurements(values=values, by=otto, at=at).added[0]
    page = f"/indicators/NPS/values/{row.key}/correct/"
    browser = signed_in(otto)
    assert browser.post(page, {"version": row.pk, "value": "28"}).status_code == 422
    correct_measurement(measurement=row, value=30, reason="first", by=otto, at=at + timedelta(hours=1))
    assert browser.post(page, {"version": row.pk, "value": "28", "reason": "late answers"}).status_code == 409
    current = Measurement.objects.current().get()
    assert browser.post(page, {"version": current.pk, "value": "28,5", "reason": "late answers"}).status_code == 303
    assert [one.value for one in Measurement.objects.order_by("pk")] == [27, 30, 28.5]

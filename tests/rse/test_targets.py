"""Reduction targets: set, changed, drawn beside the world around; and the points each night writes of them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation.audit import actions as audit
from foundation.audit import queries as ledger
from foundation.refusals import Refusal
from foundation.versions import EditedMeanwhile
from rse import tasks
from rse.actions import footprint, periods, targets, trajectory
from rse.actions.footprint import Activity
from rse.charts.trajectory import context_of, draw
from rse.imports.context import series
from rse.models import ContextSeries, ReductionTarget, ReportingPeriod, TrajectoryPoint
from rse.queries.footprint import Year, years
from rse.queries.trajectory import standing
from rse.refusals import RseRefusal
from tests.exchange.real_data import needs_real_data
from tests.rse.conftest import YEAR
from tests.rse.real_data import rse_file

PATH = {"base_year": 2020, "base_kg": 9000.0, "target_year": 2030, "target_kg": 5000.0}
FORM = {
    "name_fr": "Scopes 1 et 2", "name_en": "Scopes 1 and 2", "code": "SBT", "scopes": ["1", "2"], "basis": "location", "base_year": "2020",
    "base_tonnes": "9 000", "target_year": "2030", "target_tonnes": "5,000", "steps_text": "2025 7 500", "standard": "SBTi",
    "standard_version": "5.2", "validation": "submitted", "context": "",
}  # fmt: skip


@pytest.fixture
def target(rita, at) -> ReductionTarget:
    return targets.set_target(code="SBT", name_fr="Scopes 1 et 2", basis="location", by=rita, at=at, **PATH)


@pytest.fixture
def closed(period, factor, rita, at):
    """2025, closed with 100 MWh of electricity: 5,300 kg."""
    power = Activity("s2.1", "Meter", *YEAR, 100, "MWh", factor("electricity.fr"))
    row = footprint.record_activities(period=period, values=[power], by=rita, at=at).added[0]
    periods.close_period(period=period, by=rita, at=at)
    return row


# --- Setting and changing -------------------------------------------------------------------------------------------------
def test_a_target_is_set_and_audited(target):
    assert ledger.trail(target)[0].verb == "reduction_target.set"
    assert (target.name_en, target.version) == ("Scopes 1 et 2", 1)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"target_year": 2020}, "comes after the base year"),
        ({"base_kg": 0.0}, "above zero"),
        ({"target_kg": -1.0}, "below zero"),
        ({"steps": {"2031": 1.0}}, "outside the path"),
    ],
)
def test_a_path_that_cannot_be_is_refused_and_nothing_is_stored(db, at, changes, sentence):
    with pytest.raises(RseRefusal, match=sentence):
        targets.set_target(code="X", name_fr="X", by=None, at=at, **PATH | changes)
    assert not ReductionTarget.objects.exists()


def test_when_the_ledger_fails_no_target_is_stored(db, at, monkeypatch):
    monkeypatch.setattr(audit, "record", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        targets.set_target(code="X", name_fr="X", by=None, at=at, **PATH)
    assert not ReductionTarget.objects.exists()


def test_a_change_tells_old_and_new_and_the_second_of_two_is_told(target, rita, at):
    targets.change_target(target=target, version=1, target_kg=4500.0, by=rita, at=at)
    assert ledger.trail(target)[0].facts["changes"] == {"target_kg": [5000.0, 4500.0]}
    with pytest.raises(EditedMeanwhile):
        targets.change_target(target=target, version=1, target_kg=4000.0, by=rita, at=at)


# --- The nights -----------------------------------------------------------------------------------------------------------
def test_a_night_writes_each_year_once(target, closed, at):
    day = timezone.localdate(at)
    assert trajectory.write_points(day=day, at=at) == 11
    assert trajectory.write_points(day=day, at=at) == 11
    told = TrajectoryPoint.objects.get(year=2025)
    assert (told.allowed_kg, told.actual_kg, told.as_of) == (7000, pytest.approx(5300), day)
    assert told.low_kg < told.actual_kg < told.high_kg
    assert told.required_rate == pytest.approx((5300 - 5000) / (5300 * 5))
    assert TrajectoryPoint.objects.count() == 11


def test_an_earlier_day_never_replaces_a_later_one(target, closed, at):
    day = timezone.localdate(at)
    trajectory.write_points(day=day, at=at)
    assert trajectory.write_points(day=day - timedelta(days=3), at=at) == 0
    assert set(TrajectoryPoint.objects.values_list("as_of", flat=True)) == {day}


def test_a_night_knows_only_what_was_known_then(target, closed, rita, at):
    later = at + timedelta(days=40)
    footprint.restate_activity(activity=closed, reason="meter read twice", quantity=80, by=rita, at=later)
    trajectory.write_points(day=timezone.localdate(at) + timedelta(days=1), at=later)
    assert TrajectoryPoint.objects.get(year=2025).actual_kg == pytest.approx(5300)
    trajectory.write_points(day=timezone.localdate(later), at=later)
    assert TrajectoryPoint.objects.get(year=2025).actual_kg == pytest.approx(4240)


def test_before_the_period_was_closed_its_year_is_not_told(target, closed, at):
    trajectory.write_points(day=timezone.localdate(at) - timedelta(days=2), at=at)
    assert TrajectoryPoint.objects.get(year=2025).actual_kg is None


def test_the_worker_writes_once_a_night_and_a_changed_target_again(target, closed, settings, rita, at):
    settings.NIGHT_HOUR = 0
    tasks.write_trajectories()
    with CaptureQueriesContext(connection) as queries:
        tasks.write_trajectories(something="of tomorrow")
    assert len(queries) == 1
    targets.change_target(target=target, version=1, target_kg=4500.0, by=rita, at=at)
    assert not TrajectoryPoint.objects.exists()
    tasks.write_trajectories()
    assert TrajectoryPoint.objects.count() == 11


def test_a_night_costs_the_same_whatever_is_entered(target, period, factor, rita, at):
    counted = []
    for many in (2, 12):
        power = Activity("s2.1", "Meter", *YEAR, 100, "MWh", factor("electricity.fr"))
        values = [replace(power, label=f"Meter {number}") for number in range(many)]
        footprint.record_activities(period=period, values=values, by=rita, at=at)
        with CaptureQueriesContext(connection) as queries:
            trajectory.write_points(day=timezone.localdate(at), at=at)
        counted.append(len(queries))
    assert counted[0] == counted[1]


# --- The world around -----------------------------------------------------------------------------------------------------
TABLE = b"year,industry,total\n2020,71,396\n2024,62,369\n2025,61,\n"


def test_a_series_is_read_from_its_last_column_or_the_named_one():
    assert series(TABLE).values == {"2020": 396.0, "2024": 369.0}
    assert series(TABLE, column="Industry").values == {"2020": 71.0, "2024": 62.0, "2025": 61.0}


@pytest.mark.parametrize(
    ("data", "column", "sentence"),
    [
        (b"a,b\n1,2\n", "", "needs a column named"),
        (TABLE, "waste", "has no column"),
        (b"year,total\n2020,1\n", "", "two years at least"),
        (b"year,total\n2020,1\n2020,2\n", "", "stands there twice"),
        (b"year,total\nlast,1\n2020,2\n", "", "is no year"),
    ],
)
def test_a_file_that_is_no_series_is_refused(data, column, sentence):
    with pytest.raises(Refusal, match=sentence):
        series(data, column=column)


def imported(by, at, **facts) -> ContextSeries:
    told = {"source": "Citepa, Secten", "unit": "kt CO2e", "name_fr": "France"} | facts
    return targets.import_context(series=series(TABLE), data=TABLE, file_name="secten.csv", by=by, at=at, **told)


def test_a_series_is_kept_once_with_its_source_and_audited(rita, at):
    assert imported(rita, at) == imported(rita, at)
    row = ContextSeries.objects.get()
    assert ledger.trail(row)[0].verb == "context_series.imported"
    with pytest.raises(RseRefusal, match="Name the source"):
        imported(rita, at, source=" ", name_fr="Other")


def test_the_series_is_drawn_at_the_scale_of_the_target(target, closed, rita, at):
    target.context = imported(rita, at)
    held = standing(target, years("location"))
    assert context_of(held) == {2020: 9000, 2024: pytest.approx(9000 * 369 / 396)}
    assert draw(held).context.startswith("M")


@needs_real_data
@pytest.mark.real_data
def test_the_french_inventory_is_a_series():
    found = series(rse_file("secten_france_ktco2e_by_sector.csv").read_bytes())
    assert (found.column, len(found.values), found.values["2020"], found.values["2024"]) == ("total", 35, 396_000, 369_000)


# --- The pages ------------------------------------------------------------------------------------------------------------
def test_an_officer_sets_a_target_and_changes_it_in_the_browser(signed_in, rita, at):
    browser = signed_in(rita)
    assert browser.get(reverse("rse:target_new")).status_code == 200
    assert browser.post(reverse("rse:target_new"), FORM).status_code == 303
    made = ReductionTarget.objects.get()
    assert (made.base_kg, made.target_kg, made.steps, made.scopes) == (9_000_000, 5_000_000, {"2025": 7_500_000}, "12")
    address = reverse("rse:target_edit", args=["SBT"])
    assert "2025 7500" in browser.get(address).text
    assert browser.post(address, FORM | {"version": "1", "target_tonnes": "4500"}).status_code == 303
    lost = browser.post(address, FORM | {"version": "1", "target_tonnes": "4000"})
    assert (lost.status_code, "Two versions" in lost.text) == (409, True)
    page = browser.get(reverse("rse:target", args=["SBT"])).text
    assert "4,500" in page
    assert "changed the reduction target" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"target_year": "2019"}, "comes after the base year"),
        ({"steps_text": "2025: much"}, "is no step"),
        ({"scopes": []}, "required"),
        ({"base_tonnes": "lots"}, "Write a number"),
    ],
)
def test_a_form_that_cannot_be_says_why(signed_in, rita, changes, sentence):
    answer = signed_in(rita).post(reverse("rse:target_new"), FORM | changes)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert not ReductionTarget.objects.exists()


def test_a_target_sent_twice_is_set_once(signed_in, rita):
    browser, form = signed_in(rita), FORM | {"token": "7d0e3c4e-9d2b-4f7e-8a41-5a3f5a2c7c21"}
    assert [browser.post(reverse("rse:target_new"), form).status_code for _ in range(2)] == [303, 303]


def test_a_series_is_imported_in_the_browser_and_a_wrong_file_is_said(signed_in, rita, target):
    browser, address = signed_in(rita), reverse("rse:context_new")
    facts = {"name_fr": "France", "source": "Citepa, Secten"}
    assert browser.get(address).status_code == 200
    assert browser.post(address, facts | {"file": SimpleUploadedFile("a.csv", b"a,b\n1,2\n")}).status_code == 422
    assert browser.post(address, facts | {"file": SimpleUploadedFile("a.csv", TABLE)}).status_code == 303
    row = ContextSeries.objects.get()
    answer = browser.post(reverse("rse:target_edit", args=["SBT"]), FORM | {"version": "1", "context": row.pk})
    assert answer.status_code == 303
    assert "at our scale" in browser.get(reverse("rse:target", args=["SBT"])).text


def test_who_reads_sees_the_target_and_changes_nothing(signed_in, lea, sam, target, closed, at):
    trajectory.write_points(day=date(2026, 1, 1), at=at)
    assert signed_in(lea).get(reverse("rse:target", args=["SBT"])).status_code == 200
    assert signed_in(lea).get(reverse("rse:target_edit", args=["SBT"])).status_code == 403
    assert signed_in(lea).get(reverse("rse:context_new")).status_code == 403
    assert signed_in(sam).get(reverse("rse:target", args=["SBT"])).status_code == 404


# --- Years without figures, and years of two periods -----------------------------------------------------------------------
def told(number: int, kg: float, state: str = "closed", months: tuple[int, int] = (1, 12)) -> Year:
    period = ReportingPeriod(code=str(number), starts_on=date(number, months[0], 1), ends_on=date(number, months[1], 28), state=state)
    return Year(period, "location", by_scope={1: kg, 2: 0.0, 3: 0.0})


def test_a_year_without_figures_stands_on_the_line_between_its_neighbours(target):
    held = standing(target, [told(2020, 9000), told(2023, 6000)])
    assert held.compensated is not None
    whole = standing(target, [told(2020, 9000), told(2021, 8000), told(2022, 7000), told(2023, 6000)])
    assert held.compensated == whole.compensated


def test_two_periods_of_a_year_count_together_and_not_while_one_is_open(target):
    halves = [told(2024, 4000, months=(1, 6)), told(2024, 3000, months=(7, 12))]
    assert standing(target, halves).last.actual == 7000
    halves[1].period.state = "open"
    assert standing(target, halves).last is None

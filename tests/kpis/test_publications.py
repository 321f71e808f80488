"""Files that nobody here wrote: the baromètre, vintages, series, labelled anomalies. Figures counted by other means."""

import json
from datetime import date, datetime, timedelta
from io import StringIO

import numpy as np
import pytest
from django.core.management import call_command

from kpis import barometer, trials
from kpis.actions.publications import import_vintage
from kpis.barometer import agreement, read_barometer
from kpis.models import Forecast, Indicator, IndicatorShare, LatestMeasurement, Measurement, Target
from kpis.series_files import Column, read_series_file
from tests.exchange.real_data import DATA, needs_real_data

real = pytest.mark.real_data
FRBNY, MACRO = "kpi_series/frbny_2016-06-29.csv", "kpi_series/statsmodels_macrodata.csv"


def said(command: str, *args: object, **options: object) -> str:
    out = StringIO()
    call_command(command, *map(str, args), stdout=out, **options)
    return out.getvalue()


# --- The baromètre -------------------------------------------------------------------------------------------------------
@real
@needs_real_data
def test_attainment_to_date_of_target_equals_the_publisher_s():
    read = read_barometer(DATA / "fr_barometre")
    national, regional = agreement(read.national, read.definitions), agreement(read.regional, read.definitions)
    assert (national.equal, national.total) == (50, 50)
    assert (regional.equal, regional.total) == (730, 730)


@real
@needs_real_data
def test_a_missing_target_has_no_attainment_and_is_not_0():
    read = read_barometer(DATA / "fr_barometre")
    open_ended = [one for one in read.national if one.target is None]
    assert len(open_ended) == 8
    assert {one.attainment(rising=read.definitions[one.code].rising) for one in open_ended} == {None}


@real
@needs_real_data
def test_the_structure_comes_in_once(db):
    told = said("import_barometer", DATA / "fr_barometre")
    assert "44 objectives" in told
    assert "57 indicators" in told
    assert "58 shares" in told
    assert Indicator.objects.filter(direction="down").count() == 4
    assert LatestMeasurement.objects.count() == 57
    assert Target.objects.count() + told.count("\n  ") - told.count("differs") == 50 - 1
    before = Measurement.objects.count(), IndicatorShare.objects.count()
    again = said("import_barometer", DATA / "fr_barometre")
    assert "indicators" not in again.splitlines()[0]
    assert (Measurement.objects.count(), IndicatorShare.objects.count()) == before


def test_a_wrong_sided_target_that_is_met_counts_whole_and_else_nothing():
    place = {"code": "x", "territory": "", "initial_on": None, "latest_on": None, "between": None, "between_on": None, "target_on": None}
    met = barometer.Standing(initial=10, latest=5, target=8, published=100, **place)
    missed = barometer.Standing(initial=10, latest=3, target=4, published=0, **place)
    assert met.attainment(rising=False) == 100
    assert missed.attainment(rising=True) == 0


# --- Series and vintages ---------------------------------------------------------------------------------------------------
@real
@needs_real_data
def test_two_digit_years_blanks_and_quarters_among_months_are_read():
    columns = {column.name: column for column in read_series_file(DATA / FRBNY).columns}
    assert [sum(c.cadence == name for c in columns.values()) for name in ("monthly", "quarterly")] == [26, 3]
    assert columns["GDPC1"].values[0] == (date(1985, 1, 1), date(1985, 3, 31), 7469.5)
    assert columns["PAYEMS"].blanks == 1


@real
@needs_real_data
def test_a_new_vintage_keeps_both_values(db, at):
    assert "203 values" in said("import_series", DATA / MACRO, column=["realgdp"], code="GDP")
    told = said("import_series", DATA / FRBNY, column=["GDPC1"], code="GDP", vintage="New York Fed, June 2016")
    assert "99 restated" in told
    assert Measurement.objects.current().count() == 203 + 26
    period = Measurement.objects.filter(period_end=date(1985, 3, 31)).order_by("id")
    assert [(m.value, m.superseded_at is None, m.reason) for m in period] == [
        (6740.275, False, ""),
        (7469.5, True, "New York Fed, June 2016"),
    ]
    assert "0 restated, 125 unchanged" in said("import_series", DATA / FRBNY, column=["GDPC1"], code="GDP")


@real
@needs_real_data
def test_every_public_series_is_read_by_the_night(db):
    for name in ("ShampooSales.csv", "Airline.csv", "frbny_2016-06-29.csv"):
        said("import_series", DATA / "kpi_series" / name, prefix=f"{name[:4]}-")
    for name in ("nyc_taxi", "exchange-2_cpc_results", "ec2_request_latency_system_failure"):
        said("import_series", DATA / "nab" / f"{name}.csv", prefix=f"{name[:8]}-")
    assert "34 series read" in said("read_series")
    assert list(Forecast.objects.exclude(error="").values_list("error", flat=True)) == []
    assert Forecast.objects.get(indicator__code="Airl-Passengers").method == "ets_seasonal_log"


def test_a_cell_that_is_no_number_is_named_and_a_doubled_day_counts_once(tmp_path):
    file = tmp_path / "odd.csv"
    file.write_text("Date,Rate\n2026-01,1.5\n2026-02,1e400\n2026-03,NaN\n2026-04,\n2026-05,2\n2026-05,3\n")
    found = read_series_file(file)
    column = found.columns[0]
    assert [value for _s, _e, value in column.values] == [1.5, 3.0]
    assert (column.blanks, column.duplicates) == (1, 1)
    assert [problem[:2] for problem in found.problems] == ["B3", "B4"]


def test_a_vintage_that_changes_nothing_leaves_no_correction(nps, at, otto):
    column = Column("NPS", "monthly", ((date(2026, 5, 1), date(2026, 5, 31), 24.0), (date(2026, 6, 1), date(2026, 6, 30), 27.0)))
    first, second = (
        import_vintage(column=column, code="NPS", name="NPS", source="f.csv", vintage="v", by=otto, at=at + timedelta(days=n))
        for n in (0, 1)
    )
    assert (first.counts["values"], second.counts["unchanged"], second.counts["restated"]) == (2, 2, 0)


# --- Known futures, labelled anomalies ---------------------------------------------------------------------------------------
@real
@needs_real_data
def test_the_chosen_forecast_beats_both_naive_ones_on_airline():
    column = read_series_file(DATA / "kpi_series/Airline.csv").columns[0]
    found = trials.trial(np.array([value for _s, _e, value in column.values]), 12, origins=4)
    assert found.chosen < 0.6 * min(found.naive, found.seasonal)


@real
@needs_real_data
def test_most_labelled_windows_are_hit_with_few_false_alarms():
    windows = json.loads((DATA / "nab/combined_windows.json").read_text())
    hit = total = 0
    for path in sorted((DATA / "nab").glob("*.csv")):
        labelled = next(found for key, found in windows.items() if key.endswith(f"/{path.name}"))
        rows = [line.split(",") for line in path.read_text().splitlines()[1:]]
        times, values = [datetime.fromisoformat(row[0]) for row in rows], np.array([float(row[1]) for row in rows])
        found = trials.alarms(times, values, [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in labelled])
        hit, total = hit + found.hit, total + found.windows
        assert found.per_thousand < 10
    assert total == 11
    assert hit >= 9

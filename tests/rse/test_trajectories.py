import pytest
from hypothesis import given
from hypothesis import strategies as st

from rse import trajectories
from tests.exchange.real_data import needs_real_data
from tests.rse.real_data import vectors


@needs_real_data
@pytest.mark.real_data
def test_verified_paths():
    for one in vectors()["linear_contraction"]:
        facts = {name: one[name] for name in ("base_year", "base", "rate", "year")}
        assert trajectories.linear_contraction(**facts) == pytest.approx(one["expected"])
    for one in vectors()["budget_compensated_rate_flat_emissions_since_2020"]:
        years = one["year"] - 2020
        found = trajectories.budget_compensated(
            base=one["emissions"], rate=one["rate"], emitted=years * one["emissions"], current=one["emissions"], year=one["year"]
        )
        assert (found.rate, found.zero_year) == (pytest.approx(one["expected_rate"]), one["zero_year"])


def test_a_piecewise_path_is_straight_between_its_points():
    points = {2020: 1000.0, 2024: 900.0, 2030: 600.0}
    assert [trajectories.piecewise(points, year) for year in (2020, 2022, 2027, 2030)] == [1000, 950, 750, 600]
    assert trajectories.piecewise(points, 2031) is None


def test_the_demo_company_is_ahead_of_time_and_behind_its_path():
    found = trajectories.progress(base=48_000, target=27_840, current=40_600, base_year=2020, target_year=2030, year=2025)
    assert (found.done, found.elapsed, found.on_track) == (pytest.approx(0.367, abs=1e-3), 0.5, False)
    assert trajectories.required_rate(current=40_600, target=27_840, year=2025, target_year=2030) == pytest.approx(0.0629, abs=1e-4)


def test_what_is_not_computable_says_so():
    assert trajectories.progress(base=10, target=10, current=9, base_year=2020, target_year=2030, year=2025).on_track is None
    assert trajectories.required_rate(current=0, target=0, year=2025, target_year=2030) is None
    assert trajectories.required_rate(current=5, target=4, year=2030, target_year=2030) is None
    assert trajectories.contraction_rate(base=0, target=0, base_year=2020, target_year=2030) is None
    spent = trajectories.budget_compensated(base=1000, rate=0.1, emitted=6000, current=1000, year=2026)
    assert (spent.rate, spent.zero_year) == (None, None)


def test_going_the_wrong_way_is_shown_as_such():
    assert trajectories.progress(base=100, target=50, current=110, base_year=2020, target_year=2030, year=2025).done == pytest.approx(-0.2)


@given(st.floats(1e-3, 1e6), st.integers(2021, 2029))
def test_progress_and_elapsed_do_not_depend_on_the_unit(unit, year):
    plain = trajectories.progress(base=48_000, target=27_840, current=40_600, base_year=2020, target_year=2030, year=year)
    other = trajectories.progress(
        base=48_000 * unit, target=27_840 * unit, current=40_600 * unit, base_year=2020, target_year=2030, year=year
    )
    assert (other.done, other.elapsed) == (pytest.approx(plain.done), plain.elapsed)

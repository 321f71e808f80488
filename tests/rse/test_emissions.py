import pytest
from hypothesis import given
from hypothesis import strategies as st

from rse import emissions, uncertainty
from rse.emissions import EmissionRefused, Factor, Line
from tests.exchange.real_data import needs_real_data
from tests.rse.real_data import vectors

AR5 = {"co2": 1.0, "ch4": 28.0, "n2o": 265.0}
AR6 = {"co2": 1.0, "ch4": 27.9, "n2o": 273.0}


@needs_real_data
@pytest.mark.real_data
def test_uncertainty_vectors():
    known = vectors()
    for one in known["uncertainty_gsd2"]:
        assert uncertainty.gsd2_of_marks(one["quality"]) == pytest.approx(one["expected"], rel=1e-12)
    for one in known["gsd2_combine_activity_and_factor"]:
        assert uncertainty.combined(one["activity"], one["factor"]) == pytest.approx(one["expected"], rel=1e-12)
    for one in known["gsd2_aggregate"]:
        assert uncertainty.total([tuple(line) for line in one["lines"]]) == pytest.approx(one["expected"], rel=1e-12)
    assert {name: tuple(levels) for name, levels in known["uncertainty_coefficients_levels_1_to_5"].items()} == uncertainty.COEFFICIENTS
    assert {str(name): bound for name, bound in uncertainty.CLASS_UPPER_BOUNDS} == known["uncertainty_class_upper_bounds"]


def test_an_activity_becomes_kilograms_by_conversion_and_factor():
    found = emissions.emission(quantity=2, conversion=1000, factor=Factor(0.05, 2024, gsd2=1.2), gwp=AR6, marks={})
    assert found.kgco2e == pytest.approx(100)
    assert found.gsd2 == pytest.approx(uncertainty.combined(2.5163566012590954, 1.2))
    low, high = found.interval
    assert low < 100 < high


def test_another_set_of_warming_potentials_gives_another_result():
    factor = Factor(9.9, 2024, gases={"co2": 2.0, "ch4": 0.01}, biogenic=0.3)
    assert emissions.emission(quantity=1, conversion=1, factor=factor, gwp=AR5, marks={}).kgco2e == pytest.approx(2.28)
    found = emissions.emission(quantity=1, conversion=1, factor=factor, gwp=AR6, marks={})
    assert (found.kgco2e, found.biogenic) == (pytest.approx(2.279), 0.3)


def test_what_no_emission_can_be_computed_from_is_refused():
    with pytest.raises(EmissionRefused, match="cannot be negative"):
        emissions.emission(quantity=-1, conversion=1, factor=Factor(1, 2024), gwp=AR6, marks={})
    with pytest.raises(EmissionRefused, match="states no year"):
        emissions.emission(quantity=1, conversion=1, factor=Factor(1, None), gwp=AR6, marks={})


def test_the_two_bases_are_never_added_and_offsets_stand_apart():
    lines = [
        Line(1, "1.1", 100, 1.5),
        Line(2, "2.1", 80, basis="location"),
        Line(2, "2.1", 20, basis="market"),
        Line(1, "1.1", 30, apart="biogenic"),
        Line(3, "3.6", 300, 1.2),
    ]
    by_place, by_contract = emissions.total(lines, basis="location"), emissions.total(lines, basis="market")
    assert (by_place.kgco2e, by_contract.kgco2e) == (480, 420)
    assert by_place.apart == {"biogenic": 30}
    assert emissions.total(lines, basis="market", scopes=(1, 2)).by_scope == {1: 100, 2: 20}


amounts = st.floats(0.001, 1e6)


@given(amounts, st.floats(0.01, 100), amounts)
def test_scaling_the_quantity_scales_emission_and_interval(quantity, times, kgco2e):
    one = emissions.emission(quantity=quantity, conversion=1, factor=Factor(kgco2e, 2024, gsd2=1.3), gwp=AR6, marks={})
    more = emissions.emission(quantity=quantity * times, conversion=1, factor=Factor(kgco2e, 2024, gsd2=1.3), gwp=AR6, marks={})
    assert more.kgco2e == pytest.approx(one.kgco2e * times)
    assert more.interval == pytest.approx([bound * times for bound in one.interval])


@given(st.dictionaries(st.sampled_from(uncertainty.MARKS), st.integers(1, 4)), st.sampled_from(uncertainty.MARKS))
def test_a_better_mark_never_makes_a_figure_less_certain(marks, name):
    better = marks | {name: marks.get(name, 1) + 1}
    assert uncertainty.gsd2_of_marks(better) <= uncertainty.gsd2_of_marks(marks) + 1e-12

import pytest

from rse import social, units
from rse.units import UnitRefused
from tests.exchange.real_data import needs_real_data
from tests.rse.real_data import vectors

DENSITY_TIMES_NCV = {"Biodiesel": 22.95, "Gas/Diesel oil": 36.12}


@pytest.mark.parametrize(
    ("given", "wanted", "times"),
    [
        ("MWh", "kWh", 1000),
        ("GJ", "kWh", 277.7777778),
        ("litres", "m3", 0.001),
        ("kg", "t", 0.001),
        ("t.km", "tonne.mile", 0.621371192),
        ("kEUR", "EUR", 1000),
        ("passenger.km", "peq.km", 1),
        ("Million litres", "litre", 1_000_000),
        ("kWh (Net CV)", "GJ PCI", 0.0036),
    ],
)
def test_units_convert(given, wanted, times):
    assert units.conversion(given, wanted) == pytest.approx(times)


@pytest.mark.parametrize(("given", "wanted"), [("kWh", "litre"), ("kg", "km"), ("EUR", "USD"), ("night", "item"), ("t.km", "km")])
def test_another_dimension_is_refused(given, wanted):
    with pytest.raises(UnitRefused, match="measure different things"):
        units.conversion(given, wanted)


def test_gross_and_net_calorific_values_are_not_mixed():
    with pytest.raises(UnitRefused, match="gross or net"):
        units.conversion("kWh PCS", "kWh PCI")


@pytest.mark.parametrize("text", ["", "kWhh", "__import__('os')", "12", "-kWh", "1e400 kWh", "kWh +", "x" * 5000])
def test_what_is_no_unit_is_refused(text):
    with pytest.raises(UnitRefused):
        units.conversion(text, "kWh")


@needs_real_data
@pytest.mark.real_data
def test_verified_social_vectors():
    for one in vectors()["oeth"]:
        found = social.oeth(
            workforce=one["workforce"],
            beneficiaries=one["beneficiaries"],
            smic=one["smic"],
            ecap=one["ecap"],
            subcontracting=one["subcontracting_deduction"],
            deductible_spend=one["deductible_spend"],
        )
        assert (found.required, found.missing) == (one["required"], one["missing"])
        assert (found.gross, found.net) == (pytest.approx(one["gross"]), pytest.approx(one["net_before_smoothing"]))
    for one in vectors()["vsme_fuel_mwh"]:
        found = social.fuel_mwh(litres=one["amount"], gigajoule_per_cubic_metre=DENSITY_TIMES_NCV[one["fuel"]])
        assert found == pytest.approx(one["expected"])
    for one in vectors()["vsme_collective_agreement_bands"]:
        assert social.agreement_band(covered=one["covered"], employees=one["employees"]) == one["expected"]


def test_the_three_accident_bases_are_named():
    facts = {"accidents": 4, "hours": 400_000}
    assert [social.accident_rate(**facts, base=base) for base in ("VSME", "ESRS", "TF")] == [2, 10, 10]
    assert social.accident_rate(accidents=1, hours=0, base="TF") is None


@pytest.mark.parametrize(("days", "hours", "expected"), [(0, 400_000, 0), (200, 400_000, 0.5), (12.5, 5_000, 2.5), (3, 0, None)])
def test_severity_is_told_per_thousand_hours(days, hours, expected):
    assert social.accident_severity(days_lost=days, hours=hours) == expected

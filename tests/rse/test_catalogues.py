"""What the product ships stands in a document somebody can read: each value against its own row."""

import csv
import re
from functools import lru_cache

import pytest

from rse import units
from rse.catalogues import catalogue, categories, posts
from rse.imports.factors import PREFIX
from rse.models import FactorRelease, ThemeGroup
from tests.exchange.real_data import needs_real_data
from tests.rse.real_data import rse_file

FACTORS = catalogue("factors")["factors"]
DOCUMENTS = {one["name"]: one for one in catalogue("factors")["sources"]}
WRITTEN = {"litres": "litre", "cubic metres": "m3", "tonnes": "t", "tonne.km": "t.km", "Room per night": "room per night"}


def source_of(factor: dict) -> tuple[str, str]:
    """The document and the row in it."""
    document, _, row = factor["source"].partition(" · ")
    return document, row


@lru_cache
def base_carbone() -> dict[str, dict[str, str]]:
    with rse_file("base_carbone_v20_2_extrait_bcs.csv").open(encoding="utf-8", newline="") as file:
        return {row["Identifiant de l'élément"]: row for row in csv.DictReader(file)}


@lru_cache
def united_kingdom() -> dict[str, dict[str, str]]:
    levels = ("Scope", "Level 1", "Level 2", "Level 3", "Level 4", "Column Text", "UOM")
    with rse_file("defra_kgco2e_2019_2020.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["year"] == "2020"]
    return {" > ".join(row[name] for name in levels if row[name]): row for row in rows}


@pytest.mark.parametrize("factor", FACTORS, ids=lambda factor: factor["code"])
def test_every_factor_names_its_document_row_unit_and_year(factor):
    document, row = source_of(factor)
    assert DOCUMENTS[document]["licence"]
    assert row
    assert units.known(factor["unit"])
    assert factor["year"]
    assert factor["post"] in categories()
    if factor["uncertainty"] is None:
        assert DOCUMENTS[document]["uncertainty"] == "not given"


@needs_real_data
@pytest.mark.real_data
@pytest.mark.parametrize("factor", [one for one in FACTORS if "Base Carbone" in one["source"]], ids=lambda factor: factor["code"])
def test_a_factor_of_base_carbone_equals_its_element(factor):
    row = base_carbone()[source_of(factor)[1]]
    assert factor["kgco2e"] == float(row["Total poste non décomposé"])
    assert factor.get("biogenic", 0) == float(row["CO2b"] or 0)
    assert factor["uncertainty"] == float(row["Incertitude"])
    assert factor["unit"] == PREFIX.sub("", row["Unité français"])
    assert row["Date de modification"].endswith(str(factor["year"]))
    assert row["Statut de l'élément"] == "Valide générique"


@needs_real_data
@pytest.mark.real_data
@pytest.mark.parametrize("factor", [one for one in FACTORS if "UK Government" in one["source"]], ids=lambda factor: factor["code"])
def test_a_factor_of_the_united_kingdom_equals_its_row(factor):
    row = united_kingdom()[source_of(factor)[1]]
    assert factor["kgco2e"] == float(row["factor"])
    assert factor["year"] == int(row["year"])
    unit = re.sub(r"[()]", "", row["UOM"])
    assert factor["unit"] == WRITTEN.get(unit, unit)


def test_the_factors_of_the_order_of_2012_are_carbon_dioxide_alone():
    """Their document is not among the data files: the values of its annex I, total, are written out here."""
    of_order = {source_of(one)[1]: one for one in FACTORS if one["source"].startswith("Arrêté du 10 avril 2012")}
    expected = {
        "Électricité consommée en France métropolitaine (hors Corse)": 0.053,
        "Électricité consommée en Europe (hors France)": 0.42,
    }
    assert {row: one["kgco2e"] for row, one in of_order.items()} == expected
    assert all(one["gases"] == {"co2": one["kgco2e"]} for one in of_order.values())


def test_french_electricity_of_recent_years_is_what_the_grid_operator_publishes():
    """Its pages are not among the data files: their grams of CO2e for a kWh generated are written out here."""
    published = {2023: 32, 2024: 21.7}
    shipped = {one["year"]: one for one in FACTORS if one["source"].startswith("RTE, Bilan électrique")}
    assert {year: round(1000 * one["kgco2e"], 6) for year, one in shipped.items()} == published
    assert all(source_of(one)[0].endswith(str(year)) and not one.get("gases") for year, one in shipped.items())


def test_every_factor_has_been_compared():
    known = ("ADEME, Base Carbone v20.2", "UK Government GHG Conversion Factors 2020", "Arrêté du 10 avril 2012", "RTE, Bilan électrique")
    assert not [one["code"] for one in FACTORS if not one["source"].startswith(known)]
    assert {source_of(one)[0] for one in FACTORS} == set(DOCUMENTS)


@needs_real_data
@pytest.mark.real_data
def test_the_disclosures_of_the_vsme_standard_carry_their_official_labels():
    with rse_file("vsme_concepts_2026_05_01.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["concept"]: row for row in csv.DictReader(file)}
    shipped = next(group for group in catalogue("themes")["groups"] if group["code"] == "vsme")["themes"]
    assert [one["code"] for one in shipped] == [f"B{n}" for n in range(1, 12)] + [f"C{n}" for n in range(1, 10)]
    for one in shipped:
        labels = (rows[one["concept"]][f"label_{language}"] for language in ("fr", "en"))
        assert (one["fr"], one["en"]) == tuple(" ".join(label.removesuffix("[member]").split()) for label in labels)


def test_every_catalogue_of_themes_is_in_the_database(db):
    told = {group["code"]: len(group["themes"]) for group in catalogue("themes")["groups"]}
    assert told == {"house": 8, "iso26000": 7, "sdg": 17, "esrs": 13, "vsme": 20}
    assert {group.code: group.themes.count() for group in ThemeGroup.objects.all()} == told


@needs_real_data
@pytest.mark.real_data
def test_everyday_equivalents_equal_their_rows():
    with rse_file("impactco2_equivalents.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["ID"]: float(row["kg CO2e"]) for row in csv.DictReader(file)}
    for one in catalogue("equivalents")["equivalents"]:
        assert one["kg"] == rows[one["id"]], one["code"]


@needs_real_data
@pytest.mark.real_data
def test_the_posts_are_those_of_the_regulatory_report():
    with rse_file("beges_v5_postes.csv").open(encoding="utf-8", newline="") as file:
        assert [row["code"] for row in csv.DictReader(file, delimiter=";")] == list(posts())
    assert {one.beges for one in categories().values()} <= posts().keys()


@needs_real_data
@pytest.mark.real_data
def test_the_potentials_of_ar4_are_those_the_united_kingdom_used_in_2020():
    gases = {"ch4": "Methane", "n2o": "Nitrous oxide", "sf6": "Sulphur hexafluoride (SF6)", "hfc32": "HFC-32", "hfc125": "HFC-125"}
    gases |= {"hfc134a": "HFC-134a", "hfc143a": "HFC-143a", "co2": "Carbon dioxide"}
    known = catalogue("warming_potentials")["sets"]["AR4"]["values"]
    path = "Scope 1 > Refrigerant & other > Kyoto protocol - standard > {} > kg"
    assert known == {code: float(united_kingdom()[path.format(name)]["factor"]) for code, name in gases.items()}


def test_the_shipped_release_is_in_the_database(db):
    row = FactorRelease.objects.get(code=catalogue("factors")["code"])
    assert row.factors.count() == len(FACTORS)
    assert row.factors.get(code="gas.natural").category == "ADEME, Base Carbone v20.2 · 26621"

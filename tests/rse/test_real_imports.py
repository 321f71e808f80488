"""Factor releases and published footprints, from the real files."""

import time
from datetime import date

import pytest
from django.db import ProgrammingError, transaction

from foundation.refusals import Refusal
from rse import units
from rse.actions import periods
from rse.actions.factors import import_release
from rse.actions.footprint import Activity, record_activities
from rse.actions.reported import import_reported
from rse.computation import period_hash
from rse.imports.factors import base_carbone, defra, repaired_accents, year_of
from rse.imports.reported import base_years, garbo
from rse.models import EmissionFactor, FactorRelease, FootprintCell, ReportedFootprint
from rse.refusals import RseRefusal
from tests.exchange.real_data import needs_real_data
from tests.rse.real_data import rse_file

pytestmark = [needs_real_data, pytest.mark.real_data]


@pytest.fixture
def uk_factors(db, at):
    """The releases of 2019 and 2020."""
    data = rse_file("defra_kgco2e_2019_2020.csv").read_bytes()
    return {year: import_release(release=defra(data, year=year), file_name="defra.csv", by=None, at=at) for year in (2019, 2020)}


def test_base_carbone_is_read_whole_with_its_accents(db, at):
    data = rse_file("base_carbone_v20_2_extrait_bcs.csv").read_bytes()
    release = base_carbone(data, edition="v20.2", year=2021)
    row = import_release(release=release, file_name="base_carbone.csv", by=None, at=at)
    assert (row.rows, row.factors.count()) == (548, 548)
    assert release.repaired > 0
    assert not [f.code for f in row.factors.all() if "Ã" in f.name_fr + f.category]
    assert all(units.known(f.unit) for f in row.factors.all())
    coal = row.factors.get(code="12895")
    assert (coal.name_fr, coal.unit, coal.kgco2e, coal.year, coal.post) == ("Agglomérés de houille", "GJ PCI", 95.8, 2014, "s1.1")
    assert import_release(release=release, file_name="again.csv", by=None, at=at).pk == row.pk
    assert FactorRelease.objects.filter(code="ADEME-v20.2").count() == 1


def test_uk_factors_of_two_years(uk_factors):
    assert {year: row.rows for year, row in uk_factors.items()} == {2019: 2_390, 2020: 2_367}
    old, new = (dict(row.factors.values_list("code", "kgco2e")) for row in uk_factors.values())
    common = old.keys() & new.keys()
    assert (len(common), sum(old[code] != new[code] for code in common)) == (2_357, 2_078)


def test_the_same_activity_in_both_years_gives_two_results(uk_factors, rita, at):
    found = {}
    for year, row in uk_factors.items():
        period = periods.open_period(code=str(year), starts_on=date(year, 1, 1), ends_on=date(year, 12, 31), releases=[row], by=rita, at=at)
        power = row.factors.get(category="Scope 2 · UK electricity", unit="kWh")
        value = Activity("s2.1", "Meter", period.starts_on, period.ends_on, 1000, "MWh", power)
        record_activities(period=period, values=[value], by=rita, at=at)
        closed = periods.close_period(period=period, by=rita, at=at)
        found[year] = FootprintCell.objects.get(period=period, basis="location").kgco2e
        with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
            EmissionFactor.objects.filter(pk=power.pk).update(kgco2e=9)
        assert period_hash(period.pk, at) == closed.closed_hash
    assert found == {2019: pytest.approx(255_600), 2020: pytest.approx(233_140)}


def test_published_footprints_are_imported_and_the_odd_totals_flagged(db, at):
    started = time.monotonic()
    rows = garbo(rse_file("garbo_ghg_2015_2022.csv").read_bytes())
    assert import_reported(source="Klimatkollen", rows=rows, by=None, at=at) == 785
    assert time.monotonic() - started < 5
    assert ReportedFootprint.objects.count() == 785
    assert ReportedFootprint.objects.filter(reconciles__isnull=False).count() == 551
    assert ReportedFootprint.objects.filter(reconciles=False).count() == 37
    assert import_reported(source="Klimatkollen", rows=rows, by=None, at=at) == 785
    assert ReportedFootprint.objects.count() == 785
    assert base_years(rse_file("garbo_base_years.json").read_bytes())["Q52825"] == 2022


def test_another_file_under_the_same_code_is_refused(uk_factors, at):
    data = rse_file("defra_kgco2e_2019_2020.csv").read_bytes().replace(b"0.2556", b"0.2557")
    with pytest.raises(RseRefusal, match="already with other content"):
        import_release(release=defra(data, year=2019), file_name="other.csv", by=None, at=at)
    assert EmissionFactor.objects.filter(release__code="DEFRA-2019").count() == 2_390


STRANGE_UNIT = b"year,Scope,Level 1,Level 2,UOM,factor\n2019,Scope 1,A,B,zork,1\n"


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"%PDF-1.4 not a table", STRANGE_UNIT])
def test_a_file_that_is_no_release_is_refused(data):
    with pytest.raises(Refusal):
        defra(data, year=2019)


def test_accents_are_repaired_only_where_they_are_broken():
    assert repaired_accents("DonnÃ©es de l'article") == "Données de l'article"
    assert repaired_accents("Âge et Ãtre") == "Âge et Ãtre"
    assert [year_of(text) for text in ("17/10/2014", "9/18/18", "", "déc-21")] == [2014, 2018, None, 2021]

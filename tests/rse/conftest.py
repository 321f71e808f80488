"""A company with two sites, two releases of factors and an open period of 2019."""

from datetime import UTC, date, datetime

import pytest

from foundation.accounts.models import Site
from rse.actions.periods import open_period
from rse.models import EmissionFactor, FactorRelease
from tests.conftest import person

JANUARY = (date(2025, 1, 1), date(2025, 1, 31))
YEAR = (date(2025, 1, 1), date(2025, 12, 31))


@pytest.fixture
def rita(db):
    """Rita is the CSR officer."""
    return person("Rita", role="rse_officer")


@pytest.fixture
def factory(unit):
    return Site.objects.create(code="S-1", unit=unit, name_fr="Usine", name_en="Factory")


@pytest.fixture
def shop(unit):
    return Site.objects.create(code="S-2", unit=unit, name_fr="Magasin", name_en="Shop")


@pytest.fixture
def shipped(db):
    """The release that ships with the product."""
    return FactorRelease.objects.get(code="PORTAL-3")


@pytest.fixture
def factor(shipped):
    """A shipped factor by its code: `factor("electricity.fr")`."""
    return lambda code: EmissionFactor.objects.get(release=shipped, code=code)


@pytest.fixture
def period(shipped, rita, at):
    """2025, open for entry."""
    return open_period(code="2025", starts_on=YEAR[0], ends_on=YEAR[1], releases=[shipped], by=rita, at=at)


@pytest.fixture
def contract(period):
    """A factor of 0 for electricity with guarantees of origin, of a release that the period uses."""
    made = release("CONTRACT", 0)
    period.releases.add(made.release)
    return made


def release(code: str, kgco2e: float, year: int | None = 2019) -> EmissionFactor:
    """A release of one factor, electricity in kWh."""
    facts = {"source": "Test", "edition": code, "year": 2019, "rows": 1, "imported_at": datetime(2020, 1, 1, tzinfo=UTC)}
    row = FactorRelease.objects.create(code=code, **facts)
    names = {"name_fr": "Électricité", "name_en": "Electricity"}
    return EmissionFactor.objects.create(release=row, code="e", unit="kWh", kgco2e=kgco2e, year=year, **names)

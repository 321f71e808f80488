"""The cast: Léa leads, Sam is a stranger, Éva is an executive, Otto owns objectives, Ada administers."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from foundation.accounts.models import OrganisationUnit, RoleGrant, User

START = date(2020, 1, 1)
NOON = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)


def person(first: str, *, role: str = "", **grant: object) -> User:
    """Somebody with a login and, when `role` is given, one grant."""
    user = User.objects.create_user(f"{first.lower()}@example.org", full_name=f"{first} Martin", language="en")
    if role:
        RoleGrant.objects.create(user=user, role=role, valid_from=START, granted_at=datetime(2020, 1, 1, tzinfo=UTC), **grant)
    return user


@pytest.fixture
def at() -> datetime:
    """The instant at which tests act."""
    return NOON


@pytest.fixture
def lea(db: None) -> User:
    return person("Lea", role="team_lead")


@pytest.fixture
def sam(db: None) -> User:
    return person("Sam")


@pytest.fixture
def eva(db: None) -> User:
    return person("Eva", role="executive", lens="cmo")


@pytest.fixture
def otto(db: None) -> User:
    return person("Otto", role="objective_owner")


@pytest.fixture
def ada(db: None) -> User:
    return person("Ada", role="admin")


@pytest.fixture
def unit(db: None) -> OrganisationUnit:
    return OrganisationUnit.objects.create(code="DIS", name_fr="Direction Industrie", name_en="Industry Division")


@pytest.fixture
def signed_in():
    """A browser signed in as somebody, in English: `signed_in(eva)`."""

    def sign_in(user: User, language: str = "en") -> Client:
        client = Client(headers={"Accept-Language": language})
        client.force_login(user)
        return client

    return sign_in

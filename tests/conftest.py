"""The cast: Léa leads, Sam is a stranger, Éva is an executive, Otto owns objectives, Ada administers."""

import gc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.conf import settings
from django.core.management.commands import flush
from django.db import connection, transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client
from django.utils import translation
from xdist.scheduler import LoadScopeScheduling

from foundation.accounts.models import OrganisationUnit, RoleGrant, User

START = date(2020, 1, 1)
NOON = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)


# Each has a portal or a broker of its own that its tests share.
TOGETHER = ("browser", "faults", "demo", "start", "nights")
# Files that take a while begin early: the last one to begin would be waited for.
LONG = (
    "tests/repository/test_addresses.py",
    "tests/seeding/test_seeding.py",
    "tests/admin/test_model_admins.py",
    "tests/repository/test_web_process.py",
    "tests/foundation/test_tabular_hostile.py",
)


class ByPlace(LoadScopeScheduling):
    """When several processes share the work one takes all tests of a place: those that stay together, else a file."""

    def _split_scope(self, nodeid: str) -> str:
        return _place(nodeid.split("::", maxsplit=1)[0])


def pytest_collection_finish() -> None:
    """What was loaded stays for the whole run; the collector of garbage looks at the rest a twentieth as often, which is enough."""
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


def _place(file: str) -> str:
    """The folder of tests that stay together, else the file. `file`: relative to the project."""
    folder = file.split("/")[1]
    return folder if folder in TOGETHER else file


def pytest_configure() -> None:
    """Passwords of tests are hashed quickly; the portals that tests start hash as those of people do."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """After they were shuffled: what shares a portal runs in one go, so that it is started once; so does what shares a window."""
    turns = {place: turn for turn, place in enumerate(TOGETHER + LONG)}
    items.sort(key=lambda item: (turns.get(_place(item.nodeid.split("::")[0]), len(turns)), _window(item)))


def _window(item: pytest.Item) -> str:
    """Language, theme and width of a test in the browser; empty for all others."""
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    return " ".join(str(parameters[name]) for name in ("language", "theme", "width") if name in parameters)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByPlace:
    return ByPlace(config, log)


def person(first: str, *, role: str = "", **grant: object) -> User:
    """Somebody with a login and, when `role` is given, one grant."""
    user = User.objects.create_user(f"{first.lower()}@example.org", full_name=f"{first} Martin", language="en")
    if role:
        RoleGrant.objects.create(user=user, role=role, valid_from=START, granted_at=datetime(2020, 1, 1, tzinfo=UTC), **grant)
    return user


@pytest.fixture(scope="session")
def rows_of_migrations(django_db_setup: None, django_db_blocker: Any) -> dict[str, bytes]:
    """What the migrations wrote, by table: tests that commit empty every table when they end."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        kept = {}
        for table in set(connection.introspection.table_names(cursor)) - {"django_migrations"}:
            with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
                if rows := b"".join(bytes(block) for block in copy):
                    kept[table] = rows
        return kept


KEPT_ROWS = pytest.StashKey[dict[str, bytes]]()


def _delete_what_is_there(self: Any, style: Any, tables: list[str], **_how: Any) -> list[str]:
    """Empty the tables that hold rows: to truncate two hundred takes a second, few of them hold any."""
    if not tables:
        return []
    asked = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(asked)
        held = [table for (table,) in cursor.fetchall()]
    deletions = [f'DELETE FROM "{table}";' for table in held]
    return ["SET LOCAL session_replication_role = replica;", *deletions, "SET LOCAL session_replication_role = DEFAULT;"]


@pytest.fixture(scope="session", autouse=True)
def _quick_flush() -> Iterator[None]:
    """A test that commits is emptied by deleting, and gets the rows of the migrations back from what was kept of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", _delete_what_is_there)
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_facts, **_more: None)
        yield


@pytest.fixture(autouse=True)
def _rows_to_write_back(request: pytest.FixtureRequest) -> None:
    """Remember what the migrations wrote, for a test that commits and is emptied at its end."""
    marker = request.node.get_closest_marker("django_db")
    if (marker is not None and marker.kwargs.get("transaction")) or "transactional_db" in request.fixturenames:
        request.node.stash[KEPT_ROWS] = request.getfixturevalue("rows_of_migrations")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Write the rows of the migrations back once a test that commits has been emptied."""
    yield
    rows = item.stash.get(KEPT_ROWS, {})
    if not rows:
        return
    from pytest_django.plugin import blocking_manager_key

    with item.config.stash[blocking_manager_key].unblock(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, content in rows.items():
            cursor.execute(f'DELETE FROM "{table}"')
            with cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
                copy.write(content)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Messages read in tests are the English ones, whatever the language of the portal."""
    with translation.override("en"):
        yield


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
        User.objects.filter(pk=user.pk).update(language=language)
        client = Client(headers={"Accept-Language": language})
        client.force_login(user)
        return client

    return sign_in

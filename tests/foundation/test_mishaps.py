"""What used to be a server error: told as what it is."""

import pytest
from django.db import DataError, IntegrityError, OperationalError
from django.test import Client, RequestFactory
from psycopg.errors import ForeignKeyViolation, UniqueViolation

from foundation.asked import whole_number
from foundation.history import ChangedMeanwhile
from foundation.mishaps import server_error, status_of
from portfolio.actions.projects import create_project
from portfolio.models import Milestone
from portfolio.views import project_page

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true", "HX-Target": "div#panel"}


def caused_by(error, cause):
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ChangedMeanwhile(Milestone()), 409),
        (caused_by(IntegrityError(), UniqueViolation()), 409),
        (caused_by(IntegrityError(), ForeignKeyViolation()), None),
        (DataError(), 400),
        (OperationalError(), 503),
        (KeyError("ours"), None),
        (None, None),
    ],
)
def test_a_mishap_has_the_status_that_says_what_happened(error, status):
    assert status_of(error) == status


@pytest.fixture
def failing(monkeypatch, lea, signed_in, at):
    """A page of a project that raises what is asked."""
    create_project(by=None, at=at, code="C360", name_fr="Client 360", name_en="Client 360", lead=lea)

    def open_page(error, **headers):
        def broken(*_args, **_kwargs):
            raise error

        monkeypatch.setattr(project_page, "frame", broken)
        return signed_in(lea).get("/projects/C360/trail/", headers=headers)

    return open_page


def test_who_was_slower_is_told_on_a_page_and_by_htmx_in_a_toast(failing):
    answer = failing(ChangedMeanwhile(Milestone()))
    assert answer.status_code == 409
    assert "Somebody was faster" in answer.content.decode()
    part = failing(ChangedMeanwhile(Milestone()), **HX)
    assert (part.status_code, part["HX-Retarget"]) == (409, "#toasts")
    assert "<html" not in part.content.decode()


def test_a_database_away_is_said_with_when_to_come_back(failing):
    answer = failing(OperationalError("lock timeout"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "revient dans un instant" in answer.content.decode()
    assert failing(OperationalError("lock timeout"), **HX)["HX-Retarget"] == "#toasts"


def test_a_fault_of_ours_stays_a_server_error():
    assert while_handling(OperationalError("connection refused")).status_code == 503
    assert while_handling(KeyError("ours")).status_code == 500


def while_handling(error):
    try:
        raise error
    except type(error):
        return server_error(RequestFactory().get("/"))


@pytest.mark.parametrize("address", ["/projects/%00/", "/indicators/%00/", "/portfolios/%00/", "/projects/?after=W29uZSw"])
def test_what_no_column_holds_is_refused(address, eva, signed_in):
    client = signed_in(eva)
    client.raise_request_exception = True
    assert client.get(address).status_code in (200, 400, 404)


def test_programs_get_json(lea):
    client = Client(raise_request_exception=False)
    answer = client.post("/api/v1/measurements", "{}", content_type="application/json")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("text", "number"), [("12", 12), ("", None), (None, None), ("-1", None), ("9" * 18, 10**18 - 1), ("9" * 19, None), ("9" * 5_000, None)]
)
def test_only_a_number_that_a_row_can_have_is_read(text, number):
    assert whole_number(text) == number

"""Publications at the same instant over HTTP, against real web processes: one winner each, nothing doubled, both versions shown."""

import http.client
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from foundation.audit.queries import verify
from portfolio.actions.projects import create_project
from portfolio.models import StatusReport
from tests.faults.portal import free_port, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

PAIRS = 50
CSRF = "c" * 32


@pytest.fixture(scope="module")
def web(django_db_setup):
    """The port of two web processes on the database of the tests."""
    port = free_port()
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    # Files are named by their content only after they were collected; these tests ask for none.
    environment = os.environ | {"DATABASE_URL": database, "PORTAL_DEBUG": "true", "DJANGO_SETTINGS_MODULE": "cmo_portal.settings"}
    command = [sys.executable, "-m", "gunicorn", "cmo_portal.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"]
    command += ["--worker-class", "gthread", "--no-control-socket", "--log-level", "error"]
    server = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)
    try:
        wait_until(lambda: answers(port), 120)
        yield port
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture
def codes(lea, at):
    """Projects that Léa leads; nobody has reported on them."""
    made = [create_project(by=None, at=at - timedelta(days=60), code=f"R{n:02}", name_fr=f"Projet {n}", lead=lea) for n in range(PAIRS)]
    return [project.code for project in made]


def answers(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request("GET", "/healthz?for=web")
        return line.getresponse().status == 200
    except OSError:
        time.sleep(0.2)
        return False
    finally:
        line.close()


def session_of(user) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def post(port: int, session: str, code: str, gate: threading.Barrier, **fields: str) -> tuple[int, str]:
    """Publish a report when the other side of `gate` is ready too; the status and the page."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.connect()
    body = urlencode({"csrfmiddlewaretoken": CSRF, "seen": "", **fields})
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}"
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies, "Accept-Language": "en"}
    gate.wait(30)
    try:
        line.request("POST", f"/projects/{code}/reports/new/", body, headers)
        answer = line.getresponse()
        return answer.status, answer.read().decode()
    finally:
        line.close()


def at_once(*acts):
    gate = threading.Barrier(len(acts))
    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(act, gate) for act in acts]]


def test_of_two_who_publish_at_once_one_wins_and_the_other_is_shown_both(web, codes, lea, ada):
    people = {"lea": session_of(lea), "ada": session_of(ada)}
    for code in codes:
        notes = {name: f"The word of {name} on {code}" for name in people}

        def publish(gate, name, code=code, notes=notes):
            return post(web, people[name], code, gate, health="red", note=notes[name], token=str(uuid4()))

        outcomes = dict(zip(people, at_once(lambda gate: publish(gate, "lea"), lambda gate: publish(gate, "ada")), strict=True))
        assert sorted(status for status, _page in outcomes.values()) == [303, 409], code
        loser = next(name for name, (status, _page) in outcomes.items() if status == 409)
        assert all(note in outcomes[loser][1] for note in notes.values()), code
    assert StatusReport.objects.count() == PAIRS
    assert verify().fault is None


def test_a_double_post_is_one_report_and_both_are_answered(web, codes, lea):
    session = session_of(lea)
    for code in codes:
        token = str(uuid4())

        def publish(gate, code=code, token=token):
            return post(web, session, code, gate, health="green", token=token)

        told = at_once(publish, publish)
        assert [status for status, _page in told] == [303, 303], told[0][1][:800]
    assert sorted(StatusReport.objects.values_list("project__code", flat=True)) == codes
    assert verify().fault is None

"""A session that ends while somebody writes: what they send is kept for them, and for nobody else."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from foundation.accounts import kept_words

PASSWORD = "girafe bleue sur un toit"
WORDS = {"language": "fr", "theme": "dark", "note": "Three weeks late, the steel is missing"}


@pytest.fixture
def signed_out(lea, sam):
    """Léa's browser after her session has ended on the server."""
    for user in (lea, sam):
        user.set_password(PASSWORD)
        user.save()
    client = Client()
    sign_in(client, lea)
    client.get("/account/")
    Session.objects.all().delete()
    return client


def sign_in(client, user):
    return client.post("/account/login/?next=/account/kept/", {"login": user.email, "password": PASSWORD}).headers["Location"]


def test_what_was_sent_is_shown_after_signing_in_again_and_sent_on(signed_out, lea):
    answer = signed_out.post("/account/", WORDS)
    assert (answer.status_code, answer.url) == (302, "/account/login/?next=/account/kept/")
    assert sign_in(signed_out, lea) == "/account/kept/"
    page = signed_out.get("/account/kept/").content.decode()
    assert "Three weeks late, the steel is missing" in page
    assert '<input type="hidden" name="theme" value="dark">' in page
    again = signed_out.post("/account/kept/", WORDS)
    assert (again.status_code, again.url) == (307, "/account/")
    signed_out.post(again.url, WORDS)
    lea.refresh_from_db()
    assert lea.theme == "dark"
    assert signed_out.get("/account/kept/").url == "/"


def test_htmx_is_led_to_the_same_place(signed_out):
    headers = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Current-URL": "http://testserver/account/"}
    answer = signed_out.post("/account/", WORDS, headers=headers)
    assert answer["HX-Redirect"] == "/account/login/?next=/account/kept/"


def test_it_can_be_let_go(signed_out, lea):
    signed_out.post("/account/", WORDS)
    sign_in(signed_out, lea)
    assert signed_out.post("/account/kept/?let_go", {}).url == "/account/"
    assert signed_out.get("/account/kept/").url == "/"


def test_somebody_else_on_the_same_browser_is_not_shown_it(signed_out, sam):
    signed_out.post("/account/", WORDS)
    sign_in(signed_out, sam)
    assert signed_out.get("/account/kept/").url == "/"


def test_it_is_forgotten_after_an_hour(signed_out, lea, monkeypatch):
    signed_out.post("/account/", WORDS)
    sign_in(signed_out, lea)
    later = timezone.now() + kept_words.KEPT_FOR * 1.1
    monkeypatch.setattr("foundation.accounts.views.timezone.now", lambda: later)
    assert signed_out.get("/account/kept/").url == "/"


@pytest.mark.parametrize("sent", [{"password": "x y z"}, {"note": "a " * kept_words.LONGEST}, {}])
def test_passwords_and_floods_are_never_kept(sent, signed_out):
    assert signed_out.post("/account/", sent).url == "/account/login/?next=/account/"


def test_a_browser_nobody_signed_in_on_keeps_nothing(client, db):
    assert client.post("/account/", WORDS).url == "/account/login/?next=/account/"
    assert not Session.objects.exists()


def test_a_forged_mark_is_nobody(client, lea):
    client.cookies[kept_words.LAST_PERSON] = f"{lea.pk}:forged"
    assert client.post("/account/", WORDS).url == "/account/login/?next=/account/"

"""One address, two answers."""

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory, override_settings
from django_htmx.middleware import HtmxDetails

from foundation import toasts
from foundation.accounts.models import User
from foundation.htmx import FragmentMiddleware, render_page, see_other

LOADERS = [f"django.template.loaders.{kind}.Loader" for kind in ("filesystem", "app_directories")]
HTMX = {
    "HX-Request": "true",
    "HX-Request-Type": "partial",
    "HX-Target": "div#list",
    "HX-Current-URL": "http://testserver/projects?unit=dis",
}


def ask(headers: dict | None = None, *, user: object | None = None):
    request = RequestFactory().get("/gallery/", headers=headers or {})
    request.htmx = HtmxDetails(request)
    request.user = user or User(email="x@example.org", full_name="X Y")
    request.session = {}
    request._messages = FallbackStorage(request)
    return request


def through(request, answer: HttpResponse) -> HttpResponse:
    return FragmentMiddleware(lambda _request: answer)(request)


@pytest.fixture(autouse=True)
def _part(tmp_path):
    (tmp_path / "page.html").write_text(
        "PAGE {% partialdef list inline %}LIST{% endpartialdef %} {% partialdef row %}ROW{% endpartialdef %}"
    )
    template = {
        "BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [tmp_path], "APP_DIRS": False,
        "OPTIONS": {"builtins": ["template_partials.templatetags.partials", "foundation.templatetags.ui"],
                    "loaders": [("template_partials.loader.Loader", LOADERS)]},
    }  # fmt: skip
    from django.conf import settings

    template["DIRS"].append(settings.BASE_DIR / "templates")
    with override_settings(TEMPLATES=[template]):
        yield


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, "PAGE"),
        (HTMX, "LIST"),
        (HTMX | {"HX-Target": "tr#row"}, "ROW"),
        (HTMX | {"HX-Target": "tr#unknown"}, "LIST"),
        (HTMX | {"HX-Request-Type": "full"}, "PAGE"),
        (HTMX | {"HX-History-Restore-Request": "true"}, "PAGE"),
    ],
)
def test_the_page_or_the_part_that_was_asked_for(headers: dict, body: str) -> None:
    assert render_page(ask(headers), "page.html", ("list", "row"), {}).content.decode().strip().startswith(body)


def test_caches_know_that_the_answer_depends_on_the_header_and_parts_are_not_kept() -> None:
    request = ask(HTMX)
    answer = through(request, render_page(request, "page.html", "list"))
    assert "HX-Request" in answer["Vary"]
    assert answer["Cache-Control"] == "no-store"


def test_pages_of_signed_in_people_are_not_kept() -> None:
    assert "no-store" in through(ask(), HttpResponse("page"))["Cache-Control"]


def test_an_expired_session_leads_to_the_login_page_and_back_to_the_page() -> None:
    answer = through(ask(HTMX), HttpResponseRedirect("/account/login/?next=/gallery/"))
    assert answer["HX-Redirect"] == "/account/login/?next=%2Fprojects%3Funit%3Ddis"
    assert answer.status_code == 200


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 503])
def test_an_error_becomes_a_toast_and_never_a_page_in_a_cell(status: int) -> None:
    answer = through(ask(HTMX), HttpResponse("<html>whole page</html>", status=status))
    assert answer["HX-Retarget"] == "#toasts"
    assert answer["HX-Push-Url"] == "false"
    assert "<html" not in answer.content.decode()
    assert ("data-retry" in answer.content.decode()) == (status in (429, 500, 503))


@pytest.mark.parametrize("status", [422, 409])
def test_a_refused_form_comes_back_as_the_part_it_is(status: int) -> None:
    request = ask(HTMX)
    answer = through(request, render_page(request, "page.html", "list", status=status))
    assert answer.status_code == status
    assert "LIST" in answer.content.decode()


def test_an_error_without_htmx_stays_the_page() -> None:
    assert through(ask(), HttpResponse("<html>", status=404)).content == b"<html>"


def test_what_was_said_arrives_beside_the_part_once() -> None:
    request = ask(HTMX)
    toasts.say(request, "Saved <b>.", undo_url="/undo/")
    body = through(request, render_page(request, "page.html", "list")).content.decode()
    assert '<hx-partial hx-target="#toasts" hx-swap="beforeend">' in body
    assert "Saved &lt;b&gt;." in body
    assert 'action="/undo/"' in body
    assert 'name="csrfmiddlewaretoken"' in body
    assert get_messages(request).used


def test_after_a_form_the_browser_goes_to_the_next_page() -> None:
    assert see_other(ask(), "/next/").status_code == 303
    assert see_other(ask(HTMX), "/next/")["HX-Redirect"] == "/next/"

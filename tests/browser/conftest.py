"""A whole portal with the demonstration company, and a real browser that notices what a person would not."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.faults.portal import Portal

FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run", "--disable-sync"]
LOCALES = {"fr": "fr-FR", "en": "en-GB"}


@dataclass
class Visit:
    """A page opened by somebody, and everything that went wrong while it was open."""

    page: Page
    base: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> int:
        """Go to a page and wait until it is drawn; returns the status."""
        answer = self.page.goto(self.base + path)
        self.page.wait_for_load_state("networkidle")
        return answer.status if answer else 0


def chromium_path() -> str:
    """Debian's Chromium; without it the browser tests are skipped, and fail in CI."""
    found = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), "")
    if not found and os.environ.get("CI"):
        pytest.fail("No Chromium in CI: apt-get install -y chromium")
    if not found:
        pytest.skip("no Chromium on PATH (Debian: apt-get install -y chromium)")
    return found


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    path = chromium_path()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="package")
def portal(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[str]:
    """The address of a portal with the demonstration company, its first night done."""
    home: Path = tmp_path_factory.mktemp("portal")
    with Portal(home) as running:
        yield f"http://127.0.0.1:{running.port}"


@pytest.fixture(scope="package")
def states(portal: str, browser: Browser) -> Callable[[str], Any]:
    """The cookies of somebody who signed in once: `states("cmo")`."""
    known: dict[str, Any] = {}

    def state_of(login: str) -> Any:
        if login not in known:
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"{portal}/account/login/")
            page.fill("input[name=login]", f"{login}@vauterre.example")
            page.fill("input[name=password]", settings.DEMO_PASSWORD)
            with page.expect_navigation():
                page.press("input[name=password]", "Enter")
            known[login] = context.storage_state()
            context.close()
        return known[login]

    return state_of


@pytest.fixture
def visit(portal: str, browser: Browser, states: Callable[[str], Any]) -> Iterator[Callable[..., Visit]]:
    """Open a window as somebody: `visit("cmo", language="fr", theme="dark", width=360)`; its faults are collected."""
    contexts: list[BrowserContext] = []

    def open_window(login: str = "", *, language: str = "en", theme: str = "light", width: int = 1280, javascript: bool = True) -> Visit:
        context = browser.new_context(
            storage_state=states(login) if login else None,
            locale=LOCALES[language],
            color_scheme=theme,
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
        )
        contexts.append(context)
        _speak(context, portal, language, signed_in=bool(login))
        seen = Visit(context.new_page(), portal)
        _listen(seen)
        return seen

    yield open_window
    for context in contexts:
        context.close()


def _speak(context: BrowserContext, portal: str, language: str, *, signed_in: bool) -> None:
    """Choose the language as the switch of the page does: it is kept for a person, in a cookie for a visitor."""
    context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": portal}])
    if signed_in:
        token = next(cookie["value"] for cookie in context.cookies(portal) if cookie["name"] == settings.CSRF_COOKIE_NAME)
        form = {"language": language, "csrfmiddlewaretoken": token}
        answer = context.request.post(f"{portal}/language/", form=form, headers={"Referer": f"{portal}/"})
        assert answer.ok, answer.status


def _listen(seen: Visit) -> None:
    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            seen.faults.append(f"console: {message.text}")

    def on_request(request: Request) -> None:
        if not request.url.startswith((seen.base, "data:", "blob:")):
            seen.faults.append(f"foreign request: {request.url}")

    seen.page.on("console", on_console)
    seen.page.on("pageerror", lambda error: seen.faults.append(f"script: {error}"))
    seen.page.on("request", on_request)

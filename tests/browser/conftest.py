"""A whole portal with the demonstration company, and a real browser that notices what a person would not."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.faults.portal import Portal

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run", "--disable-sync"]
PHONE = 600  # narrower screens are touched
LOCALES = {"fr": "fr-FR", "en": "en-GB"}
# Fonts no longer change the widths, and every figure near the screen is drawn.
SETTLED = """() => document.fonts.status === "loaded" && [...document.querySelectorAll("[data-plot]")].every((plot) =>
  !plot.clientWidth || plot.getBoundingClientRect().top > innerHeight || plot.dataset.drawn || plot.dataset.failed)"""


@dataclass
class Visit:
    """A page opened by somebody, and everything that went wrong while it was open."""

    page: Page
    base: str
    javascript: bool = True
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> int:
        """Go to a page and wait until it is drawn; returns the status."""
        answer = self.page.goto(self.base + path)
        self.settle()
        return answer.status if answer else 0

    def settle(self) -> None:
        """Wait until fonts are there and charts are drawn."""
        if self.javascript:
            self.page.wait_for_function(SETTLED)


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
def running(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Portal]:
    """A portal with the demonstration company, its first night done; when all is over, its ledger must hold.

    With PORTAL_BROWSER_PORT, the one that runs there already, on the data of PORTAL_BROWSER_HOME: for who writes these tests.
    """
    if port := os.environ.get("PORTAL_BROWSER_PORT"):
        there = Portal(Path(os.environ.get("PORTAL_BROWSER_HOME", settings.BASE_DIR / ".portal")))
        there.port = int(port)
        yield there
        return
    home: Path = tmp_path_factory.mktemp("portal")
    with Portal(home) as started:
        yield started
        started.manage("verify_ledger")  # fails where an entry does not follow from the one before


@pytest.fixture(scope="package")
def portal(running: Portal) -> str:
    """Its address."""
    return f"http://127.0.0.1:{running.port}"


@dataclass(frozen=True)
class Somebody:
    """Who looks, in which language and theme, on how wide a screen, with or without scripts."""

    login: str
    language: str
    theme: str
    width: int
    javascript: bool


@pytest.fixture(scope="package")
def windows(portal: str, browser: Browser) -> Iterator["Windows"]:
    """The browser windows of everybody, each opened once."""
    opened = Windows(portal, browser)
    yield opened
    opened.close()


class Windows:
    """One context for each way to look; people sign in once, and choose their language when they change it."""

    def __init__(self, portal: str, browser: Browser) -> None:
        self.portal, self.browser = portal, browser
        self._contexts: dict[Somebody, BrowserContext] = {}
        self._tabs: dict[Somebody, Visit] = {}
        self._states: dict[str, Any] = {}
        self._spoken: dict[str, str] = {}

    def of(self, who: Somebody) -> BrowserContext:
        """The window, which now speaks the language of `who`."""
        if who not in self._contexts:
            self._contexts[who] = self.new(who)
        return self.speak(self._contexts[who], who)

    def speak(self, context: BrowserContext, who: Somebody) -> BrowserContext:
        """The window, once the person has chosen the language of `who`."""
        if who.login and self._spoken.get(who.login) != who.language:
            _speak(context, self.portal, who.language)
            self._spoken[who.login] = who.language
        return context

    def tab(self, who: Somebody) -> "Visit":
        """The one tab of this window that page after page is opened in: a new one takes half as long as what it shows."""
        context = self.of(who)
        if who not in self._tabs:
            seen = self._tabs[who] = Visit(context.new_page(), self.portal, who.javascript)
            seen.page.add_init_script(AXE)
            _listen(seen)
        self._tabs[who].faults.clear()
        return self._tabs[who]

    def new(self, who: Somebody) -> BrowserContext:
        """A window that nobody else uses."""
        context = self.browser.new_context(
            storage_state=self.state_of(who.login) if who.login else None,
            locale=LOCALES[who.language],
            color_scheme=who.theme,
            viewport={"width": who.width, "height": 900},
            java_script_enabled=who.javascript,
            has_touch=who.width < PHONE,
        )
        context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": who.language, "url": self.portal}])
        return self.speak(context, who)

    def state_of(self, login: str) -> Any:
        """The cookies of somebody who signed in once; a journey that signs out does so in a window of its own."""
        if login not in self._states:
            context = self.browser.new_context()
            page = context.new_page()
            page.goto(f"{self.portal}/account/login/")
            page.fill("input[name=login]", address_of(login))
            page.fill("input[name=password]", settings.DEMO_PASSWORD)
            with page.expect_navigation():
                page.press("input[name=password]", "Enter")
            self._states[login] = context.storage_state()
            context.close()
        return self._states[login]

    def close(self) -> None:
        for context in self._contexts.values():
            context.close()


@pytest.fixture
def visit(windows: Windows) -> Iterator[Callable[..., Visit]]:
    """Open a page as somebody: `visit("cmo", language="fr", theme="dark", width=360)`; its faults are collected.

    `alone`: in a window of its own, which may sign in and out.
    """
    opened: list[Page | BrowserContext] = []

    def open_page(
        login: str = "", *, language: str = "en", theme: str = "light", width: int = 1280, javascript: bool = True, alone: bool = False
    ) -> Visit:
        who = Somebody(login, language, theme, width, javascript)
        context = windows.new(who) if alone else windows.of(who)
        seen = Visit(context.new_page(), windows.portal, javascript)
        opened.append(context if alone else seen.page)
        _listen(seen)
        return seen

    yield open_page
    for one in opened:
        one.close()


def address_of(login: str) -> str:
    """The e-mail address of somebody of the demonstration company."""
    return f"{login}@vauterre.example"


def _speak(context: BrowserContext, portal: str, language: str) -> None:
    """Choose the language as the switch of the page does: it is kept for the person."""
    token = next(cookie["value"] for cookie in context.cookies(portal) if cookie["name"] == settings.CSRF_COOKIE_NAME)
    form = {"language": language, "csrfmiddlewaretoken": token}
    answer = context.request.post(f"{portal}/language/", form=form, headers={"Referer": f"{portal}/"}, max_redirects=0)
    assert answer.status == 302, answer.status


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

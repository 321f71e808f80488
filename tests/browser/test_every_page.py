"""Every page, as people see it: no fault of script or policy, nothing from another host, nothing axe objects to,
no sideways scroll, no sentence in the wrong language.

Each page is opened twice; with PORTAL_BROWSER=all (./run browser --all) in every language, theme and width.
"""

import os
from itertools import product

import pytest

from tests.browser.conftest import Somebody, Visit, Windows
from tests.browser.pages import PAGES
from tests.browser.words import untranslated

pytestmark = pytest.mark.browser

TWICE = [("fr", "light", 1280), ("en", "dark", 360)]
EVERY = list(product(("fr", "en"), ("light", "dark"), (1280, 360)))
VARIANTS = EVERY if os.environ.get("PORTAL_BROWSER") == "all" else TWICE
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.mark.parametrize(("language", "theme", "width"), VARIANTS)
@pytest.mark.parametrize(("login", "path"), PAGES)
def test_page(windows: Windows, login: str, path: str, language: str, theme: str, width: int) -> None:
    seen = windows.tab(Somebody(login, language, theme, width, javascript=True))
    assert seen.open(led_to(seen, path)) == 200
    assert seen.page.locator("html").get_attribute("lang") == language
    assert seen.page.locator("h1").count() == 1
    assert seen.faults == []
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
    assert untranslated(seen.page, language) == []
    assert objections(seen) == []


def led_to(seen: Visit, path: str) -> str:
    """The address itself, or where the link leads that it names."""
    page, _, link = path.partition(" > ")
    if not link:
        return page
    assert seen.open(page) == 200
    return seen.page.locator(link).first.get_attribute("href") or ""


def objections(seen: Visit) -> list[str]:
    """What axe objects to: the rule, and the first elements concerned. It came with the tab, outside the page's own policy."""
    found = seen.page.evaluate(
        "tags => axe.run({runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'], preload: false})", RULES
    )
    return [
        f"{fault['id']}: {', '.join(str(node['target'][0]) for node in fault['nodes'][:3])} ({fault['help']})"
        for fault in found["violations"]
    ]

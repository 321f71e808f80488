"""Sentences of the interface that stand on a page in the wrong language."""

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from django.conf import settings
from playwright.sync_api import Page

# What people wrote may be in any language: it is marked dir="auto", or lang.
SPOKEN = """() => {
  const theirs = "script, style, template, code, [dir=auto], [lang]:not(html)";
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.nodeType === 1 ? node : node.parentElement;
    if (element.closest(theirs)) continue;
    if (node.nodeType === 3) found.add(node.textContent);
    else for (const name of ["aria-label", "title", "placeholder", "alt"]) if (node.hasAttribute(name)) found.add(node.getAttribute(name));
  }
  return [...found, document.title];
}"""


@cache
def catalogue() -> dict[str, frozenset[str]]:
    """The whole sentences of each language, those with a blank to fill left out."""
    said: dict[str, set[str]] = {"en": set(), "fr": set()}
    for path in Path(settings.BASE_DIR, "locale", "fr").glob("*.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale="fr"):
                english = message.id if isinstance(message.id, tuple) else (message.id,)
                french = message.string if isinstance(message.string, tuple) else (message.string,)
                said["en"] |= {_plain(text) for text in english}
                said["fr"] |= {_plain(text) for text in french}
    return {
        language: frozenset(text for text in texts if text and "%(" not in text and "{" not in text) for language, texts in said.items()
    }


def untranslated(page: Page, language: str) -> list[str]:
    """What the page says in the other language."""
    other = catalogue()["en" if language == "fr" else "fr"] - catalogue()[language]
    return sorted({plain for text in page.evaluate(SPOKEN) if (plain := _plain(text)) in other})


def _plain(text: str) -> str:
    return " ".join((text or "").split())

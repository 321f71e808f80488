"""No template is left behind, and all are written one way."""

import re
import subprocess
import sys
from pathlib import Path

from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FOLDER = ROOT / "templates"
OURS = ("cmo_portal", "foundation", "strategy", "kpis", "rse", "portfolio", "templates")
NAMED = re.compile(r"""["']([\w/.-]+\.(?:html|txt|svg))(?:#\w+)?["']""")
# Found by Django or by a library by their name alone.
BY_NAME = {"400.html", "403.html", "403_csrf.html", "404.html", "409.html", "429.html", "500.html", "503.html"}
# Parts that stand ready for the pages that will show them; a name leaves this list with the first page that does.
READY: set[str] = set()
MAIL_ENDS = ("_subject.txt", "_message.txt", "_message.html")


def templates() -> set[str]:
    return {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()}


def names_in_sources() -> set[str]:
    files = (path for name in OURS for path in (ROOT / name).rglob("*") if path.suffix in (".py", ".html", ".txt"))
    return {name for path in files for name in NAMED.findall(path.read_text())}


def overrides_a_library(name: str) -> bool:
    folders = (Path(app.path) / "templates" for app in apps.get_app_configs())
    return any((folder / name).exists() for folder in folders)


def test_every_template_is_used():
    named = names_in_sources()
    unused = {name for name in templates() - named - BY_NAME if not overrides_a_library(name)}
    assert {name for name in unused if not name.endswith(MAIL_ENDS)} == READY


def test_every_named_template_exists():
    missing = {n for n in names_in_sources() - templates() if n.endswith(".html") and not overrides_a_library(n) and "/" in n}
    assert missing == set()


def test_templates_are_written_one_way():
    pages = [str(FOLDER / name) for name in sorted(templates()) if name.endswith(".html")]
    found = subprocess.run(
        [str(Path(sys.executable).parent / "djade"), "--check", "--target-version", "5.2", *pages],
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr


INLINE = re.compile(r"<style\b|\son\w+\s*=|\shx-on|javascript:|<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE)


def test_no_template_needs_what_the_policy_forbids():
    """No inline script, handler or style element: the content security policy would refuse it."""
    faults = [(name, found[0]) for name in templates() if (found := INLINE.search((FOLDER / name).read_text()))]
    assert faults == []

"""What holds of the whole repository, whoever wrote which part."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from foundation.audit import words

ROOT = Path(settings.BASE_DIR)
OURS = ("cmo_portal", "foundation", "strategy", "kpis", "rse", "portfolio", "tests")
LONGEST, LONGEST_TEST = 400, 500
PROMISES = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
VERB = re.compile(r"""\bverb(?::\s*str)?\s*=\s*["']([a-z_]+\.[a-z_]+)["']""")
EXTENSION = re.compile(r"CREATE EXTENSION|\w+Extension\(", re.IGNORECASE)
# The browser's copies of other people's work.
NOT_OURS = ("static/vendor",)


def sources(*endings: str, folders: tuple[str, ...] = OURS) -> list[Path]:
    return [
        path for name in folders for path in sorted((ROOT / name).rglob("*")) if path.suffix in endings and "__pycache__" not in path.parts
    ]


def run(*command: str) -> str:
    found = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    return "" if found.returncode == 0 else found.stdout + found.stderr


@pytest.mark.parametrize(
    "command", [("ruff", "check", "--quiet", "."), ("ruff", "format", "--check", "--quiet", "."), ("lint-imports", "--no-logo"), ("mypy",)]
)
def test_the_checkers_are_content(command):
    assert run(str(Path(sys.executable).parent / command[0]), *command[1:]) == ""


def test_migrations_are_up_to_date(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_migration_needs_an_extension():
    """The embedded Postgres has none, and managed ones may refuse them."""
    assert [path.name for path in sources(".py") if "migrations" in path.parts and EXTENSION.search(path.read_text())] == []


def test_a_file_fits_in_a_reading():
    long = [path for path in sources(".py") if "migrations" not in path.parts and len(path.read_text().splitlines()) > _most(path)]
    assert [path.relative_to(ROOT).as_posix() for path in long] == []


def _most(path: Path) -> int:
    return LONGEST_TEST if "tests" in path.parts else LONGEST


def test_nothing_is_promised_for_later():
    files = sources(".py", ".html", ".css", ".js", ".md", folders=(*OURS, "templates", "static", "docs"))
    own = [
        path
        for path in files
        if not path.as_posix().startswith(tuple(f"{ROOT}/{folder}" for folder in NOT_OURS)) and path != Path(__file__)
    ]
    assert [path.relative_to(ROOT).as_posix() for path in own if PROMISES.search(path.read_text())] == []


def test_no_drawer_for_everything():
    assert [path.as_posix() for path in sources(".py") if path.stem in ("utils", "helpers", "misc", "common")] == []


def test_every_verb_of_the_ledger_has_words():
    """A trail is read by people: an action that writes a new verb says what it means in its area's words."""
    written = {verb for path in sources(".py") if "tests" not in path.parts for verb in VERB.findall(path.read_text())}
    assert written - set(words.VERBS) == set()

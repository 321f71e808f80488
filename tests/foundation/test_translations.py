"""Every sentence in French and English."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation

from foundation import messages

CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}


def test_no_french_sentence_is_missing_fuzzy_twice_or_forgotten() -> None:
    assert messages.faults("fr") == []


def test_french_punctuation_stands_behind_a_narrow_space_and_numbers_behind_an_ordinary_one() -> None:
    loose = re.compile("(?<=\\S) (?=[:;!?»](?![\\w/]))|(?<=«) |(?<=[^«])\u202f(?=%[(sd])")
    found = [text for path in sorted((settings.BASE_DIR / "locale/fr").glob("*.po")) for text in _french(path) if loose.search(text)]
    assert found == []


def _french(path: Path) -> list[str]:
    with path.open("rb") as file:
        said = [message.string for message in read_po(file) if message.id]
    return [text for one in said for text in ([one] if isinstance(one, str) else one)]


@pytest.mark.parametrize(
    ("path", "area"),
    [
        ("portfolio/models/scores.py", "portfolio"),
        ("templates/portfolio/project.html", "portfolio"),
        ("foundation/htmx.py", "foundation"),
        ("templates/base.html", "foundation"),
        ("cmo_portal/dashboards/narrator.py", "dashboards"),
        ("templates/404.html", "foundation"),
    ],
)
def test_the_area_of_a_sentence_is_the_folder_it_is_used_in(path: str, area: str) -> None:
    assert messages.area_of(Path(path)) == area


@pytest.mark.parametrize(
    ("msgid", "msgstr", "fault"),
    [
        ("Save", "", "not translated"),
        ("%(n)s rows", "lignes", "other placeholders"),
        ("%(n)s rows", "%(m)s lignes", "other placeholders"),
        (("%(n)s row", "%(n)s rows"), ("une ligne", "%(n)s lignes"), None),
        (("%(n)s row", "%(n)s rows"), ("%(n)s ligne", ""), "not translated"),
        ("Save", "Enregistrer", None),
    ],
)
def test_faults_of_one_translation(msgid: str, msgstr: str, fault: str | None) -> None:
    assert list(messages._faults_of(Message(msgid, msgstr))) == ([fault] if fault else [])


def test_the_compiled_file_serves_every_area() -> None:
    messages.ensure_compiled()
    with translation.override("fr"):
        assert translation.gettext("On track") == "Sur la bonne voie"
        assert translation.gettext("strategic objective") == "objectif stratégique"


def test_no_sentence_hides_inside_an_f_string() -> None:
    """The extractor cannot see it there, so it would never be translated."""
    hidden = []
    for name in messages.SOURCES:
        for path in (Path(settings.BASE_DIR) / name).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.JoinedStr):
                    calls = [inner for inner in ast.walk(node) if isinstance(inner, ast.Call) and getattr(inner.func, "id", "") in CALLS]
                    hidden += [f"{path}:{call.lineno}" for call in calls]
    assert hidden == []

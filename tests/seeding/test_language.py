"""The demo is told in one language: names stand in both, what people say in the one it was asked in."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from cmo_portal.demo.actions import seed_demo
from cmo_portal.demo.company import FOLDER
from foundation.accounts.models import User
from foundation.audit.models import LedgerEntry
from tests.demo.conftest import NOW, TODAY

FRENCH = re.compile(r"\b(les|des|une|dans|pour|avec|sont|sur|est|aux)\b")
ENGLISH = re.compile(r"\b(the|of|and|with|for|are|is|from)\b")
OURS = ("cmo_portal", "portfolio", "rse", "kpis", "strategy", "accounts", "notifications", "attachments")
PROPER_NAMES = {("rse.supplier", "name"), ("rse.localproject", "partner"), ("accounts.user", "full_name")}


def pairs(value: Any) -> Iterator[dict[str, str]]:
    if isinstance(value, dict) and value.keys() >= {"fr", "en"}:
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from pairs(one)


def told(language: str) -> set[str]:
    """Every text of the company in one language, without those that are the same in the other."""
    files = [tomllib.loads(file.read_text()) for file in FOLDER.glob("*.toml")]
    return {pair[language] for file in files for pair in pairs(file) if pair["fr"] != pair["en"]}


def test_french_marks_stand_behind_a_narrow_space():
    assert [text for text in told("fr") if re.search("(?<=\\S) (?=[:;!?»](?![\\w/]))|(?<=«) ", text)] == []


def words() -> Iterator[tuple[str, str, str]]:
    """(table, column, text) of all that demo people wrote: columns in one language only."""
    for model in [model for model in apps.get_models() if model._meta.app_label in OURS]:
        for field in model._meta.concrete_fields:
            if (
                isinstance(field, models.CharField | models.TextField)
                and not field.choices
                and not field.name.endswith(("_fr", "_en", "code"))
            ):
                for text in model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True).distinct():
                    yield model._meta.label_lower, field.name, str(text)


@pytest.mark.parametrize(("language", "asked", "other", "foreign"), [("en", "", "fr", FRENCH), ("fr", "fr", "en", ENGLISH)])
def test_nobody_speaks_the_other_language(db, settings, language, asked, other, foreign):
    """Told in the language asked for, else in that of the portal."""
    settings.DEMO_LANGUAGE = "en"
    seed_demo(by=None, at=NOW, today=TODAY, told_in=asked)
    said = [(table, column, text) for table, column, text in words() if (table, column) not in PROPER_NAMES]
    ours, theirs = told(language), told(other)
    assert not {one for one in said if one[2] in theirs - ours}
    assert len({text for _table, _column, text in said} & ours) > 150
    everyday = [one for one in said if one[0] in SPOKEN and foreign.search(one[2].lower())]
    assert not everyday
    assert set(User.objects.filter(is_demo=True).values_list("language", flat=True)) == {language}
    assert LedgerEntry.objects.get(verb="demo.seeded").facts["language"] == language


SPOKEN = {
    "portfolio.statusreport", "portfolio.risk", "portfolio.decision", "portfolio.actionitem", "portfolio.gatereview",
    "portfolio.projectmember", "portfolio.projectcontribution", "portfolio.rseassessment", "portfolio.kpiclaim",
    "portfolio.noindicatorreason", "portfolio.scoringmodel", "rse.initiativeupdate", "rse.finding",
    "rse.correctiveaction", "rse.localproject", "rse.publicclaim", "rse.rating", "notifications.comment",
    "accounts.savedview", "strategy.weightset",
}  # fmt: skip

"""`manage.py import_projects`: what it writes, and that scores follow."""

from io import StringIO

import pytest
from django.core.management import call_command

from portfolio.models import Project, ScoreRun
from tests.exchange.builders import FIRST, MAPPING, SECOND, csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(tmp_path):
    """Run the command on a small file: `said("--dry-run")`."""
    mapping, file = tmp_path / "mapping.toml", tmp_path / "projects.csv"
    mapping.write_text(MAPPING, encoding="utf-8")
    file.write_bytes(csv(FIRST, SECOND))

    def run(*options: str) -> str:
        out = StringIO()
        call_command("import_projects", str(file), "--mapping", str(mapping), *options, stdout=out)
        return out.getvalue()

    return run


def test_scores_follow_an_import_without_another_command(said):
    assert "Run " in said()
    assert Project.objects.count() == 2
    assert list(ScoreRun.objects.values_list("kind", "state")) == [("button", "wanted")]


def test_a_dry_run_and_a_second_import_want_nothing(said):
    said("--dry-run")
    assert not ScoreRun.objects.exists()
    said()
    ScoreRun.objects.all().delete()
    assert "Nothing to change" in said()
    assert not ScoreRun.objects.exists()

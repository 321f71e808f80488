"""An employee joins a session on a phone; an officer runs a wave of a survey from its template to its results."""

import csv
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.browser.effort import Effort
from tests.faults.portal import Portal

pytestmark = pytest.mark.browser
OPEN_CODE = "from rse.models import CampaignSession; from django.utils import timezone; today = timezone.localdate(); print(CampaignSession.objects.filter(on__lte=today, closes_on__gte=today).first().code)"  # noqa: E501


@pytest.fixture
def told(record_property: Callable[[str, object], None], capsys: pytest.CaptureFixture[str]) -> Callable[[str, Effort], None]:
    def tell(journey: str, effort: Effort) -> None:
        record_property(journey, str(effort))
        with capsys.disabled():
            print(f"\n{journey}: {effort}")  # noqa: T201

    return tell


@pytest.fixture(scope="package")
def open_session(running: Portal) -> str:
    """The code of the session of the demonstration that is open today."""
    return running.manage("shell", "--verbosity", "0", "-c", OPEN_CODE).splitlines()[-1].strip()


@pytest.mark.parametrize("way", [{"width": 360}, {"width": 360, "javascript": False}, {"width": 360, "language": "fr", "theme": "dark"}])
def test_an_employee_joins_a_session_from_a_phone(
    visit: Callable[..., Visit], told: Callable[..., None], open_session: str, way: dict
) -> None:
    seen = visit(**way)
    page, effort = seen.page, Effort(seen.page)
    seen.open(f"/rse/join/{open_session}/")
    effort.look()
    effort.click(page.locator("#id_who"))
    effort.write("0073311")
    page.select_option("#id_place", index=2)
    effort.human += 2 * 1.3  # a press to open the list, one to choose
    effort.clicks += 2
    effort.click(page.locator(".btn-primary"))
    effort.see(page.get_by_role("heading", name=re.compile("You are counted|Votre présence est comptée")))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert seen.faults == []
    assert effort.clicks <= 4
    assert effort.promised <= 20
    told("An employee joins a session from a phone", effort)


def test_an_officer_runs_a_wave_from_template_to_result(
    visit: Callable[..., Visit], told: Callable[..., None], portal: str, tmp_path: Path
) -> None:
    seen = visit("rse")
    page, effort = seen.page, Effort(seen.page)
    code = f"P{abs(hash(tmp_path)) % 10**6}"
    seen.open("/rse/surveys/")
    effort.click(page.get_by_role("link", name="New survey"))
    effort.see(page.locator("#survey-form"))
    effort.click(page.locator("#id_code"))
    effort.write(code)
    effort.click(page.get_by_role("button", name="Begin the survey"))
    effort.see(page.get_by_role("link", name="New wave"))
    effort.look(things=8)
    effort.click(page.get_by_role("link", name="New wave"))
    effort.see(page.locator("#wave-form"))
    page.fill("#id_closes_on", (timezone.localdate() + timedelta(days=10)).isoformat())
    page.fill("#id_audience", "S-LOR; 12\nS-VAL; 9")
    effort.human += 10 * 0.28
    effort.click(page.get_by_role("button", name="Plan the wave"))
    effort.see(page.get_by_role("button", name="Open the wave"))
    effort.click(page.get_by_role("button", name="Open the wave"))
    effort.see(page.get_by_role("button", name="Draw the links"))
    with page.expect_download() as download:
        effort.click(page.get_by_role("button", name="Draw the links"))
    download.value.save_as(tmp_path / "links.csv")
    kept = (tmp_path / "links.csv").read_text(encoding="utf-8-sig")
    links = [row[-1] for row in csv.reader(kept.splitlines())][1:]
    assert len(links) == 21
    for link in links[:8]:
        _answer(visit, link)
    page.reload()
    effort.click(page.get_by_role("button", name="Close and see the results"))
    effort.see(page.locator("#place"))
    assert "8 answers of 21 people" in page.locator("#wave").inner_text()
    assert seen.faults == []
    assert effort.clicks <= 8
    assert effort.promised <= 60
    told("An officer runs a wave from template to result", effort)


def _answer(visit: Callable[..., Visit], link: str) -> None:
    seen = visit(width=360)
    page: Page = seen.page
    page.goto(link)
    for group in page.locator(".survey-answers fieldset").all():
        group.locator("input[type=radio]").nth(3).check()
    page.get_by_role("button", name="Send my answers").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert seen.faults == []

"""What people come for, done as they do it: clicks and seconds counted against what was promised.

J1 and J4 of an executive, J2 and J3 of a lead; J2 and J3 also without scripts and on a phone, J1, J2 and J4 by keyboard alone.
"""

import json
import re
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings

from tests.browser.conftest import Visit, address_of
from tests.browser.effort import Effort
from tests.faults.portal import Portal

pytestmark = pytest.mark.browser

WAYS = [
    pytest.param({}, id="mouse"),
    pytest.param({"width": 360}, id="phone"),
    pytest.param({"javascript": False}, id="mouse, no scripts"),
    pytest.param({"javascript": False, "width": 360}, id="phone, no scripts"),
]
NOTE = "Two weeks late: the supplier is on strike."
SIX, TWO = [6] * len(WAYS), [2] * (len(WAYS) + 4)


@pytest.fixture(scope="package")
def leads(running: Portal) -> dict[int, Iterator[str]]:
    """Leads nobody else uses, by the number of projects they have to report on."""
    said = running.manage("shell", "--verbosity", "0", "-c", f"from tests.browser.cast import add_leads; print(add_leads(*{SIX + TWO}))")
    logins = json.loads(said.splitlines()[-1].replace("'", '"'))
    return {6: iter(logins[: len(SIX)]), 2: iter(logins[len(SIX) :])}


@pytest.fixture
def spent(record_property: Callable[[str, object], None], capsys: pytest.CaptureFixture[str]) -> Callable[..., None]:
    """Hold an effort to what was promised, and tell it."""

    def judge(journey: str, effort: Effort, *, clicks: int, seconds: float) -> None:
        record_property(journey, str(effort))
        with capsys.disabled():
            print(f"\n{journey}: {effort}")  # noqa: T201
        assert effort.clicks <= clicks
        assert effort.promised <= seconds

    return judge


# --- J1: what needs me this week? ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_j1_the_cmo_sees_what_needs_them(visit: Callable[..., Visit], spent: Callable[..., None], by: str) -> None:
    seen = visit(alone=True)
    seen.open("/account/login/")
    effort, way_in = Effort(seen.page), seen.page.get_by_role("button", name=re.compile(address_of("cmo")))
    effort.look()
    if by == "mouse":
        effort.click(way_in)
    else:
        effort.tab_to(way_in)
        effort.press("Enter")
    needs = seen.page.locator(".needs-list > li")
    effort.see(needs.first)
    effort.look(things=5 * needs.count())  # object, status, cause, owner and action of each
    assert needs.count() == 5
    for need in needs.all():
        assert need.locator(".status").count() == 1
        assert need.locator(".need-cause").inner_text().strip()
        assert need.locator(".sub").first.inner_text().strip()
        assert need.locator(".need-acts .btn").count() >= 1
    assert seen.faults == []
    spent(f"J1 by {by}", effort, clicks=1, seconds=15)


# --- J2: a project is at risk -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("way", WAYS)
def test_j2_a_lead_reports_a_project_at_risk(visit: Callable[..., Visit], leads: dict, spent: Callable[..., None], way: dict) -> None:
    seen = visit(next(leads[2]), **way)
    effort = Effort(seen.page)
    seen.open("/")
    effort.see(seen.page.locator(".duty").first)
    effort.look(things=2)
    effort.click(seen.page.locator(".duty").first.get_by_role("link", name="Watch"))
    effort.see(seen.page.locator("#report-form"))
    effort.write(NOTE)
    effort.click(seen.page.get_by_role("button", name="Publish"))
    effort.see(seen.page.locator(".toast-note").get_by_role("button", name="Undo"))
    assert seen.page.locator(".duty").count() == 1
    assert seen.faults == []
    spent(f"J2 {way}", effort, clicks=3, seconds=30)


def test_j2_by_keyboard_alone_and_taken_back(visit: Callable[..., Visit], leads: dict, spent: Callable[..., None]) -> None:
    seen = visit(next(leads[2]))
    effort = Effort(seen.page)
    seen.open("/")
    effort.see(seen.page.locator(".duty").first)
    effort.look(things=2)
    effort.tab_to(seen.page.locator(".duty").first.get_by_role("link", name="Watch"))
    effort.press("Enter")
    effort.see(seen.page.locator("#report-form"))
    effort.write(NOTE)
    effort.tab_to(seen.page.get_by_role("button", name="Publish"))
    effort.press("Enter")
    undo = seen.page.locator(".toast-note").get_by_role("button", name="Undo")
    effort.see(undo)
    spent("J2 by keyboard", effort, clicks=3, seconds=30)
    undo.click()
    seen.page.get_by_text("The report is taken back").wait_for()
    seen.open("/duties/")
    assert seen.page.locator(".duty").count() == 2
    assert seen.faults == []


# --- J3: six green projects, nothing new --------------------------------------------------------------------------------
@pytest.mark.parametrize("way", WAYS)
def test_j3_a_lead_confirms_six_green_projects(visit: Callable[..., Visit], leads: dict, spent: Callable[..., None], way: dict) -> None:
    seen = visit(next(leads[6]), **way)
    effort = Effort(seen.page)
    seen.open("/")
    effort.see(seen.page.locator(".duty").nth(5))
    effort.look(things=6)
    effort.click(seen.page.get_by_role("button", name="Nothing new"))
    effort.see(seen.page.get_by_text("6 projects confirmed"))
    assert seen.page.locator(".duty").count() == 0
    assert seen.faults == []
    spent(f"J3 {way}", effort, clicks=2, seconds=10)


# --- J4: why did an objective turn red? -----------------------------------------------------------------------------------
@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_j4_the_ceo_sees_why_an_objective_has_its_colour(visit: Callable[..., Visit], spent: Callable[..., None], by: str) -> None:
    seen = visit("ceo")
    effort = Effort(seen.page)
    seen.open("/")
    (open_o3_by_mouse if by == "mouse" else open_o3_by_keyboard)(effort)
    terms = seen.page.locator("#landing tbody tr")
    effort.see(terms.first)
    effort.look(things=3 * min(5, terms.count()))  # the costliest stand first
    points = [number(term.locator("td strong").inner_text()) for term in terms.all()]
    assert sum(points) == pytest.approx(number(seen.page.locator("#landing tfoot strong").inner_text()), abs=0.05 * len(points) + 0.05)
    assert seen.faults == []
    spent(f"J4 by {by}", effort, clicks=3, seconds=25)


def open_o3_by_mouse(effort: Effort) -> None:
    """Through the table of objectives."""
    tab = effort.page.get_by_role("tab", name="Objectives", exact=True)
    why = effort.page.get_by_role("link", name=re.compile(r"Why this colour\? O3"))
    effort.see(tab)
    effort.look(things=4)
    if not why.is_visible():
        effort.click(tab)
    effort.look(things=3)
    effort.click(why)


def open_o3_by_keyboard(effort: Effort) -> None:
    """By its code, as hands that stay on the keys do."""
    effort.see(effort.page.get_by_role("heading", level=1))
    effort.look(things=4)
    effort.press("Control+k")
    effort.write("O3")
    effort.see(effort.page.locator("#palette a[href]").first.filter(has_text="O3"))
    effort.look(things=1)
    effort.press("Enter")


def number(text: str) -> float:
    return float(text.replace(",", ""))


# --- What goes wrong on the way -------------------------------------------------------------------------------------------
def test_a_session_that_ends_while_somebody_writes_loses_no_word(visit: Callable[..., Visit], leads: dict) -> None:
    login = next(leads[2])
    seen = visit(login, alone=True)
    seen.open("/duties/")
    seen.page.locator(".duty").first.get_by_role("link", name="Off track").click()
    seen.page.locator("#id_note").fill(NOTE)
    seen.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    seen.page.get_by_role("button", name="Publish").click()
    seen.page.fill("input[name=login]", address_of(login))
    seen.page.fill("input[name=password]", settings.DEMO_PASSWORD)
    seen.page.press("input[name=password]", "Enter")
    seen.page.get_by_text(NOTE).wait_for()
    seen.page.get_by_role("button", name="Send it now").click()
    seen.page.locator(".toast-note").get_by_role("button", name="Undo").wait_for()
    assert seen.page.locator(".duty").count() == 1
    assert seen.faults == []


def test_the_second_of_two_who_report_sees_both_and_decides(visit: Callable[..., Visit], leads: dict) -> None:
    login = next(leads[2])
    one, other = visit(login), visit(login)
    for seen, word in ((one, "Off track"), (other, "Watch")):
        seen.open("/duties/")
        seen.page.locator(".duty").first.get_by_role("link", name=word).click()
        seen.page.locator("#id_note").fill(f"{word}: {NOTE}")
    one.page.get_by_role("button", name="Publish").click()
    one.page.locator(".duty").first.wait_for()
    other.page.get_by_role("button", name="Publish").click()
    other.page.get_by_role("alert").get_by_text(f"Off track: {NOTE}").wait_for()
    assert other.page.locator("#id_note").input_value() == f"Watch: {NOTE}"
    other.page.get_by_role("button", name="Publish").click()
    other.page.locator(".toast-note").get_by_role("button", name="Undo").wait_for()
    assert [fault for fault in other.faults if "409" not in fault] == []


def test_back_and_reload_bring_back_what_was_looked_at(visit: Callable[..., Visit]) -> None:
    seen = visit("cmo")
    seen.open("/projects/")
    seen.page.locator("select[name=unit]").select_option(index=2)
    seen.page.wait_for_url("**unit=**")
    rows = seen.page.locator("#project-list tbody tr")
    shown = rows.all_inner_texts()
    rows.first.get_by_role("link").first.click()
    seen.page.wait_for_url(re.compile("/projects/[A-Z]"))
    seen.page.go_back()
    seen.page.wait_for_url("**unit=**")
    assert rows.all_inner_texts() == shown
    seen.page.reload()
    assert rows.all_inner_texts() == shown
    seen.page.go_back()
    seen.page.wait_for_url(re.compile("/projects/$"))
    rows.first.wait_for()
    assert rows.count() > len(shown)
    assert seen.faults == []

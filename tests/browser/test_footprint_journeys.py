"""The CSR officer's two journeys: J8, a month of energy of several sites with its bill; J9, a value of a closed period put right.

Both by mouse and by keyboard alone; clicks and seconds are held against what was promised.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import Visit
from tests.browser.effort import Effort
from tests.faults.portal import Portal

pytestmark = pytest.mark.browser

VALUES = ("1210", "980", "745", "312", "268")
REASON = "Meter read twice in March."
BILL = b"%PDF-1.4\n% the bill of the month\n"
WAYS = ["mouse", "keyboard"]


@pytest.fixture(scope="module")
def lines(running: Portal) -> Iterator[str]:
    """The addresses of lines of a closed period, each restated once."""
    said = running.manage("shell", "--verbosity", "0", "-c", "from tests.browser.cast import closed_lines; print(closed_lines(4))")
    return iter(json.loads(said.splitlines()[-1].replace("'", '"')))


@pytest.fixture
def month(running: Portal) -> str:
    """The address of the month in which five meters wait for their value."""
    said = running.manage("shell", "--verbosity", "0", "-c", "from tests.browser.cast import waiting_month; print(waiting_month())")
    return said.splitlines()[-1]


@pytest.fixture
def spent(record_property: Callable[[str, object], None], capsys: pytest.CaptureFixture[str]) -> Callable[..., None]:
    """Hold an effort to what was promised, and tell it."""

    def judge(journey: str, effort: Effort, *, clicks: int, seconds: float) -> None:
        record_property(journey, str(effort))
        with capsys.disabled():
            print(f"\n{journey}: {effort}, promised {effort.promised:.1f} s")  # noqa: T201
        assert effort.clicks <= clicks
        assert effort.promised <= seconds

    return judge


@pytest.mark.parametrize("by", WAYS)
def test_j8_an_officer_enters_the_month_of_five_sites(
    visit: Callable[..., Visit], month: str, spent: Callable[..., None], tmp_path: Path, by: str
) -> None:
    bill = tmp_path / "bill.pdf"
    bill.write_bytes(BILL)
    seen = visit("rse")
    effort, page = Effort(seen.page), seen.page
    seen.open("/rse/periods/")
    task = page.locator(f'a[href="{month}"]').first
    effort.see(task)
    effort.look(things=3)
    _activate(effort, task, by)
    fields = page.locator("#month input[inputmode=decimal]")
    effort.see(fields.first)
    assert fields.count() >= len(VALUES)
    before = page.locator("#month tfoot").inner_text()
    effort.look(things=5)
    for place, value in enumerate(VALUES):
        if by == "mouse" and place == 0:
            effort.click(fields.first)
        else:
            effort.tab_to(fields.nth(place))  # hands stay on the keys from one value to the next
        effort.write(value)
    _attach(effort, by, bill)
    _activate(effort, page.get_by_role("button", name="Save and compute"), by)
    effort.see(page.get_by_text(re.compile("5 values saved; the emissions are computed")))
    assert page.locator("#month tfoot").inner_text() != before
    assert seen.faults == []
    spent(f"J8 by {by}", effort, clicks=4, seconds=90)


def _activate(effort: Effort, target, by: str) -> None:  # type: ignore[no-untyped-def]
    if by == "mouse":
        effort.click(target)
    else:
        effort.tab_to(target, most=80)
        effort.press("Enter")


def _attach(effort: Effort, by: str, bill: Path) -> None:
    """The bill of the month: the file is chosen in the browser's own window, one more look and one key."""
    place = effort.page.locator("#id_bill")
    with effort.page.expect_file_chooser() as window:  # asked for before the hand is there: a key is quicker than the asking
        if by == "mouse":
            effort.click(place)
        else:
            effort.tab_to(place)
            effort.press("Space")
    effort.look(things=3)
    window.value.set_files(bill)


@pytest.mark.parametrize("by", WAYS)
def test_j9_an_officer_puts_right_a_closed_value(
    visit: Callable[..., Visit], lines: Iterator[str], spent: Callable[..., None], by: str
) -> None:
    seen = visit("rse")
    effort, page = Effort(seen.page), seen.page
    seen.open(next(lines))
    quantity = page.locator("#id_quantity")
    effort.see(quantity)
    old = quantity.input_value()
    effort.look(things=4)
    if by == "mouse":
        effort.click(quantity)
    else:
        effort.tab_to(quantity, most=80)
    effort.press("Control+a")
    effort.write("4321")
    effort.tab_to(page.locator("#id_reason"))
    effort.write(REASON)
    _activate(effort, page.get_by_role("button", name="Restate"), by)
    effort.see(page.get_by_text("Restated: both values stay on record."))
    told = page.locator("#line table tbody").inner_text()
    assert REASON in told
    assert "4,321" in told
    assert old in told
    assert seen.faults == []
    spent(f"J9 by {by}", effort, clicks=5, seconds=60)

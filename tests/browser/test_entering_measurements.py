"""Entering five due measurements: by keyboard alone, pasted from a spreadsheet, and without JavaScript."""

import time
from collections.abc import Callable

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
PASTE = """(input, text) => {
  const data = new DataTransfer();
  data.setData("text", text);
  input.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def test_the_owner_of_five_values_types_them_by_keyboard_then_others_are_pasted(visit: Callable[..., Visit]) -> None:
    seen = visit("data")
    page = seen.page
    seen.open("/duties/")
    page.locator("a.duty-measures").focus()
    begun = time.monotonic()
    page.keyboard.press("Enter")  # the one activation before typing
    page.wait_for_selector("#due input[data-paste-column]")
    names = page.locator("#due input[data-paste-column]").evaluate_all("all => all.map(one => one.dataset.code)")
    assert len(names) >= 5
    typed = {"CSAT": "83.2", "COMPLAINTS": "10", "CHURN": "1.8", "OTIF": "92,4", "RESTORE-HOURS": "6.1"}
    page.locator("#due input[data-paste-column]").first.focus()
    for code in names:
        if code in typed:
            page.keyboard.type(typed[code])
        page.keyboard.press("Tab")
    page.keyboard.press("Enter") if page.evaluate("document.activeElement.matches('button[type=submit]')") else page.locator(
        "#due .btn-primary"
    ).press("Enter")
    page.wait_for_selector(".toast-note")
    took = time.monotonic() - begun
    assert "5 values recorded" in page.locator("#toasts").inner_text()
    assert took < 60
    left = page.locator("#due input[data-paste-column]")
    remaining = left.evaluate_all("all => all.map(one => one.dataset.code)")
    assert not set(typed) & set(remaining)
    if len(remaining) >= 2:
        left.first.evaluate(PASTE, "\n".join(["44", "5.5"]))
        assert left.nth(0).input_value() == "44"
        assert left.nth(1).input_value() == "5.5"
    assert seen.faults == []


def test_a_column_of_codes_and_values_finds_its_rows(visit: Callable[..., Visit]) -> None:
    seen = visit("data", language="fr", width=360)
    seen.open("/indicators/due/?whose=all")
    inputs = seen.page.locator("#due input[data-paste-column]")
    codes = inputs.evaluate_all("all => all.map(one => one.dataset.code)")
    last = codes[-1]
    inputs.first.evaluate(PASTE, f"{last}\t7,5")
    assert inputs.last.input_value() == "7,5"
    assert seen.page.evaluate("document.activeElement.dataset.code") == last
    assert seen.faults == []


def test_a_column_is_filled_in_without_javascript(visit: Callable[..., Visit]) -> None:
    seen = visit("data", javascript=False)
    page = seen.page
    page.goto(f"{seen.base}/indicators/due/?whose=all")
    page.locator("summary", has_text="Paste a column").click()
    page.fill("#paste-column", "1\n2")
    page.get_by_role("button", name="Fill the values in").click()
    assert page.locator("#due input[data-paste-column]").nth(0).input_value() == "1"

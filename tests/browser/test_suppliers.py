"""A buyer closes a corrective action: from their duties to the evidence, as they do it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Visit
from tests.browser.effort import KEY, Effort

pytestmark = pytest.mark.browser

SEEN = "Visited on the 12th: every saw has its ear muffs."
MOST_CLICKS, MOST_SECONDS = 4, 60


@pytest.mark.parametrize(("width", "supplier"), [(1280, "Équiper l’atelier"), (360, "Contrats signés")], ids=["mouse", "phone"])
def test_a_buyer_closes_a_corrective_action(
    visit: Callable[..., Visit], tmp_path: Path, capsys: pytest.CaptureFixture[str], width: int, supplier: str
) -> None:
    report = tmp_path / "visit.txt"
    report.write_text(SEEN, encoding="utf-8")
    seen = visit("celine.barbier", width=width)
    seen.open("/duties/")
    effort = Effort(seen.page)
    effort.look(3)
    effort.click(seen.page.get_by_role("link", name=supplier))
    effort.see(seen.page.get_by_role("button", name="Close the corrective action"))
    effort.click(seen.page.get_by_label("What did you verify, and how?"))
    effort.write(SEEN)
    with seen.page.expect_file_chooser() as chooser:
        effort.click(seen.page.locator("#id_evidence"))
    chooser.value.set_files(report)
    effort.human += 4 * KEY + 2.5  # the window of the system: find the file, confirm
    effort.click(seen.page.get_by_role("button", name="Close the corrective action"))
    effort.see(seen.page.get_by_text("Corrective action closed with its evidence."))
    with capsys.disabled():
        print(f"\na buyer closes a corrective action: {effort}")  # noqa: T201
    assert effort.clicks <= MOST_CLICKS
    assert effort.promised <= MOST_SECONDS
    assert seen.faults == []

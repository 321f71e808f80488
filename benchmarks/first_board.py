"""From a blank portal to a board with one's own fifteen projects: clicks, and the minutes of a person by the keystroke-level model.

    .venv/bin/python benchmarks/first_board.py [--home FOLDER] [--pictures FOLDER]

Chromium signs in as the first administrator of a portal of its own, chooses the import, takes the template, drops it filled and answers
the questions; the portal scores at once. Typing the workbook is not played but counted: for each cell a thought, its keys and Tab, as if
nothing was copied from anywhere. At the end nothing may be greyed, and no band may hold more than 60 % of the projects.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmo_portal.settings")

from playwright.sync_api import Page, sync_playwright

from tests.browser.effort import GLANCE, HOME, KEY, POINT, PRESS, THINK, Effort
from tests.faults.portal import Portal

WHO, PASSWORD = "first@board.example", "a-board-in-half-an-hour"
MOST_MINUTES, MOST_IN_ONE_BAND = 30, 0.6
ADMINISTRATOR = f"""
from foundation.accounts.models import User
User.objects.create_superuser({WHO!r}, {PASSWORD!r}, full_name="First Martin", language="en")
"""
BOARD = """
import json
from collections import Counter
from portfolio.models import Publication, ScoreSnapshot
rows = ScoreSnapshot.objects.filter(run=Publication.objects.get().run_id)
greyed = sum(row.s is None or not row.ranked for row in rows)
print(json.dumps({"scored": len(rows), "greyed": greyed, "bands": Counter(row.band for row in rows)}))
"""


def typing(sheets: list[list[list[str]]]) -> tuple[int, int, float]:
    """(cells, keys, seconds) of typing these sheets cell by cell: a thought, the keys and Tab each; a look at the headings of a row."""
    cells = [cell for rows in sheets for row in rows for cell in row if cell]
    empty = sum(not cell for rows in sheets for row in rows for cell in row)
    keys = sum(len(cell) + 1 for cell in cells) + empty
    looks = sum(len(row) for rows in sheets for row in rows[:1])
    opening = 3 * (POINT + PRESS) + 2 * HOME + len(sheets) * (POINT + PRESS)  # the file, each sheet, saving
    return len(cells), keys, len(cells) * THINK + keys * KEY + looks * GLANCE + opening


def journey(page: Page, address: str, folder: Path, pictures: Path | None) -> Effort:
    """Carry it out, step by step, saying how long each took."""
    from tests.exchange.own_projects import OBJECTIVES, filled, typed_rows

    effort, steps = Effort(page), []

    def step(name: str) -> None:
        steps.append((name, effort.clicks, effort.seconds))
        before = steps[-2][1:] if len(steps) > 1 else (0, 0.0)
        print(f"{name:34} {effort.clicks - before[0]:3} clicks {effort.seconds - before[1]:7.1f} s", flush=True)
        if pictures:
            page.screenshot(path=pictures / f"{len(steps)}.png", full_page=True)

    page.goto(f"{address}/account/login/")
    effort.look(2)
    effort.click(page.locator("#id_login"))
    effort.write(WHO)
    effort.press("Tab")
    effort.write(PASSWORD)
    effort.press("Enter")
    effort.see(page.get_by_role("heading", name="How do you want to begin?"))
    step("sign in")
    effort.look(3)
    effort.click(page.get_by_role("button", name="Import projects"))
    effort.see(page.get_by_role("heading", name="Import projects"))
    step("choose the import")
    effort.look(2)
    with page.expect_download() as download:
        effort.click(page.get_by_role("link", name="Template in English"))
    template = Path(download.value.path()).read_bytes()
    step("take the template")
    headings = list(dict.fromkeys(heading for row in typed_rows() for heading in row))
    sheets = [[[str(row.get(heading, "")) for heading in headings] for row in typed_rows()], [list(row) for row in OBJECTIVES]]
    cells, keys, seconds = typing(sheets)
    effort.human += seconds
    step(f"type {cells} cells, {keys} keys")
    mine = folder / "my projects.xlsx"
    mine.write_bytes(filled(template))
    effort.look(1)
    effort.human += 2 * (POINT + PRESS)  # dragged from its folder to the field
    effort.clicks += 1
    page.locator("input[type=file]").set_input_files(mine)
    effort.click(page.get_by_role("button", name="Look at the file"))
    effort.see(page.get_by_role("heading", name="15 projects"))
    step("drop the file")
    effort.look(4)
    answer(effort, page)
    step("answer the questions")
    effort.look(2)
    effort.click(page.get_by_role("button", name="Import", exact=True))
    effort.see(page.get_by_role("link", name="See the board"))
    step("import")
    began = time.monotonic()
    page.get_by_text("the board is ready").wait_for(timeout=120_000)
    effort.machine += time.monotonic() - began
    effort.look(1)
    effort.click(page.get_by_role("link", name="See the board"))
    effort.see(page.locator(".tiles"))
    step("the night, and the board")
    return effort


def answer(effort: Effort, page: Page) -> None:
    """The money is in thousands, and the links stand in an approved plan."""
    effort.click(page.get_by_label("Amounts are in"))
    page.get_by_label("Amounts are in").select_option("k")
    effort.press("t")
    effort.press("Enter")
    effort.click(page.get_by_label("These links stand in an approved plan"))
    effort.click(page.get_by_label("Which plan"))
    effort.write("Board of 3 March")
    effort.click(page.get_by_role("button", name="Import", exact=True))
    effort.see(page.get_by_text("Your answers change what would be written"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path)
    parser.add_argument("--pictures", type=Path)
    arguments = parser.parse_args()
    home = arguments.home or Path(tempfile.mkdtemp(prefix="first_board_"))
    os.environ["PORTAL_HOME"] = str(home)
    import django

    django.setup()
    with Portal(home, "--empty") as portal, sync_playwright() as playwright:
        portal.manage("shell", "--verbosity", "0", "-c", ADMINISTRATOR)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900}).new_page()
        effort = journey(page, f"http://127.0.0.1:{portal.port}", home, arguments.pictures)
        board = json.loads(portal.manage("shell", "--verbosity", "0", "-c", BOARD).splitlines()[-1])
        browser.close()
    print(f"in all: {effort.clicks} clicks, {effort.seconds / 60:.1f} minutes (the portal {effort.machine:.0f} s); {board}")
    assert board["scored"] == 15
    assert board["greyed"] == 0
    assert max(board["bands"].values()) <= MOST_IN_ONE_BAND * 15
    assert effort.seconds <= MOST_MINUTES * 60
    if not arguments.home:
        shutil.rmtree(home)


if __name__ == "__main__":
    main()

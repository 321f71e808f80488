"""Takes the screenshots of the README and of the user guides from a running demonstration, into docs/images.

    ./run demo                                        # elsewhere, freshly made: the stories are told from today
    .venv/bin/python benchmarks/screenshots.py [--address http://127.0.0.1:8000] [NAME…]

Light, 1280 points wide, as WebP under 200 kB each.
"""

import argparse
import base64
import shutil
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"
PASSWORD = "habiter-demain"
WIDTH, HEIGHT, SHARPNESS = 1280, 860, 1.5
LARGEST = 200_000  # bytes
# name: who looks, at which page, how much of it (points), from where on
SHOTS = {
    "home": ("cmo", "/", 900),
    "duties": ("lead", "/duties/", 760),
    "report": ("lead", "/projects/DCM-01/reports/new/?next=duties&health=amber", 900),
    "project": ("cmo", "/projects/DCM-01/", 980),
    "strategy": ("cmo", "/strategy/", 900),
    "roadmap": ("cmo", "/roadmap/", 860),
    "needs-help": ("cmo", "/boards/help/", 860),
    "indicators": ("cmo", "/indicators/", 900),
    "footprint": ("cmo", "/rse/footprint/", 900),
}


def sign_in(context: BrowserContext, address: str, login: str, language: str) -> None:
    page = context.new_page()
    page.goto(f"{address}/account/login/")
    page.locator("#id_login").fill(f"{login}@vauterre.example")
    page.locator("#id_password").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("#id_password").press("Enter")
    token = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "csrftoken")
    form = {"language": language, "csrfmiddlewaretoken": token}
    context.request.post(f"{address}/language/", form=form, headers={"Referer": f"{address}/"})
    page.close()


def take(page: Page, height: int) -> bytes:
    """The upper part of the page as WebP, as sharp as its size allows."""
    page.wait_for_load_state("networkidle")
    client = page.context.new_cdp_session(page)
    for quality in (85, 70, 55, 40):
        clip = {"x": 0, "y": 0, "width": WIDTH, "height": height, "scale": 1}
        answer = client.send("Page.captureScreenshot", {"format": "webp", "quality": quality, "clip": clip, "captureBeyondViewport": True})
        picture = base64.b64decode(answer["data"])
        if len(picture) < LARGEST:
            return picture
    raise SystemExit("a picture stays larger than 200 kB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("names", nargs="*", default=list(SHOTS))
    arguments = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for language in ("fr", "en"):
            for name in arguments.names:
                login, path, height = SHOTS[name]
                view = {"width": WIDTH, "height": HEIGHT}
                context = browser.new_context(viewport=view, device_scale_factor=SHARPNESS, color_scheme="light", locale=language)
                sign_in(context, arguments.address, login, language)
                page = context.new_page()
                if page.goto(arguments.address + path).status == 200:
                    picture = take(page, height)
                    (FOLDER / f"{name}-{language}.webp").write_bytes(picture)
                    print(f"{name}-{language}: {len(picture) // 1000} kB")
                else:
                    print(f"{name}-{language}: {path} is not there")
                context.close()
        browser.close()


if __name__ == "__main__":
    main()

"""What is written about settings and packaging agrees with the code."""

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
READ_BY_CODE = re.compile(r"""(?:env\.\w+\(|environ\.get\(|environ\[)\s*["']([A-Z][A-Z0-9_]+)["']""")
OURS = ("cmo_portal", "foundation", "strategy", "kpis", "rse", "portfolio")


def names_read() -> set[str]:
    sources = (path for package in OURS for path in (PROJECT / package).rglob("*.py"))
    return {name for path in sources for name in READ_BY_CODE.findall(path.read_text())}


def names_documented() -> set[str]:
    rows = (line.split("|")[1] for line in (PROJECT / "docs" / "settings.md").read_text().splitlines() if line.startswith("| `"))
    return {name for row in rows for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", row)}


def test_every_setting_is_documented_and_every_documented_one_is_read():
    for_tests = {"PORTAL_DATA", "CI"}
    for_django = {"DJANGO_SETTINGS_MODULE"}
    assert names_read() - for_django == names_documented() - for_tests


def test_compose_sets_only_what_the_portal_reads():
    block = (PROJECT / "docker-compose.yml").read_text().split("&settings")[1].split("volumes:")[0]
    assert set(re.findall(r"^    ([A-Z_]+):", block, re.MULTILINE)) <= names_read()


def test_compose_asks_the_example_file_for_everything_it_fills_in():
    asked = set(re.findall(r"\$\{([A-Z_]+)", (PROJECT / "docker-compose.yml").read_text()))
    given = set(re.findall(r"^([A-Z_]+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE))
    assert asked == given


def test_same_uv_everywhere():
    versions = {*re.findall(r"UV_VERSION=([\d.]+)", (PROJECT / "run").read_text())}
    versions |= {*re.findall(r"uv==([\d.]+)", (PROJECT / "Dockerfile").read_text())}
    assert len(versions) == 1

"""The files under static/vendor are the ones the manifest names, each with its licence."""

import hashlib
import json
from pathlib import Path

import pytest
from django.conf import settings

VENDOR = Path(settings.BASE_DIR) / "static" / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text())["files"]


@pytest.mark.parametrize("entry", MANIFEST, ids=lambda entry: entry["name"])
def test_vendored_file_has_the_recorded_hash_and_a_licence(entry: dict) -> None:
    held = (VENDOR / "files" / entry["name"]).read_bytes()
    assert hashlib.sha256(held).hexdigest() == entry["sha256"], f"{entry['name']}: run static/vendor/rebuild.sh and look at the change"
    assert entry["licence"]
    assert len((VENDOR / "files" / entry["licence_file"]).read_text()) > 200


def test_nothing_is_vendored_without_an_entry() -> None:
    held = {path.name for path in (VENDOR / "files").iterdir() if path.is_file()}
    assert held == {entry["name"] for entry in MANIFEST}


def test_versions_are_those_of_package_json() -> None:
    wanted = json.loads((VENDOR / "package.json").read_text())["devDependencies"]
    assert {entry["package"]: entry["version"] for entry in MANIFEST}.items() <= wanted.items()

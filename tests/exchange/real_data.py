"""Where the real files are; tests that need them are skipped, saying so, where the folder is absent."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = Path(os.environ.get("PORTAL_DATA", ROOT.parent / "shared" / "data"))
needs_real_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"no folder of real data at {DATA}: set PORTAL_DATA")

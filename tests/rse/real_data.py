"""The folder of real RSE data; what stands in it is input only and never committed."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.exchange.real_data import DATA


def rse_file(name: str) -> Path:
    """A file of the RSE data."""
    return DATA / "rse" / name


@lru_cache
def vectors() -> dict[str, Any]:
    """The small vectors that were recomputed independently."""
    return json.loads(rse_file("verified_vectors.json").read_text(encoding="utf-8"))

import subprocess
import sys
from pathlib import Path

import pytest

from foundation.tabular import Table, TableRefused, read_table
from tests.foundation.hostile_files import ROWS, hostile_files

ROOT = Path(__file__).resolve().parent.parent.parent


def light() -> list[tuple[str, bytes, str]]:
    return [file for file in hostile_files(40, swollen=False) if len(file[1]) < 400_000]


def read_or_hear(data: bytes) -> tuple[Table | None, str]:
    try:
        return read_table(data), ""
    except TableRefused as refusal:
        return None, str(refusal)


@pytest.mark.parametrize(("data", "verdict"), [pytest.param(data, verdict, id=name) for name, data, verdict in light()])
def test_hostile_file_is_read_or_refused_with_a_sentence(data, verdict):
    table, sentence = read_or_hear(data)
    assert table is not None or sentence.endswith(".")
    if verdict == "refused":
        assert table is None
    elif verdict != "survives":
        assert len(table.rows) == ROWS
        assert bool(table.problems) == (verdict == "problem")


def test_swollen_files_neither_crash_nor_are_misread():
    """Each in its own process, whose memory is its own; the benchmark also holds them to 5 s and 256 MiB."""
    script = [sys.executable, str(ROOT / "benchmarks" / "hostile_files.py"), "--heavy"]
    told = subprocess.run(script, capture_output=True, text=True, check=False, cwd=ROOT)
    assert told.returncode == 0, told.stdout + told.stderr

"""How the tabular reader fares against hostile files: python benchmarks/hostile_files.py [COUNT | --heavy]

Each file is read in its own process. Prints crashes, wrong answers, the slowest and the largest.
Limits to hold: 0 crashes, 0 wrong answers, 5 s and 256 MiB each.
"""

import os
import subprocess
import sys
import time
from collections import Counter
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from foundation.tabular import TableRefused, read_table
from tests.foundation.hostile_files import ROWS, hostile_files

CRASH, WRONG, RIGHT = 2, 1, 0


def answer(data: bytes) -> str:
    try:
        table = read_table(data)
    except TableRefused:
        return "refused"
    if table.problems:
        return "problem"
    return "reads" if len(table.rows) == ROWS else "reads other rows"


def judge(path: Path, verdict: str) -> int:
    try:
        return RIGHT if verdict in ("survives", answer(path.read_bytes())) else WRONG
    except Exception:  # noqa: BLE001  a crash is what is counted here
        return CRASH


def measure(path: Path, verdict: str) -> tuple[int, float, float]:
    """Return outcome, seconds of processor and peak MiB of a fresh process that reads one file."""
    child = subprocess.run([sys.executable, __file__, "--one", str(path), verdict], capture_output=True, check=False)
    outcome = child.returncode if child.returncode in (RIGHT, WRONG) else CRASH
    mib, seconds = (float(figure) for figure in (child.stdout or b"0 0").split())
    return outcome, seconds, mib


def own_peak() -> float:
    """Return the peak memory of this process in MiB (Linux; the usual call also counts the parent's)."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main(count: int, *, heavy: bool = False) -> int:
    path = Path(f"/tmp/hostile-{os.getpid()}")
    outcomes, slowest, largest = Counter[int](), (0.0, ""), (0.0, "")
    files = 0
    for name, data, verdict in islice(hostile_files(count), None if heavy else count):
        if heavy and len(data) < 400_000 and not name.startswith("bomb"):
            continue
        path.write_bytes(data)
        outcome, seconds, mib = measure(path, verdict)
        files, slowest, largest = files + 1, max(slowest, (seconds, name)), max(largest, (mib, name))
        outcomes[outcome] += 1
        if outcome != RIGHT:
            print(f"{'crash' if outcome == CRASH else 'wrong answer'}: {name}")
        if seconds > 5 or mib > 256:
            print(f"over the limit: {name}: {seconds:.1f} s, {mib:.0f} MiB")
    path.unlink()
    print(f"{files} files: {outcomes[CRASH]} crashes, {outcomes[WRONG]} wrong answers")
    print(f"slowest {slowest[0]:.2f} s ({slowest[1]}), largest {largest[0]:.0f} MiB ({largest[1]})")
    return outcomes[CRASH] + outcomes[WRONG]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        outcome = judge(Path(sys.argv[2]), sys.argv[3])
        print(own_peak(), time.process_time())
        sys.exit(outcome)
    if sys.argv[1:2] == ["--heavy"]:
        sys.exit(min(main(0, heavy=True), 1))
    sys.exit(min(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000), 1))

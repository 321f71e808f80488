"""What the home page and the boards cost: queries, processor time of the web process, time in the database, bytes.

    ./run manage migrate && ./run manage prepare_files
    ./run manage generate_portfolio --projects 10000 && ./run manage recompute_alignment --now
    .venv/bin/python benchmarks/home.py

Uses the private services of PORTAL_HOME, or DATABASE_URL. Writes one executive for each lens into that database.
"""

import argparse
import gzip
import os
import time
from dataclasses import dataclass
from statistics import median
from typing import Any

from costs import portal, reader

PAGES = (
    ("cmo", "/"),
    ("ceo", "/"),
    ("cfo", "/"),
    ("coo", "/"),
    ("cmo", "/?class=obligation"),
    ("cmo", "/boards/help/"),
    ("cmo", "/boards/help/?gap=none&sort=name"),
    ("cmo", "/boards/silent/"),
    ("cmo", "/boards/stop-first/"),
    ("cmo", "/projects/"),
    ("cmo", "/projects/?sort=-budget&status=active"),
    ("cmo", "/roadmap/"),
    ("cmo", "/bubbles/"),
    ("cmo", "/portfolios/"),
    ("cmo", "/strategy/"),
    ("cmo", "/strategy/map/"),
)


@dataclass(frozen=True)
class Cost:
    """What one page costs; times in milliseconds, the middle of several requests."""

    queries: int
    cpu: float
    sql: float
    whole: float
    size: int
    zipped: int


def cost_of(client: Any, address: str, times: int) -> Cost:
    """Ask for a page some times, the first one apart."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    cpu, sql, whole, answer, queries = [], [], [], None, 0
    for _ in range(times):
        began, began_cpu = time.perf_counter(), time.process_time()
        answer = client.get(address)
        cpu.append(1_000 * (time.process_time() - began_cpu))
        whole.append(1_000 * (time.perf_counter() - began))
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
        queries = len(seen)
        sql.append(1_000 * sum(float(query["time"]) for query in seen.captured_queries))
    assert answer is not None
    assert answer.status_code == 200, (address, answer.status_code)
    return Cost(queries, median(cpu), median(sql), median(whole), len(answer.content), len(gzip.compress(answer.content, 6)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=10)
    times = parser.parse_args().times

    with portal():
        measure(times)


def measure(times: int) -> None:
    """Print a line for each page."""
    from portfolio.models import Project

    print(f"{Project.objects.count():,} projects, load {os.getloadavg()[0]:.1f}")
    print("| page | queries | CPU ms | SQL ms | whole ms | kB | kB zipped |\n|---|---|---|---|---|---|---|")
    clients: dict[str, Any] = {}
    for lens, address in PAGES:
        if lens not in clients:
            clients[lens] = reader("executive", lens=lens)
        cost = cost_of(clients[lens], address, times)
        name = f"{lens.upper()} {address}"
        figures = f"{cost.queries} | {cost.cpu:.0f} | {cost.sql:.0f} | {cost.whole:.0f} | {cost.size / 1e3:.0f} | {cost.zipped / 1e3:.0f}"
        print(f"| {name} | {figures} |", flush=True)


if __name__ == "__main__":
    main()

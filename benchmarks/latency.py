"""How long a listing takes when every page takes 80 ms, beside the bare fetches in a row.

Usage: python benchmarks/latency.py [PAIRS] [--pages N] [--json]
"""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

import urllib3
from iteration import SIZE, native, normalised
from listing import PATH, served
from paired import Case, Row, compare
from told import told

if TYPE_CHECKING:
    from collections.abc import Callable

DELAY_MS = 80


def bare(origin: str) -> int:
    """Fetch page after page and look for nothing but the next link, by cutting the bytes."""
    url: str | None = f"{origin}{PATH}?page%5Bsize%5D={SIZE}"
    seen = 0
    with urllib3.PoolManager() as pool:
        while url:
            body = pool.request("GET", url).data
            seen += SIZE
            link = body.rpartition(b'"links"')[2].partition(b'"next":')[2].lstrip()
            url = link[1:].partition(b'"')[0].decode() if link.startswith(b'"') else None
    return seen


def wall_ms(run: Callable[[str], int], origin: str, pages: int) -> float:
    start = time.perf_counter()
    if run(origin) != pages * SIZE:
        message = "tickets are missing"
        raise RuntimeError(message)
    return (time.perf_counter() - start) / pages * 1000


def rows(pairs: int, *, pages: int = 10) -> list[Row]:
    """Measure both faces against the chain of fetches."""
    found = []
    with served(pages=pages, size=SIZE, delay_ms=DELAY_MS) as origin:
        base = partial(wall_ms, bare, origin, pages)
        for name, run in {"native": native, "normalised": normalised}.items():
            ours = partial(wall_ms, run, origin, pages)
            ours()
            title = f"time a page at {DELAY_MS} ms: {name} tickets"
            found.append(compare(Case(title, ours, base, goal=1.08, unit="ms"), pairs))
    return found


if __name__ == "__main__":
    told(rows, __doc__)

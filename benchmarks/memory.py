"""The most memory a stream of tickets takes, beside plain ``requests`` at the same page size.

Usage: python benchmarks/memory.py [PAIRS] [--pages N] [--json]

Peak resident memory of whole processes. The last row is ours against ours: a
hundred times as many tickets (a million with ``--pages 100``, the default).
"""

from __future__ import annotations

import resource
import subprocess
import sys
from functools import partial
from pathlib import Path

import iteration
from listing import served
from paired import Case, Row, compare
from told import told

MANY = 100
CASES = {"plain": iteration.plain, "native": iteration.native, "normalised": iteration.normalised}


def peak_mb(case: str, origin: str) -> float:
    """Return the peak of one process that reads the whole listing."""
    command = [sys.executable, str(Path(__file__)), "--child", case, origin]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout)


def rows(pairs: int, *, pages: int = 100) -> list[Row]:
    """Measure ours against plain, and ours when there is a hundred times as much."""
    found = []
    pairs = min(pairs, 5)  # memory does not flutter
    with served(pages=pages, size=100) as few:
        base = partial(peak_mb, "plain", few)
        for case in ("native", "normalised"):
            ours, title = partial(peak_mb, case, few), f"peak memory: {case} tickets"
            found.append(compare(Case(title, ours, base, goal=1.2, unit="MB"), pairs))
        with served(pages=pages * MANY, size=100) as many:
            much, little = partial(peak_mb, "native", many), partial(peak_mb, "native", few)
            title = f"peak memory: {pages * MANY * 100:,} tickets beside {pages * 100:,}"
            found.append(compare(Case(title, much, little, goal=1.05, unit="MB"), 1))
    return found


def child() -> None:
    """Read everything, and say what it took."""
    CASES[sys.argv[2]](sys.argv[3])
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child()
    else:
        told(rows, __doc__)

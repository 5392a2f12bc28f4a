"""What starting costs: ``import cxsdk`` beside ``import requests``, and the command's help.

Usage: python benchmarks/startup.py [PAIRS] [--json]

CPU time of whole processes, interpreter included.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from functools import partial

from paired import Case, Row, compare
from told import told

HELP_GOAL_MS = 250.0


def child_ms(*command: str) -> float:
    """Return the CPU milliseconds of one process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    user, system = after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime
    return (user + system) * 1000


def rows(pairs: int) -> list[Row]:
    """Measure both; the goal of the help is a time, given as a share of ``import requests``."""
    base = partial(child_ms, "-c", "import requests")
    ours = partial(child_ms, "-c", "import cxsdk")
    shown = partial(child_ms, "-c", "from cxsdk.cli import run; run(['--help'])")
    ours(), shown()  # byte code is written at the first start
    first = compare(Case("CPU: import cxsdk", ours, base, goal=1.15, unit="ms"), pairs)
    goal = round(HELP_GOAL_MS / first.baseline, 2)
    name = f"CPU: cxsdk --help (goal {HELP_GOAL_MS:.0f} ms)"
    return [first, compare(Case(name, shown, base, goal, unit="ms"), pairs)]


if __name__ == "__main__":
    told(rows, __doc__)

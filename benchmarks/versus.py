"""Typed iteration beside zenpy, the client that most scripts use today.

Usage: python benchmarks/versus.py [PAIRS] [--pages N] [--json]

zenpy is installed from PyPI into ``.bench/``, which git ignores, and runs in a
process of its own; both read the same listing and the same four fields.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from iteration import SIZE, native
from listing import served
from paired import Case, Row, compare, cpu_us
from told import told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ZENPY = "zenpy==2.0.57"
HOME = Path(__file__).parents[1] / ".bench" / "zenpy"


def interpreter() -> Path:
    """Return the Python that has zenpy; the first call installs it."""
    found = HOME / "bin" / "python"
    ready = HOME / f"{ZENPY}.ok"
    if not ready.exists():
        venv.create(HOME, with_pip=True, clear=True)
        subprocess.run([found, "-m", "pip", "install", "--quiet", ZENPY], check=True)
        ready.touch()
    return found


@contextmanager
def reader(origin: str, tickets: int) -> Iterator[Callable[[], float]]:
    """Yield a function that reads the listing with zenpy: CPU microseconds a ticket."""
    command = [interpreter(), Path(__file__).with_name("zenpy_reader.py"), origin]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:

        def read() -> float:
            process.stdin.write("go\n")
            process.stdin.flush()
            seen, spent = process.stdout.readline().split()
            if int(seen) != tickets:
                message = f"zenpy read {seen} tickets of {tickets}"
                raise RuntimeError(message)
            return float(spent) / tickets * 1e6

        yield read
        process.stdin.close()


def rows(pairs: int, *, pages: int = 5) -> list[Row]:
    """Measure ours with zenpy as the baseline."""
    tickets = pages * SIZE
    with served(pages=pages, size=SIZE) as origin, reader(origin, tickets) as zenpy:
        ours = partial(cpu_us, partial(native, origin), tickets)
        ours(), zenpy()
        title = "CPU a ticket: native tickets beside zenpy"
        return [compare(Case(title, ours, zenpy, goal=0.125), pairs)]


if __name__ == "__main__":
    sys.exit(told(rows, __doc__))

"""Every benchmark in one table.

Usage: python benchmarks/table.py [PAIRS] [--write]

``--write`` puts the table into docs/performance.md. It takes about half an hour
with 30 pairs: a row whose control strays from 0.97-1.03 is measured again.
"""

from __future__ import annotations

import argparse
import platform
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import iteration
import latency
import memory
import startup
import steps
import versus
from paired import Row, lines

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- table -->", "<!-- end of table -->"
#: What is measured, in the table's order; ``versus`` installs zenpy and needs the network.
PARTS: tuple[Callable[[int], list[Row]], ...] = (
    iteration.rows,
    latency.rows,
    memory.rows,
    startup.rows,
    versus.rows,
)


def measured(pairs: int) -> str:
    """Measure everything and return the text of the table."""
    rows: list[Row] = []
    for part in PARTS:
        print(f"{part.__module__} …", file=sys.stderr, flush=True)
        rows += part(pairs)
    spent = steps.measure(60)
    ratio = spent["marshmallow Schema.load"] / spent["load"]
    head = f"{time.strftime('%Y-%m-%d')}, Python {platform.python_version()}, {platform.machine()}"
    steps_line = (
        f"Model phase alone: {spent['load']:.1f} us a ticket,"
        f" {spent['marshmallow Schema.load']:.0f} us by `Schema.load`: **{ratio:.0f} times**"
        " cheaper (goal ≥ 10)."
    )
    return "\n".join([f"Measured on {head}.", "", *lines(rows), "", steps_line])


def written(page: str, table: str) -> str:
    """Return the page with the table between its marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Every benchmark in one table.")
    parser.add_argument("pairs", nargs="?", type=int, default=30, help="pairs of each row (30)")
    parser.add_argument("--write", action="store_true", help=f"put it into docs/{PAGE.name}")
    options = parser.parse_args()
    table = measured(options.pairs)
    print(table)
    if options.write:
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), table), encoding="utf-8")


if __name__ == "__main__":
    main()

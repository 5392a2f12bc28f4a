"""How each benchmark is called and prints."""

from __future__ import annotations

import argparse
import json
import platform
from dataclasses import asdict
from typing import TYPE_CHECKING

from paired import Row, lines

if TYPE_CHECKING:
    from collections.abc import Callable


def told(rows: Callable[..., list[Row]], text: str | None) -> None:
    """Run a benchmark from the command line."""
    parser = argparse.ArgumentParser(description=(text or "").partition("\n")[0])
    parser.add_argument("pairs", nargs="?", type=int, default=30, help="pairs of each case (30)")
    parser.add_argument("--pages", type=int, help="pages of 100 tickets a run")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    more = {} if options.pages is None else {"pages": options.pages}
    found = rows(options.pairs, **more)
    if options.json:
        print(json.dumps([asdict(row) for row in found], indent=1))
        return
    print(f"Python {platform.python_version()}, {options.pairs} pairs\n")
    print("\n".join(lines(found)))

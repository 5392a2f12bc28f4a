"""What reading tickets costs, typed, beside plain ``requests`` + ``.json()``.

Usage: python benchmarks/iteration.py [PAIRS] [--json] [--pages N]

CPU time per ticket of one process that reads a listing from end to end: network,
JSON and models. Every run of a case stands between two runs of the baseline, and
a ratio is the case over the mean of both, because a machine is never equally busy
for long. The row ``control`` is the baseline against itself: a difference smaller
than its spread means nothing.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import statistics
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import requests
from listing import PATH, served

import cxsdk

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = 100


def plain(origin: str) -> int:
    """The baseline: what one would write in a script."""
    seen = 0
    url: str | None = f"{origin}{PATH}?page%5Bsize%5D={SIZE}"
    with requests.Session() as session:
        session.headers["Authorization"] = "Bearer x"
        while url:
            answer = session.get(url, timeout=30)
            answer.raise_for_status()
            page = answer.json()
            for t in page["tickets"]:
                seen += bool(t["id"] and t["subject"] and t["status"] and t["created_at"])
            url = page["links"]["next"] if page["meta"]["has_more"] else None
    return seen


def native(origin: str) -> int:
    """The vendor's own model; four flat fields are read."""
    with cxsdk.connect("zendesk", "acme", auth=cxsdk.BearerToken("x"), base_url=origin) as desk:
        return sum(
            bool(t.id and t.subject and t.status and t.created_at)
            for t in desk.native.tickets.iter()
        )


def native_nested(origin: str) -> int:
    """The same, and every custom field and the channel are read too."""
    seen = 0
    with cxsdk.connect("zendesk", "acme", auth=cxsdk.BearerToken("x"), base_url=origin) as desk:
        for t in desk.native.tickets.iter():
            values = [f.value for f in t.custom_fields]
            channel = t.via.channel if t.via else None
            seen += bool(t.id and t.subject and t.status and t.created_at and values and channel)
    return seen


def normalised(origin: str) -> int:
    """Our model, the same for every helpdesk."""
    with cxsdk.connect("zendesk", "acme", auth=cxsdk.BearerToken("x"), base_url=origin) as desk:
        return sum(
            bool(t.id and t.subject and t.status.category and t.created_at)
            for t in desk.tickets.iter()
        )


CASES: dict[str, Callable[[str], int]] = {
    "control": plain,
    "native": native,
    "native, nested": native_nested,
    "normalised": normalised,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One case: CPU in microseconds a ticket, and ratios to the baseline around it."""

    case: str
    cpu_us: float
    baseline_us: float
    ratio: float
    ratio_quartiles: tuple[float, float]
    ratio_range: tuple[float, float]


def cpu_us(run: Callable[[str], int], origin: str, tickets: int) -> float:
    gc.collect()
    start = time.process_time()
    seen = run(origin)
    spent = time.process_time() - start
    if seen != tickets:
        message = f"{run.__name__} read {seen} tickets of {tickets}"
        raise RuntimeError(message)
    return spent / tickets * 1e6


def measure(case: str, origin: str, *, pairs: int, tickets: int) -> Row:
    run, runs, baselines = CASES[case], [], []
    before = cpu_us(plain, origin, tickets)
    for _ in range(pairs):
        runs.append(cpu_us(run, origin, tickets))
        after = cpu_us(plain, origin, tickets)
        baselines.append((before + after) / 2)
        before = after
    ratios = sorted(r / b for r, b in zip(runs, baselines, strict=True))
    low, _, high = statistics.quantiles(ratios, n=4) if pairs > 1 else (ratios * 3)
    return Row(
        case=case,
        cpu_us=statistics.median(runs),
        baseline_us=statistics.median(baselines),
        ratio=statistics.median(ratios),
        ratio_quartiles=(low, high),
        ratio_range=(ratios[0], ratios[-1]),
    )


def table(rows: list[Row], *, pairs: int, tickets: int, page_bytes: int) -> str:
    head = (
        f"typed iteration: {tickets} tickets, {pairs} pairs, Python {platform.python_version()};"
        f" pages of {SIZE} tickets, {page_bytes / 1000:.0f} KB"
    )
    lines = [
        head,
        f"{'':15} {'CPU us':>8} {'requests+json':>14} {'ratio':>7} {'quartiles':>13} {'range':>13}",
    ]
    for row in rows:
        quartiles = "{:.2f}-{:.2f}".format(*row.ratio_quartiles)
        spread = "{:.2f}-{:.2f}".format(*row.ratio_range)
        lines.append(
            f"{row.case:15} {row.cpu_us:8.1f} {row.baseline_us:14.1f} {row.ratio:7.2f}"
            f" {quartiles:>13} {spread:>13}"
        )
    return "\n".join(lines)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What typed iteration costs, in pairs.")
    parser.add_argument("pairs", nargs="?", type=int, default=9, help="runs of each case (9)")
    parser.add_argument("--pages", type=int, default=20, help="pages of 100 tickets a run (20)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    tickets = options.pages * SIZE
    with served(pages=options.pages, size=SIZE) as origin:
        first = requests.get(f"{origin}{PATH}", timeout=30)
        for run in CASES.values():  # connections, imports and compiled loaders are not the point
            run(origin)
        rows = [measure(c, origin, pairs=options.pairs, tickets=tickets) for c in CASES]
    facts: dict[str, Any] = {"pairs": options.pairs, "tickets": tickets}
    facts["page_bytes"] = len(first.content)
    if options.json:
        print(json.dumps({**facts, "rows": [asdict(row) for row in rows]}, indent=1))
    else:
        print(table(rows, **facts))


if __name__ == "__main__":
    main()

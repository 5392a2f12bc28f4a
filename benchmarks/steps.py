"""What each step of reading a ticket costs, without a network.

Usage: python benchmarks/steps.py [ROUNDS] [--json]

CPU in microseconds a ticket, the least of all rounds: what is above it is the
machine's other work. Steps take turns in every round, so that they meet the
same machine. The caches are warm, which a real listing's are not.
"""

from __future__ import annotations

import argparse
import json
import time
from typing import TYPE_CHECKING, Any

import orjson
from ticket_body import dumps, ticket

from cxsdk.helpdesks.zendesk.native import Ticket
from cxsdk.wire import Loader, decode

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = 100
BODY = dumps({"tickets": [ticket(number) for number in range(1, SIZE + 1)]})
OBJECTS: list[dict[str, Any]] = orjson.loads(BODY)["tickets"]
LOADER = Loader(Ticket, vendor="zendesk")


def load() -> None:
    for data in OBJECTS:
        LOADER.load(data)


def load_and_touch() -> None:
    for data in OBJECTS:
        loaded = LOADER.load(data)
        _ = loaded.custom_fields, loaded.via


def load_and_spell() -> None:
    for data in OBJECTS:
        LOADER.load(data).to_dict()


def load_by_schema() -> None:
    schema = LOADER.schema
    for data in OBJECTS:
        schema.load(data)


STEPS: dict[str, Callable[[], object]] = {
    "json.loads": lambda: json.loads(BODY),
    "orjson.loads": lambda: orjson.loads(BODY),
    "wire.decode": lambda: decode(BODY),
    "load": load,
    "load, read custom_fields and via": load_and_touch,
    "load, to_dict": load_and_spell,
    "marshmallow Schema.load": load_by_schema,
}


def measure(rounds: int) -> dict[str, float]:
    """Return the least CPU microseconds a ticket of each step."""
    best = dict.fromkeys(STEPS, float("inf"))
    for _ in range(rounds):
        for name, step in STEPS.items():
            start = time.process_time()
            step()
            best[name] = min(best[name], (time.process_time() - start) / SIZE * 1e6)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description="What each step costs.")
    parser.add_argument("rounds", nargs="?", type=int, default=60)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    best = measure(options.rounds)
    if options.json:
        print(json.dumps({"ticket_bytes": len(BODY) // SIZE, "cpu_us": best}, indent=1))
        return
    print(f"steps: CPU us a ticket of {len(BODY) // SIZE} bytes, least of {options.rounds} rounds")
    for name, spent in best.items():
        print(f"{name:33} {spent:7.1f}")


if __name__ == "__main__":
    main()

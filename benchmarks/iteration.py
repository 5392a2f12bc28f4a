"""What reading tickets costs, typed, beside plain ``requests`` + ``.json()``.

Usage: python benchmarks/iteration.py [PAIRS] [--pages N] [--json]

CPU time per ticket of one process that reads a listing from end to end: network,
JSON and models; and of one process that reads single tickets.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import requests
from listing import PATH, served
from paired import Case, Row, compare, cpu_us
from told import told

import cxsdk

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = 100
SINGLES = 60


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


CASES: dict[str, tuple[Callable[[str], int], float]] = {
    "native tickets": (native, 0.85),
    "native tickets, nested parts read": (native_nested, 1.3),
    "normalised tickets": (normalised, 1.0),
}


def rows(pairs: int, *, pages: int = 5) -> list[Row]:
    """Measure every case against the baseline."""
    tickets, found = pages * SIZE, []
    with served(pages=pages, size=SIZE) as origin:
        base = partial(cpu_us, partial(plain, origin), tickets)
        for name, (run, goal) in CASES.items():
            ours = partial(cpu_us, partial(run, origin), tickets)
            ours()  # connections, imports and compiled loaders are not the point
            found.append(compare(Case(f"CPU a ticket: {name}", ours, base, goal), pairs))
        found.append(one_by_one(origin, pairs))
    return found


def one_by_one(origin: str, pairs: int) -> Row:
    """Measure reading single tickets over a connection that is open."""
    session = requests.Session()
    session.headers["Authorization"] = "Bearer x"
    url = f"{origin}{PATH}/1"
    with cxsdk.connect("zendesk", "acme", auth=cxsdk.BearerToken("x"), base_url=origin) as desk:
        get = desk.native.tickets.get

        def theirs() -> int:
            return sum(bool(session.get(url).json()["ticket"]["id"]) for _ in range(SINGLES))

        def ours() -> int:
            return sum(bool(get(1).id) for _ in range(SINGLES))

        run, base = partial(cpu_us, ours, SINGLES), partial(cpu_us, theirs, SINGLES)
        run()
        return compare(Case("CPU a call: one typed GET", run, base, goal=1.0), pairs)


if __name__ == "__main__":
    told(rows, __doc__)

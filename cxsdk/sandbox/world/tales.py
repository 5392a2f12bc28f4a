"""The conversations of the world, read from ``texts/`` and put in order of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cxsdk.sandbox.clock import WORLD_START
from cxsdk.sandbox.world import people, turns
from cxsdk.sandbox.world.people import Person
from cxsdk.sandbox.world.sketches import Sketcher
from cxsdk.sandbox.world.turns import Turn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from cxsdk.sandbox.world.people import Cast

_FIRST_ID = 4000
_LAST_ID = 4912


@dataclass(frozen=True, slots=True)
class Tale:
    """One conversation: who, how, and every turn with its moment.

    ``facts`` holds what was written beside the turns: subject, status, tags, topic,
    order, device, priority, type, problem, rating, follows.
    """

    id: int
    customer: Person
    channel: str
    turns: tuple[Turn, ...]
    facts: Mapping[str, Any]

    @property
    def started_at(self) -> datetime:
        """When the customer began it."""
        return self.turns[0].at


@dataclass(frozen=True, slots=True)
class _Untold:
    customer: Person
    turns: tuple[Turn, ...]
    facts: Mapping[str, Any]


def load(cast: Cast) -> list[Tale]:
    """Return every conversation in order of time, numbered in that order.

    Numbers that are written in the texts stand; the others are spread between them.
    Gaps are natural: a real account has tickets that are not shown here.
    """
    sketcher = Sketcher(cast)
    untold = sorted(
        (_read(facts, cast, sketcher) for facts in _texts()),
        key=lambda one: (one.turns[0].at, one.facts["subject"]),
    )
    numbers = _number([one.facts.get("id") for one in untold])
    return [
        Tale(number, one.customer, one.facts.get("via", "chat"), one.turns, one.facts)
        for number, one in zip(numbers, untold, strict=True)
    ]


def _texts() -> Iterator[Mapping[str, Any]]:
    folder = resources.files(__package__).joinpath("texts")
    for file in sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".json")):
        yield from people.read(f"texts/{file}")


def _read(facts: Mapping[str, Any], cast: Cast, sketcher: Sketcher) -> _Untold:
    lines = [turns.parse(line) for line in facts["turns"]]
    if lines[0].clock is None:
        return _Untold(*sketcher.finish(facts, lines))
    placed = turns.place(lines, facts["at"])
    if placed[-1].at > WORLD_START:
        message = f"{facts['subject']!r} ends after the world begins"
        raise ValueError(message)
    customer = cast.people[facts["who"]]
    return _Untold(customer, sketcher.fill(placed, customer, facts), facts)


def _number(fixed: list[int | None]) -> list[int]:
    anchors = [(-1, _FIRST_ID), *((i, n) for i, n in enumerate(fixed) if n is not None)]
    anchors.append((len(fixed), max(_LAST_ID, anchors[-1][1] + len(fixed) - anchors[-1][0])))
    numbers: list[int] = []
    for (left, low), (right, high) in pairwise(anchors):
        if high - low < right - left:
            message = f"no room for {right - left - 1} tickets between {low} and {high}"
            raise ValueError(message)
        numbers += [
            low + (high - low) * (i - left) // (right - left) for i in range(left + 1, right)
        ]
        numbers.append(high)
    return numbers[:-1]

"""How a conversation is written down, a turn a line, and what a line means.

``10:02 c: text``            the customer says it, at 10:02 in Moscow
``10:16 timur: text``        so does anyone else, by their key
``10:21 timur#: text``       an internal note
``10:22 timur>anna: text``   a handover; the text, if any, is a note that goes with it
``10:22 timur>@payments``    a handover to a group, to nobody yet (``>anna@payments``: to both);
                             ``auto>anna`` when a rule did it
``13:42 =solved``            a status that is set without a word

A time that is earlier than the one before belongs to the next day; ``+3d 09:10``
is three days later. Lines without times are sketches: see ``sketches``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MOSCOW = timezone(timedelta(hours=3), "MSK")
CUSTOMER = "c"
_LINE = re.compile(
    r"(?:\+(?P<days>\d+)d )?(?:(?P<hour>\d\d):(?P<minute>\d\d) )?"
    r"(?:=(?P<status>\w+)"
    r"|(?P<author>\w+)(?P<note>#)?(?P<hand>>(?P<to>\w+)?(?:@(?P<group>\w+))?)?(?:: (?P<text>.+))?)",
    re.DOTALL,
)


class Kind(Enum):
    """What a turn is."""

    SAY = "say"
    NOTE = "note"
    HAND = "hand"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Line:
    """One line as written; ``clock`` is None in a sketch, ``days`` counts from the line before."""

    kind: Kind
    author: str = ""
    text: str = ""
    to: str | None = None
    group: str | None = None
    status: str | None = None
    days: int = 0
    clock: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One line and when it happened (Moscow time)."""

    at: datetime
    line: Line


def parse(source: str) -> Line:
    """Read one line.

    Raises:
        ValueError: It is no line of a conversation.
    """
    found = _LINE.fullmatch(source)
    if found is None:
        message = f"no line of a conversation: {source!r}"
        raise ValueError(message)
    part = found.groupdict()
    return Line(
        kind=_kind(part),
        author=part["author"] or "",
        text=part["text"] or "",
        to=part["to"],
        group=part["group"],
        status=part["status"],
        days=int(part["days"] or 0),
        clock=(int(part["hour"]), int(part["minute"])) if part["hour"] else None,
    )


def _kind(part: dict[str, str | None]) -> Kind:
    if part["status"]:
        return Kind.STATUS
    if part["hand"]:
        return Kind.HAND
    return Kind.NOTE if part["note"] else Kind.SAY


def place(lines: Iterable[Line], day: str) -> tuple[Turn, ...]:
    """Give each line its moment, the first on ``day`` (``2026-11-20``).

    Raises:
        ValueError: A line has no time.
    """
    now = datetime.fromisoformat(day).replace(tzinfo=MOSCOW)
    turns: list[Turn] = []
    for line in lines:
        if line.clock is None:
            message = f"a line without a time: {line.text[:40]!r}"
            raise ValueError(message)
        hour, minute = line.clock
        at = (now + timedelta(days=line.days)).replace(hour=hour, minute=minute)
        if at < now:
            at += timedelta(days=1)
        turns.append(Turn(at, line))
        now = at
    return tuple(turns)

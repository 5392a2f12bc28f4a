"""A wait drawn as a ruler: ticks on a logarithmic scale, a thick one for the norm.

Source: design, "Uncertainty is drawn": the ruler is the same idea for time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from cxsdk.sandbox.workspace.language import COMPANY_ZONE

if TYPE_CHECKING:
    from collections.abc import Iterator

_STEP = 6
_STRETCH = 30.0
_HEIGHT = 10
_MINUTE = timedelta(minutes=1)
_OPENS, _CLOSES = time(9), time(18)
_WEEKEND = 5
#: How soon a person should answer, by the picture of the channel.
NORMS = {"chat": timedelta(minutes=5), "mail": timedelta(hours=4), "phone": timedelta(hours=4)}


@dataclass(frozen=True, slots=True)
class Ruler:
    """What to draw: two paths of ticks, within the norm and beyond it, and the norm itself."""

    width: int
    within: str
    beyond: str
    norm_at: float


def ruler(length: timedelta, norm: timedelta) -> Ruler:
    """Lay a wait out against its norm; both in the same kind of time."""
    edge = _place(norm) if length > norm else math.inf
    last = max(round(_place(length) / _STEP), 1)
    within: list[str] = []
    beyond: list[str] = []
    for number in range(last + 1):
        at = number * _STEP + 0.5
        tick = f"M{at:g} {_HEIGHT}v-{_HEIGHT if number % 5 == 0 else _HEIGHT // 2}"
        (within if at <= edge else beyond).append(tick)
    return Ruler(
        last * _STEP + 4,
        "".join(within),
        "".join(beyond),
        round(min(_place(norm), last * _STEP + 3), 1),
    )


def _place(length: timedelta) -> float:
    return _STRETCH * math.log1p(max(length / _MINUTE, 0))


def counted(channel: str, since: datetime, until: datetime) -> timedelta:
    """Return how much of a wait counts: all of it in a chat, the company's hours elsewhere."""
    if channel == "chat":
        return until - since
    return sum((shift for shift in _shifts(since, until)), timedelta())


def _shifts(since: datetime, until: datetime) -> Iterator[timedelta]:
    start, end = since.astimezone(COMPANY_ZONE), until.astimezone(COMPANY_ZONE)
    day = start.date()
    while day <= end.date():
        if day.weekday() < _WEEKEND:
            opens = datetime.combine(day, _OPENS, COMPANY_ZONE)
            closes = datetime.combine(day, _CLOSES, COMPANY_ZONE)
            yield max(min(end, closes) - max(start, opens), timedelta())
        day += timedelta(days=1)

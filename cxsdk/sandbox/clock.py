"""The world's clock: it runs with real time and can be put forward.

It drives what happens in the local helpdesk (times of messages, due times of
apps), never tokens, signatures or rate limits: those use real time.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxsdk.sandbox.state import State

#: When the world is first opened: Monday, 10:31 in Moscow.
WORLD_START = datetime(2026, 11, 23, 7, 31, tzinfo=UTC)
_KEY = "clock.ahead_us"
_MICROSECOND = timedelta(microseconds=1)


class WorldClock:
    """What time it is in the world; call it to know.

    The distance to real time is kept in the state, so that a restart of the
    server neither stops nor resets it.

    Args:
        state: Where the distance is kept.
        start: What time it is when the state has never had a clock.
        real: Real time; tests hand in their own.
    """

    def __init__(
        self,
        state: State,
        *,
        start: datetime = WORLD_START,
        real: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Go on from where the clock of this state stands."""
        self._state = state
        self._start = start
        self._real = real
        self._lock = threading.Lock()
        kept = state.setting(_KEY)
        self._ahead = timedelta() if kept is None else kept * _MICROSECOND
        if kept is None:
            self.restart()

    def __call__(self) -> datetime:
        """Return the aware UTC moment."""
        return self._real() + self._ahead

    def advance(self, by: timedelta) -> datetime:
        """Put the clock forward; returns the new time.

        Raises:
            ValueError: ``by`` is negative: what happened cannot be undone.
        """
        if by < timedelta():
            message = "the clock of the world only goes forward"
            raise ValueError(message)
        with self._lock:
            self._set(self._ahead + by)
        return self()

    def restart(self, at: datetime | None = None) -> datetime:
        """Set the clock to ``at``, by default to where the world began."""
        with self._lock:
            self._set((at or self._start) - self._real())
        return self()

    def _set(self, ahead: timedelta) -> None:
        self._state.set_setting(_KEY, ahead // _MICROSECOND)
        self._ahead = ahead


def stamp(moment: datetime) -> str:
    """Spell a moment as the vendor does: UTC, whole seconds, ``2026-11-23T07:31:00Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    """Read what :func:`stamp` wrote, or any ISO 8601 moment with an offset; naive means UTC.

    Raises:
        ValueError: It is no moment.
    """
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)

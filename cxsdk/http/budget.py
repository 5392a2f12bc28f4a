"""How many calls are left, shared by all that draw on one account."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cxsdk.http.retry import retry_after_s

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cxsdk.http.rates import Rate, RateHeaders

_ID = re.compile(r"(?<=/)[0-9][0-9A-Za-z]*(?=[/.]|\Z)", re.ASCII)
_SAME_WINDOW_S = 2.0
_BLIND_S = 1.0
_KEPT = 1024


class Budget(Protocol):
    """The calls that are left to one account; safe to share between threads.

    A budget never sleeps: the client does, so that one place bounds the waiting.
    """

    def take(self, method: str, path: str) -> float:
        """Take one call out of every bucket that this one draws on.

        Args:
            method: Verb in capitals.
            path: Path of the address, without the query.

        Returns:
            0.0 when the call may go out; else the seconds until it may, and
            nothing is taken.
        """

    def learn(self, method: str, path: str, *, status: int, headers: Mapping[str, str]) -> None:
        """Read what the answer says about the buckets."""


@dataclass(slots=True)
class _Bucket:
    remaining: int
    limit: int | None
    ends_at: float


class MemoryBudget:
    """A budget within one process.

    Which endpoint buckets a call draws on is learnt from the first answer to
    a call of its kind: same verb, same path but for ids.

    Args:
        names: How the vendor spells its limits.
        clock: Seconds that never run backwards.
    """

    def __init__(self, names: RateHeaders, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Start knowing no bucket: the first call goes out."""
        self._names = names
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[str, _Bucket] = {}
        self._draws: dict[str, set[str]] = {}

    def take(self, method: str, path: str) -> float:
        """Take one call from each bucket, or say how long to wait."""
        kind = _kind(method, path)
        with self._lock:
            now = self._clock()
            spent_until = now
            drawn = []
            for name in (self._names.account_bucket(path), kind, *self._draws.get(kind, ())):
                # A name that is open at its end is another bucket for each path.
                bucket = self._current(name + path if name.endswith(":") else name, now)
                if bucket is not None:
                    drawn.append(bucket)
                    if bucket.remaining <= 0:
                        spent_until = max(spent_until, bucket.ends_at)
            if spent_until > now:
                return spent_until - now
            for bucket in drawn:
                bucket.remaining -= 1
            return 0.0

    def learn(self, method: str, path: str, *, status: int, headers: Mapping[str, str]) -> None:
        """Read the answer's own count; within one window the smaller number counts."""
        rates = self._names.read(path, headers)
        is_refused = status == 429
        if not rates and not is_refused:
            return
        kind, wait_s = _kind(method, path), retry_after_s(headers) if is_refused else None
        with self._lock:
            now = self._clock()
            self._forget(now)
            for rate in rates:
                self._set(rate, now, wait_s)
                if rate.bucket != self._names.account_bucket(path):
                    self._draws.setdefault(kind, set()).add(rate.bucket.removesuffix(path))
            if is_refused and all(rate.remaining for rate in rates):
                # Refused by a bucket that the answer does not name: only calls of this kind wait.
                self._buckets[kind] = _Bucket(0, None, now + (wait_s or _BLIND_S))

    def _current(self, name: str, now: float) -> _Bucket | None:
        bucket = self._buckets.get(name)
        if bucket is not None and bucket.ends_at <= now:
            del self._buckets[name]
            return None
        return bucket

    def _forget(self, now: float) -> None:
        if len(self._buckets) > _KEPT:
            self._buckets = {n: b for n, b in self._buckets.items() if b.ends_at > now}

    def _set(self, rate: Rate, now: float, wait_s: float | None) -> None:
        known = self._current(rate.bucket, now)
        remaining, resets_in_s = rate.remaining, rate.resets_in_s
        if remaining == 0 and wait_s is not None:
            resets_in_s = wait_s
        if resets_in_s is None:
            # The window's end is not told. It began no later than the call that showed it.
            ends_at = known.ends_at if known else now + self._names.window_s
        else:
            ends_at = now + resets_in_s
            if known is not None and abs(known.ends_at - ends_at) <= _SAME_WINDOW_S:
                # Answers overtake each other, and calls are under way that this one cannot know.
                remaining = min(remaining, known.remaining)
        self._buckets[rate.bucket] = _Bucket(remaining, rate.limit, ends_at)


def _kind(method: str, path: str) -> str:
    return f"{method} {_ID.sub('#', path)}"

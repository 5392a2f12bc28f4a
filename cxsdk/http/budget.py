"""How many calls are left, shared by all that draw on one account."""

from __future__ import annotations

import math
import re
import threading
import time
from collections import Counter
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
_UNTOLD = 1_000_000
#: A reset in whole seconds may have lost a part of one.
_ROUNDED_S = 1.0
#: The longest window that an answer is believed; a server may say a year.
_LONGEST_S = 3600.0


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a call may not go out yet.

    Args:
        wait_s: Seconds until it may.
        bucket: Name of the bucket that is spent.
        calls: Calls that went out of this bucket so far.
    """

    wait_s: float
    bucket: str
    calls: int


class Budget(Protocol):
    """The calls that are left to one account; safe to share between threads.

    A budget never sleeps: the client does, so that one place bounds the waiting.
    """

    def take(
        self,
        method: str,
        path: str,
        names: RateHeaders,
        *,
        patience_s: float = math.inf,
        has_waited: bool = False,
    ) -> Hold | None:
        """Take one call out of every bucket that this one draws on.

        Args:
            method: Verb in capitals.
            path: Path of the address, without the query.
            names: How the vendor spells its limits.
            patience_s: The longest that the caller will wait; who will not is
                kept no place.
            has_waited: Whether the caller comes back from the wait it was told.

        Returns:
            None when the call may go out; else what it is held by, and nothing
            is taken.
        """

    def learn(
        self,
        method: str,
        path: str,
        names: RateHeaders,
        *,
        status: int | None,
        headers: Mapping[str, str],
    ) -> None:
        """Read what the answer says about the buckets; ``status`` is None when none came."""


@dataclass(slots=True)
class _Bucket:
    """One window of calls. ``due`` of them are kept for those who waited for it."""

    remaining: int
    limit: int | None
    ends_at: float
    span_s: float
    begins_at: float = -math.inf
    is_guess: bool = False
    waiting: int = 0
    due: int = 0
    calls: int = 0

    def is_free(self, *, has_waited: bool) -> bool:
        return self.remaining > 0 or (has_waited and self.due > 0)

    def take(self, *, has_waited: bool) -> None:
        self.calls += 1
        if has_waited and self.due > 0:
            self.due -= 1
        else:
            self.remaining -= 1

    def free_at(self) -> float:
        """When the next caller's turn is: a window holds only so many of those who wait."""
        if self.limit is None:
            return self.ends_at
        return self.ends_at + self.span_s * (self.waiting // max(self.limit, 1))

    def roll(self, now: float) -> None:
        """Begin the next window; those who waited for it come first."""
        limit = _UNTOLD if self.limit is None else self.limit
        self.due = min(self.waiting, limit)
        self.waiting -= self.due
        self.remaining = limit - self.due
        self.begins_at, self.ends_at, self.is_guess = now, now + self.span_s, True

    def lower(self, left: int) -> None:
        """Never believe in more calls than ``left``, those who waited included."""
        self.due = max(0, min(self.due, left))
        self.remaining = max(0, min(self.remaining, left - self.due))

    def correct(
        self, rate: Rate, now: float, resets_in_s: float, *, flying: int, is_refused: bool
    ) -> None:
        """Bring what is known into line with an answer that says when its window ends."""
        is_next = now + resets_in_s > self.ends_at + _SAME_WINDOW_S
        if is_next and not self.is_guess and not is_refused:
            self.roll(now)
            self.lower(rate.remaining - flying)
        else:
            # Answers overtake each other, and calls are under way that this one cannot know.
            self.lower(rate.remaining)
        self.span_s = max(self.span_s, resets_in_s)
        self.ends_at, self.is_guess = now + resets_in_s, False


class MemoryBudget:
    """A budget within one process: give the same one to every desk of one account.

    Safe to share between threads. Which endpoint buckets a call draws on is
    learnt from the first answer to a call of its kind: same verb, same path but
    for ids. Until an answer told a limit, calls go out freely. Callers that wait
    get their turn in the order in which they came.

    Args:
        clock: Seconds that never run backwards.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Start knowing no bucket: the first call goes out."""
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[str, _Bucket] = {}
        self._draws: dict[str, set[str]] = {}
        self._flying: Counter[str] = Counter()

    def take(
        self,
        method: str,
        path: str,
        names: RateHeaders,
        *,
        patience_s: float = math.inf,
        has_waited: bool = False,
    ) -> Hold | None:
        """Take one call from each bucket, or say what holds it."""
        account, kind = names.account_bucket(path), _kind(method, path)
        with self._lock:
            now = self._clock()
            drawn = []
            hold, free_at = None, now
            for name in (account, kind, *self._draws.get(kind, ())):
                # A name that is open at its end is another bucket for each path.
                name = name + path if name.endswith(":") else name  # noqa: PLW2901
                bucket = self._current(name, now)
                if bucket is None:
                    continue
                drawn.append(bucket)
                if not bucket.is_free(has_waited=has_waited) and bucket.free_at() > free_at:
                    free_at = bucket.free_at()
                    hold = Hold(free_at - now, name, bucket.calls)
            if hold is None:
                for bucket in drawn:
                    bucket.take(has_waited=has_waited)
                self._flying[account] += 1
                self._flying[kind] += 1
            elif hold.wait_s <= patience_s:
                for bucket in drawn:
                    bucket.waiting += not bucket.is_free(has_waited=has_waited)
            return hold

    def learn(
        self,
        method: str,
        path: str,
        names: RateHeaders,
        *,
        status: int | None,
        headers: Mapping[str, str],
    ) -> None:
        """Read the answer's own count; within one window the smaller number counts."""
        account, kind = names.account_bucket(path), _kind(method, path)
        rates = names.read(path, headers)
        wait_s = retry_after_s(headers) if status == 429 else None
        with self._lock:
            now = self._clock()
            self._land(account)
            self._land(kind)
            self._forget(now)
            for rate in rates:
                is_account = rate.bucket == account
                flying = self._flying[account if is_account else kind]
                self._set(rate, now, wait_s, flying=flying, window_s=names.window_s)
                if not is_account:
                    self._draws.setdefault(kind, set()).add(rate.bucket.removesuffix(path))
            if status == 429 and all(rate.remaining for rate in rates):
                # Refused by a bucket that the answer does not name: only calls of this kind wait.
                told_s = _BLIND_S if wait_s is None else min(wait_s, _LONGEST_S)
                self._buckets[kind] = _Bucket(0, None, now + told_s, told_s)

    def _land(self, name: str) -> None:
        self._flying[name] -= 1
        if self._flying[name] <= 0:
            del self._flying[name]

    def _current(self, name: str, now: float) -> _Bucket | None:
        bucket = self._buckets.get(name)
        if bucket is not None and bucket.ends_at <= now:
            if bucket.limit is None:
                del self._buckets[name]
                return None
            bucket.roll(now)
        return bucket

    def _forget(self, now: float) -> None:
        if len(self._buckets) > _KEPT:
            self._buckets = {n: b for n, b in self._buckets.items() if b.ends_at > now}

    def _set(
        self, rate: Rate, now: float, wait_s: float | None, *, flying: int, window_s: float
    ) -> None:
        known = self._current(rate.bucket, now)
        resets_in_s = _resets_in_s(rate, wait_s)
        if known is None:
            # The window's end may not be told. It began no later than the call that showed it.
            ends_in_s = window_s if resets_in_s is None else resets_in_s
            self._buckets[rate.bucket] = _Bucket(
                # Calls that went out before a limit was known may not be counted in it yet.
                remaining=max(0, rate.remaining - flying),
                limit=rate.limit,
                ends_at=now + ends_in_s,
                span_s=max(window_s, ends_in_s),
                is_guess=resets_in_s is None,
            )
            return
        known.limit = known.limit if rate.limit is None else rate.limit
        if resets_in_s is None:
            if rate.remaining - known.remaining > (known.limit or math.inf) / 2:
                known.roll(now)  # nobody says so, but the vendor's window is a new one
            known.lower(rate.remaining)
        elif wait_s or now + resets_in_s > known.begins_at + _SAME_WINDOW_S:
            known.correct(rate, now, resets_in_s, flying=flying, is_refused=bool(wait_s))
        # Else it is a late answer, about the window before.


def _resets_in_s(rate: Rate, wait_s: float | None) -> float | None:
    if rate.remaining == 0 and wait_s is not None:
        return min(wait_s, _LONGEST_S)
    if rate.resets_in_s is None:
        return None
    lost_s = _ROUNDED_S if rate.resets_in_s.is_integer() else 0.0
    return min(rate.resets_in_s + lost_s, _LONGEST_S)


def _kind(method: str, path: str) -> str:
    return f"{method} {_ID.sub('#', path)}"

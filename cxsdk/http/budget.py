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
_BLIND_S = 1.0
_KEPT = 1024
_UNTOLD = 1_000_000
#: A reset in whole seconds may have lost a part of one.
_ROUNDED_S = 1.0
#: How late an answer may be that is about the window before.
_LATE_S = 15.0
#: The longest window that an answer is believed; a server may say a year.
_LONGEST_S = 3600.0


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a call may not go out yet.

    Args:
        wait_s: Seconds until it may.
        bucket: Name of the bucket that is spent.
        calls: Calls that went out of this bucket so far.
        window: In which of the bucket's windows a place is kept for the caller.
    """

    wait_s: float
    bucket: str
    calls: int
    window: int = 0


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
        waited: Hold | None = None,
    ) -> Hold | None:
        """Take one call out of every bucket that this one draws on.

        Args:
            method: Verb in capitals.
            path: Path of the address, without the query.
            names: How the vendor spells its limits.
            patience_s: The longest that the caller will wait; who will not is
                kept no place.
            waited: What the caller has waited for, when it comes back.

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
    """One window of calls, and the queue for the windows after it.

    ``due`` of the window's calls are kept for those who waited for it.
    """

    remaining: int
    limit: int | None
    ends_at: float
    span_s: float
    begins_at: float = -math.inf
    is_guess: bool = False
    number: int = 0
    waiting: int = 0
    due: int = 0
    calls: int = 0

    def is_free(self, waited: Hold | None) -> bool:
        return self.remaining > 0 or self.has_place(waited)

    def has_place(self, waited: Hold | None) -> bool:
        return waited is not None and waited.window == self.number and self.due > 0

    def take(self, waited: Hold | None) -> None:
        self.calls += 1
        if self.has_place(waited):
            self.due -= 1
        else:
            self.remaining -= 1

    def turn(self, waited: Hold | None) -> int:
        """Return the window of the caller's turn: one holds only so many of those who wait."""
        if waited is not None and waited.window > self.number:
            return waited.window  # it came too early, and has its place still
        return self.number + 1 + (self.waiting // max(self.limit, 1) if self.limit else 0)

    def begin_of(self, window: int) -> float:
        return self.ends_at + self.span_s * (window - self.number - 1)

    def roll(self, now: float, windows: int = 1) -> None:
        """Begin a later window; those who waited for it come first."""
        limit = _UNTOLD if self.limit is None else self.limit
        self.number += windows
        served = min(self.waiting, limit * windows)
        self.waiting -= served
        self.due = min(served, limit)
        self.remaining = limit - self.due
        self.begins_at, self.ends_at, self.is_guess = now, now + self.span_s, True

    def lower(self, left: int) -> None:
        """Never believe in more calls than ``left``, those who waited included."""
        self.due = max(0, min(self.due, left))
        self.remaining = max(0, min(self.remaining, left - self.due))

    def is_over_at(self, ends_at: float) -> bool:
        """Whether an answer that names this end came late, and is about the window before."""
        if self.begins_at == -math.inf:
            return False
        if self.is_guess:  # a new window ends much later than the old one did
            return ends_at <= self.begins_at + min(self.span_s / 4, _LATE_S)
        return ends_at < self.ends_at - self.span_s / 2

    def correct(
        self, rate: Rate, now: float, resets_in_s: float, *, flying: int, window_s: float
    ) -> None:
        """Bring what is known into line with an answer that says when its window ends."""
        ends_at = now + resets_in_s
        if not self.is_guess and ends_at > self.ends_at + self.span_s / 2:
            self.roll(now)
            self.lower(rate.remaining - flying)
        else:
            # Answers overtake each other, and calls are under way that this one cannot know.
            self.lower(rate.remaining)
        self.span_s = max(window_s if self.is_guess else self.span_s, resets_in_s)
        # An answer is read later than it was written, so the least end is the truest.
        self.ends_at = ends_at if self.is_guess else min(ends_at, self.ends_at)
        self.is_guess = False

    def refuse(self, now: float, wait_s: float) -> None:
        """Nothing goes out any more, for so long."""
        self.lower(0)
        self.ends_at, self.is_guess = now + wait_s, False


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
        waited: Hold | None = None,
    ) -> Hold | None:
        """Take one call from each bucket, or say what holds it."""
        account, kind = names.account_bucket(path), _kind(method, path)
        with self._lock:
            now = self._clock()
            drawn: list[tuple[_Bucket, Hold | None]] = []
            hold, held_by = None, None
            for name in (account, kind, *self._draws.get(kind, ())):
                # A name that is open at its end is another bucket for each path.
                name = name + path if name.endswith(":") else name  # noqa: PLW2901
                bucket = self._current(name, now)
                if bucket is None:
                    continue
                own = waited if waited is not None and waited.bucket == name else None
                drawn.append((bucket, own))
                if not bucket.is_free(own):
                    window = bucket.turn(own)
                    wait_s = bucket.begin_of(window) - now
                    if hold is None or wait_s > hold.wait_s:
                        hold, held_by = Hold(wait_s, name, bucket.calls, window), bucket
            if hold is None:
                for bucket, own in drawn:
                    bucket.take(own)
                self._flying[account] += 1
                self._flying[kind] += 1
            elif held_by is not None and hold.wait_s <= patience_s:
                place = None if waited is None else (waited.bucket, waited.window)
                held_by.waiting += place != (hold.bucket, hold.window)
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
            bucket.roll(now, 1 + int((now - bucket.ends_at) / max(bucket.span_s, 1.0)))
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
        if rate.remaining == 0 and wait_s is not None:
            known.refuse(now, min(wait_s, _LONGEST_S))
        elif resets_in_s is None:
            if rate.remaining - known.remaining > (known.limit or math.inf) / 2:
                known.roll(now)  # nobody says so, but the vendor's window is a new one
            known.lower(rate.remaining)
        elif not known.is_over_at(now + resets_in_s):
            known.correct(rate, now, resets_in_s, flying=flying, window_s=window_s)


def _resets_in_s(rate: Rate, wait_s: float | None) -> float | None:
    if rate.remaining == 0 and wait_s is not None:
        return min(wait_s, _LONGEST_S)
    if rate.resets_in_s is None:
        return None
    lost_s = _ROUNDED_S if rate.resets_in_s.is_integer() else 0.0
    return min(rate.resets_in_s + lost_s, _LONGEST_S)


def _kind(method: str, path: str) -> str:
    return f"{method} {_ID.sub('#', path)}"

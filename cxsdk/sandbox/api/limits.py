"""How often the API may be called: windows of a minute, by real time."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from cxsdk.sandbox.api.reply import refuse

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response

    from cxsdk.sandbox.state import State

#: The setting that holds other limits, by the names of :data:`DEFAULTS`.
SETTING = "limits"
#: Calls a minute. Source: the vendor's Enterprise plan, and its limit of exports.
DEFAULTS = {"account": 700, "incremental-exports": 10}
_WINDOW_S = 60.0


@dataclass(slots=True)
class _Window:
    ends_at: float
    used: int = 0


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a bucket after a call: ``reset_s`` is in seconds from now."""

    name: str
    total: int
    remaining: int
    reset_s: int
    is_over: bool


class Limits:
    """Counts calls by bucket.

    Args:
        state: Its setting ``limits`` may hold other numbers; it is read at every call,
            so that a page can change them while everything runs.
        clock: Monotonic seconds; tests hand in their own.
    """

    def __init__(self, state: State, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with full buckets."""
        self._state = state
        self._clock = clock
        self._lock = threading.Lock()
        self._windows: dict[str, _Window] = {}

    def take(self, name: str) -> Allowance:
        """Count one call in a bucket; a call too many is not counted."""
        total = int({**DEFAULTS, **self._state.setting(SETTING, {})}[name])
        with self._lock:
            now = self._clock()
            window = self._windows.get(name)
            if window is None or now >= window.ends_at:
                window = self._windows[name] = _Window(now + _WINDOW_S)
            is_over = window.used >= total
            if not is_over:
                window.used += 1
            reset_s = max(1, round(window.ends_at - now))
            return Allowance(name, total, max(0, total - window.used), reset_s, is_over)

    def refill(self) -> None:
        """Fill every bucket at once."""
        with self._lock:
            self._windows.clear()


def buckets(path: str) -> tuple[str, ...]:
    """Return the buckets that a call to ``path`` is counted in."""
    is_export = path.startswith("/api/v2/incremental/")
    return ("account", "incremental-exports") if is_export else ("account",)


def note(response: Response, allowances: list[Allowance]) -> Response:
    """Write what is left into the answer, in all spellings that real answers carry."""
    for each in allowances:
        if each.name == "account":
            response.headers.update(_account_headers(each))
        else:
            value = f"total={each.total}; remaining={each.remaining}; resets={each.reset_s}"
            response.headers[f"zendesk-ratelimit-{each.name}"] = value
    return response


def enforce(limits: Limits) -> list[Allowance]:
    """Count this call; end it with 429 when a bucket is empty."""
    taken = [limits.take(name) for name in buckets(request.path)]
    for each in taken:
        if each.is_over:
            text = "Number of allowed API requests per minute exceeded"
            if each.name == "incremental-exports":
                text = "Number of allowed incremental export API requests per minute exceeded"
            body = {"error": "APIRateLimitExceeded", "description": text}
            account = next(one for one in taken if one.name == "account")
            headers = {"Retry-After": str(each.reset_s), **_account_headers(account)}
            refuse(429, body, headers=headers)
    return taken


def _account_headers(allowance: Allowance) -> dict[str, str]:
    total, remaining = str(allowance.total), str(allowance.remaining)
    return {
        "X-Rate-Limit": total,
        "X-Rate-Limit-Remaining": remaining,
        "ratelimit-limit": total,
        "ratelimit-remaining": remaining,
        "ratelimit-reset": str(allowance.reset_s),
    }

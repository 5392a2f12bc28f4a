"""What an answer says about the calls that are left. Pure; a vendor brings the header names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ACCOUNT = "account"
_NUMBER = re.compile(r"\d{1,12}(?:\.\d{0,6})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class RateNames:
    """One spelling of the account's own limit.

    Args:
        limit: Header with the calls per window.
        remaining: Header with the calls that are left.
        reset: Header with the seconds until the window ends; empty where there is none.
    """

    limit: str
    remaining: str
    reset: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """One bucket of calls, as an answer described it.

    Args:
        bucket: Its name, unique within the account.
        remaining: Calls that are left, 0 or more.
        limit: Calls per window; None when it was not said.
        resets_in_s: Seconds until it is full again; None when it was not said.
    """

    bucket: str
    remaining: int
    limit: int | None = None
    resets_in_s: float | None = None


@dataclass(frozen=True, slots=True)
class RateHeaders:
    """How one vendor spells its limits.

    Args:
        account: Every spelling of the account's limit; the first that is there counts.
        endpoint_prefixes: What the names of headers about one endpoint's limit
            begin with; the rest is the bucket's name and the value reads
            ``total=100; remaining=99; resets=41``.
        areas: Path prefixes that have an account limit of their own.
        per_object: Buckets (names without prefix) that count each path alone,
            such as the updates of one ticket.
        window_s: Length of the account's window, for spellings without a reset.
    """

    account: tuple[RateNames, ...]
    endpoint_prefixes: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    per_object: frozenset[str] = frozenset()
    window_s: float = 60.0

    def account_bucket(self, path: str) -> str:
        """Return which account bucket a call to ``path`` draws on."""
        area = next((area for area in self.areas if path.startswith(area)), None)
        return ACCOUNT if area is None else f"{ACCOUNT}:{area}"

    def read(self, path: str, headers: Mapping[str, str]) -> tuple[Rate, ...]:
        """Return every bucket that the answer to ``path`` names; unreadable ones are left out."""
        rates = [] if (account := self._account(path, headers)) is None else [account]
        for name in headers:
            lower = name.lower()
            # One look for all prefixes: nearly every header of an answer is another one.
            if not lower.startswith(self.endpoint_prefixes):
                continue
            bucket = self._endpoint_name(lower)
            if bucket is None:
                continue
            fields = dict(_pairs(headers[name]))
            remaining = _number(fields.get("remaining"))
            if remaining is not None:
                limit = _number(fields.get("total"))
                rates.append(
                    Rate(
                        f"{bucket}:{path}" if bucket in self.per_object else bucket,
                        int(remaining),
                        None if limit is None else int(limit),
                        _number(fields.get("resets")),
                    )
                )
        return tuple(rates)

    def _account(self, path: str, headers: Mapping[str, str]) -> Rate | None:
        for names in self.account:
            remaining = _number(headers.get(names.remaining))
            if remaining is None:
                continue
            limit = _number(headers.get(names.limit))
            reset = _number(headers.get(names.reset)) if names.reset else None
            return Rate(
                self.account_bucket(path),
                int(remaining),
                None if limit is None else int(limit),
                reset,
            )
        return None

    def _endpoint_name(self, name: str) -> str | None:
        for prefix in self.endpoint_prefixes:
            if name.startswith(prefix):
                return name[len(prefix) :] or None
        return None


def _pairs(value: str) -> list[tuple[str, str]]:
    parts = (part.partition("=") for part in value.split(";"))
    return [(name.strip().lower(), text.strip()) for name, _, text in parts]


def _number(text: str | None) -> float | None:
    text = (text or "").strip()
    return float(text) if _NUMBER.fullmatch(text) else None

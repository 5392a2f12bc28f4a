"""Tokens that were issued; only digests of them are kept.

All times here are real: a token's life does not depend on the world's clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cxsdk.sandbox.clock import moment, stamp
from cxsdk.sandbox.oauth.clients import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cxsdk.sandbox.state import Body, State

#: Default lives, in seconds. Source: facts of the vendor's token page (clients since April 2026).
ACCESS_LIFE_S = 1800
REFRESH_LIFE_S = 2_592_000
#: What a caller may ask for instead, in seconds.
ACCESS_LIVES_S = range(300, 172_801)
REFRESH_LIVES_S = range(604_800, 7_776_001)
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who calls with a token, and what it is good for."""

    token_id: int
    user_id: int
    scopes: frozenset[str]


class TokenShelf:
    """The account's tokens.

    Args:
        state: Where they are kept.
        real: Real time; tests hand in their own.
    """

    def __init__(
        self, state: State, *, real: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Look at the tokens of an account."""
        self._state = state
        self._real = real

    def keep(self, token: Mapping[str, object], *, client_id: int, user_id: int) -> Body:
        """Keep a token that is being issued; returns its record.

        Args:
            token: The answer that the client gets: ``access_token``, ``expires_in``,
                ``scope``, and with one ``refresh_token`` and ``refresh_token_expires_in``.
            client_id: Number of the client.
            user_id: As whom it acts.
        """
        now = self._real()
        access, refresh = str(token["access_token"]), token.get("refresh_token")
        life = timedelta(seconds=int(str(token["expires_in"])))
        refresh_life = timedelta(seconds=int(str(token.get("refresh_token_expires_in", 0))))
        with self._state.write():
            body: Body = {
                "id": self._state.next_id("oauth_tokens"),
                "key": digest(access),
                "refresh_key": digest(str(refresh)) if refresh else None,
                "token": access[:_SHOWN],
                "refresh_token": str(refresh)[:_SHOWN] if refresh else None,
                "client_id": client_id,
                "user_id": user_id,
                "scopes": str(token.get("scope", "")).split(),
                "created_at": stamp(now),
                "expires_at": stamp(now + life),
                "refresh_token_expires_at": stamp(now + refresh_life) if refresh else None,
                "used_at": None,
            }
            return self._state.put("oauth_tokens", body)

    def bearer(self, access_token: str) -> Bearer | None:
        """Return whom an access token stands for; None when it is unknown or over."""
        found = self._state.find("oauth_tokens", key=digest(access_token))
        if found is None or self._real() >= moment(found["expires_at"]):
            return None
        return Bearer(found["id"], found["user_id"], frozenset(found["scopes"]))

    def by_refresh_token(self, refresh_token: str) -> Body | None:
        """Return the record of a refresh token; None when it is unknown, used or over."""
        found = self._state.find("oauth_tokens", refresh_key=digest(refresh_token))
        if found is None or self._real() >= moment(found["refresh_token_expires_at"]):
            return None
        return found

    def drop(self, token_id: int) -> None:
        """Take a token and its refresh token away for good."""
        self._state.delete("oauth_tokens", token_id)

    def expire(self, user_id: int | None = None) -> int:
        """End the life of access tokens now, one person's or all; refresh tokens live on.

        Returns:
            How many were ended.
        """
        where = {} if user_id is None else {"user_id": user_id}
        over = stamp(self._real() - timedelta(seconds=1))
        with self._state.write():
            ended = [each | {"expires_at": over} for each in self._all(where)]
            return len(self._state.put_many("oauth_tokens", ended))

    def revoke(self, user_id: int | None = None) -> int:
        """Take tokens away with their refresh tokens, one person's or all; returns how many."""
        where = {} if user_id is None else {"user_id": user_id}
        with self._state.write():
            return sum(self._state.delete("oauth_tokens", each["id"]) for each in self._all(where))

    def _all(self, where: Mapping[str, int]) -> list[Body]:
        return [
            each
            for each in self._state.list("oauth_tokens")
            if all(each[name] == value for name, value in where.items())
        ]

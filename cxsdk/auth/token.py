"""An access token and how long it lives. Pure, but for the clock."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from cxsdk.auth.secret import hide
from cxsdk.errors import AuthError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

MARGIN = timedelta(seconds=60)
ASSUMED_LIFE = timedelta(minutes=5)
_LONGEST_S = 10 * 365 * 86_400


@dataclass(frozen=True, slots=True)
class Token:
    """What an OAuth server granted. Secrets stay out of its ``repr``.

    Args:
        access_token: Goes with each request.
        refresh_token: Buys the next pair, once; None when there is none.
        expires_at: Aware moment of its end; None means: use it until it is refused.
        scope: What was granted, separated by spaces; empty when the server
            did not say, which means: all that was asked for.
        issued_at: Aware moment when it was granted; None when nobody noted it.
        refresh_expires_at: Aware moment when the refresh token ends; None when not told.
    """

    access_token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None
    scope: str = ""
    issued_at: datetime | None = None
    refresh_expires_at: datetime | None = None

    def __post_init__(self) -> None:
        """Keep the secrets out of whatever shows variables."""
        hide(self, "access_token", "refresh_token")

    @property
    def renew_at(self) -> datetime | None:
        """When to renew: 60 s or a fifth of its life before the end, whichever is less.

        None for a token that is used until it is refused. A life that nobody
        noted is taken for a minute, lest a short token be renewed on sight.
        """
        if self.expires_at is None:
            return None
        life = MARGIN if self.issued_at is None else self.expires_at - self.issued_at
        return self.expires_at - min(MARGIN, life / 5)

    def is_fresh(self, *, now: datetime | None = None) -> bool:
        """Whether it can be used without renewing first."""
        renew_at = self.renew_at
        return renew_at is None or (now or datetime.now(UTC)) < renew_at

    def is_over(self, *, now: datetime | None = None) -> bool:
        """Whether its end has passed."""
        return self.expires_at is not None and (now or datetime.now(UTC)) >= self.expires_at

    def can_renew(self, *, now: datetime | None = None) -> bool:
        """Whether it has a refresh token whose end, where told, has not passed."""
        end = self.refresh_expires_at
        return self.refresh_token is not None and (end is None or (now or datetime.now(UTC)) < end)

    def missing(self, asked: Collection[str]) -> tuple[str, ...]:
        """Return the scopes that were asked for and not granted, in the order of asking."""
        granted = frozenset(self.scope.split())
        return tuple(scope for scope in asked if scope not in granted) if granted else ()

    def keeping_refresh_of(self, old: Token) -> Token:
        """Return it with the old refresh token where the server gave no new one.

        Source: RFC 6749, 6: the server MAY issue a new refresh token.
        """
        if self.refresh_token is not None or old.refresh_token is None:
            return self
        return replace(
            _ending(self, has_refresh=True),
            refresh_token=old.refresh_token,
            refresh_expires_at=old.refresh_expires_at,
        )


@dataclass(frozen=True, slots=True)
class TokenStatus:
    """What a server says about a token that it gave.

    Args:
        is_active: Whether it still works.
        scopes: What it is good for; empty when the server does not say.
        expires_at: Aware moment of its end; None when it has none, or nobody says.
        refresh_expires_at: Aware moment when its refresh token ends; None when not told.
        subject: As whom it acts, in the server's words.
        client: Whom it was given to, in the server's words.
    """

    is_active: bool
    scopes: tuple[str, ...] = ()
    expires_at: datetime | None = None
    refresh_expires_at: datetime | None = None
    subject: str = ""
    client: str = ""


def read_token(answer: Mapping[str, Any], *, now: datetime | None = None) -> Token:
    """Read a token server's answer.

    A missing ``expires_in`` means a short life only where there is a refresh
    token; otherwise the token is used until it is refused.

    Raises:
        AuthError: It holds no token, or one that cannot go into a header.
    """
    access = answer.get("access_token")
    if not isinstance(access, str) or not _is_sendable(access):
        message = "the OAuth server's answer holds no usable token"
        raise AuthError(message)
    kind = answer.get("token_type") or "bearer"
    if not isinstance(kind, str) or kind.lower() != "bearer":
        message = "the OAuth server's token is no bearer token"
        raise AuthError(message, hint="cxsdk knows bearer tokens only")
    refresh, scope = answer.get("refresh_token"), answer.get("scope")
    issued_at = now or datetime.now(UTC)
    token = Token(
        access_token=access,
        refresh_token=refresh if isinstance(refresh, str) and refresh else None,
        expires_at=_end(issued_at, answer.get("expires_in")),
        scope=str(scope) if isinstance(scope, str) else "",
        issued_at=issued_at,
        refresh_expires_at=_end(issued_at, answer.get("refresh_token_expires_in")),
    )
    return _ending(token, has_refresh=token.refresh_token is not None)


def _ending(token: Token, *, has_refresh: bool) -> Token:
    if token.expires_at is not None or not has_refresh or token.issued_at is None:
        return token
    return replace(token, expires_at=token.issued_at + ASSUMED_LIFE)


def _end(start: datetime, lasts_s: object) -> datetime | None:
    try:
        seconds = float(lasts_s) if isinstance(lasts_s, int | float | str) else 0.0
    except (ValueError, OverflowError):
        return None
    # Some servers write 0 for "for ever"; NaN compares false.
    return start + timedelta(seconds=min(seconds, _LONGEST_S)) if seconds > 0 else None


def _is_sendable(text: str) -> bool:
    return bool(text) and text.isascii() and text.isprintable() and " " not in text

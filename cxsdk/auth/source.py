"""What a client asks for the header of its next request; renews one token at a time."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from cxsdk.auth.secret import Secret
from cxsdk.errors import ApiError, TransportError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from cxsdk.auth.oauth2 import OAuthEndpoints
    from cxsdk.auth.token import Token
    from cxsdk.http import Transport

log = logging.getLogger(__name__)


class TokenSource(Protocol):
    """Credentials joined to one server; safe to share between threads."""

    def header(self) -> str:
        """Return the value of ``Authorization`` for the next request.

        Raises:
            AuthError: No token can be had.
        """

    def refused(self, header: str) -> bool:
        """Take note that ``header`` was answered with 401.

        Returns:
            Whether another header is at hand, so that a second try makes sense.
        """

    def missing_scopes(self) -> tuple[str, ...]:
        """Return the scopes that were asked for and not granted, as far as is known."""


class Auth(Protocol):
    """Credentials, before they know a server."""

    def bind(self, endpoints: OAuthEndpoints, transport: Transport) -> TokenSource:
        """Join the credentials to one helpdesk."""


class FixedHeader:
    """One header for ever: there is nothing to renew."""

    def __init__(self, header: str) -> None:
        """Keep the header."""
        self._header = Secret(header)

    def header(self) -> str:
        """Return the value of ``Authorization``."""
        return self._header

    def refused(self, header: str) -> bool:  # noqa: ARG002 - the protocol's
        """Say that there is no other."""
        return False

    def missing_scopes(self) -> tuple[str, ...]:
        """Return nothing: nobody said what was granted."""
        return ()


class RenewingSource:
    """Keeps a token, and has it renewed by one thread while the others wait.

    Args:
        obtain: Returns the token to go on with; None when there is no other. It
            is given the one that ends or was refused, None at first.
        can_renew: Whether a token is renewed before its end; one that is not
            is used until it is refused.
        asked: The scopes that were asked for.
    """

    def __init__(
        self,
        obtain: Callable[[Token | None], Token | None],
        *,
        can_renew: Callable[[Token], bool],
        asked: Collection[str],
    ) -> None:
        """Fetch nothing yet."""
        self._obtain = obtain
        self._can_renew = can_renew
        self._asked = asked
        self._lock = threading.Lock()
        self._token: Token | None = None
        # The header and the moment until which it is handed out, read without the lock.
        self._current: tuple[str, datetime | None] = ("", None)

    def header(self) -> str:
        """Return the value of ``Authorization``, renewed ahead of its end."""
        header, until = self._current
        if header and (until is None or datetime.now(UTC) < until):
            return header
        with self._lock:
            header, until = self._current
            if header and (until is None or datetime.now(UTC) < until):
                return header
            try:
                self._keep(self._obtain(self._token))
            except (TransportError, ApiError) as error:
                if self._token is None or self._token.is_over():
                    raise
                # The old one still works: do not fail a call for a server that is away a moment.
                log.warning("the token could not be renewed ahead of time: %s", error)
                self._current = (self._current[0], self._token.expires_at)
            return self._current[0]

    def refused(self, header: str) -> bool:
        """Renew after a 401, unless another thread already did."""
        with self._lock:
            if header == self._current[0]:
                self._keep(self._obtain(self._token))
            return header != self._current[0]

    def missing_scopes(self) -> tuple[str, ...]:
        """Compare what was granted with what was asked for."""
        token = self._token
        return () if token is None else token.missing(self._asked)

    def _keep(self, token: Token | None) -> None:
        if token is not None:
            self._token = token
            until = token.renew_at if self._can_renew(token) else None
            self._current = (Secret(f"Bearer {token.access_token}"), until)

"""The log-in by browser: authorisation code with PKCE (S256) and state.

Source: RFC 6749, 4.1; RFC 7636; RFC 9700, 2.1.
"""

from __future__ import annotations

import hmac
import logging
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxsdk.auth.oauth2 import GrantSession, OAuthApp, OAuthEndpoints, make_client
from cxsdk.auth.secret import Secret, hide
from cxsdk.errors import StateMismatch

if TYPE_CHECKING:
    from cxsdk.auth.token import Token
    from cxsdk.http import Transport

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pending:
    """A log-in that was begun: keep it until the browser comes back, and use it once.

    Args:
        url: Where to send the browser.
        state: What the browser must bring back.
        verifier: What proves to the server that the code is ours.
        redirect_uri: Where the browser comes back to.
    """

    url: str = field(repr=False)
    state: str = field(repr=False)
    verifier: str = field(repr=False)
    redirect_uri: str

    def __post_init__(self) -> None:
        """Keep the secrets out of whatever shows variables."""
        hide(self, "url", "state", "verifier")


class AuthorizationCode:
    """Asks a person, through a browser, for a token.

    Args:
        app: Who asks, and for which scopes.
        endpoints: Whom.
        transport: What the code is exchanged over.
    """

    def __init__(self, app: OAuthApp, endpoints: OAuthEndpoints, transport: Transport) -> None:
        """Send nothing yet."""
        self.app = app
        self.endpoints = endpoints
        self._transport = transport

    def begin(self, redirect_uri: str) -> Pending:
        """Return where to send the browser, and what to remember until it comes back.

        Args:
            redirect_uri: Exactly as it is registered at the server.
        """
        verifier = secrets.token_urlsafe(48)
        client = make_client(self.app, self.endpoints, None, redirect_uri=redirect_uri)
        url, state = client.create_authorization_url(
            self.endpoints.authorize_url,
            state=secrets.token_urlsafe(32),
            code_verifier=verifier,
            scope=" ".join(self.app.scopes) or None,
            **dict(self.endpoints.authorize_params),
        )
        return Pending(url=url, state=state, verifier=verifier, redirect_uri=redirect_uri)

    def finish(self, pending: Pending, *, state: str, code: str) -> Token:
        """Exchange the code that the browser brought back.

        Args:
            pending: What :meth:`begin` returned; forget it now, whatever happens.
            state: The query's ``state``.
            code: The query's ``code``.

        Raises:
            StateMismatch: The answer belongs to another log-in.
            AuthError: The server refused, or its answer holds no token.
            ApiError: The server failed (5xx) or asked to wait (429).
            TransportError: There was no answer; the code may be spent.
        """
        state, code = Secret(state), Secret(code)
        if not pending.state or not hmac.compare_digest(pending.state.encode(), state.encode()):
            message = "the answer belongs to another log-in"
            raise StateMismatch(message, hint="start the log-in again, in one browser")
        session = GrantSession(self._transport)
        client = make_client(self.app, self.endpoints, session, redirect_uri=pending.redirect_uri)
        client.fetch_token(
            self.endpoints.token_url,
            grant_type="authorization_code",
            code=code,
            code_verifier=pending.verifier,
            **dict(self.endpoints.token_params),
        )
        session.send()
        token = session.token(self.app, code, pending.verifier)
        if missing := token.missing(self.app.scopes):
            log.warning("these scopes were asked for and not granted: %s", " ".join(missing))
        return token

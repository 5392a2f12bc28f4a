"""Applications that may ask for tokens."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from authlib.oauth2.rfc6749 import ClientMixin

from cxsdk.sandbox.clock import stamp

if TYPE_CHECKING:
    from collections.abc import Collection

    from cxsdk.sandbox.state import Body, State

_GRANTS = frozenset({"authorization_code", "refresh_token", "client_credentials"})
_SECRET_METHODS = frozenset({"client_secret_post", "client_secret_basic"})
#: What a request without a scope means; real accounts ask for one.
DEFAULT_SCOPE = "read"


def digest(secret: str) -> str:
    """Return what is kept of a secret: enough to recognise it, too little to use it."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class RegisteredClient(ClientMixin):
    """One application, as Authlib asks about it.

    Args:
        id: Number of the client in the account.
        identifier: Its public name, what others call ``client_id``.
        name: What people read on the consent page.
        owner_id: As whom it acts with client credentials.
        redirect_uris: Exact addresses; nothing else is redirected to.
        secret_digest: None for a public client, which proves itself by PKCE alone.
    """

    id: int
    identifier: str
    name: str
    owner_id: int
    redirect_uris: tuple[str, ...]
    secret_digest: str | None = field(repr=False)

    @property
    def is_public(self) -> bool:
        """Whether the client holds no secret."""
        return self.secret_digest is None

    def get_client_id(self) -> str:
        """Return the public name."""
        return self.identifier

    def get_default_redirect_uri(self) -> str:
        """Return the first address."""
        return self.redirect_uris[0]

    def get_allowed_scope(self, scope: Collection[str] | str) -> str:
        """Grant what is asked for: the vendor hands out even scopes that do not exist."""
        asked = scope if isinstance(scope, str) else " ".join(scope or ())
        return asked or DEFAULT_SCOPE

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Compare exactly."""
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        """Compare in constant time."""
        kept = self.secret_digest
        return kept is not None and secrets.compare_digest(kept, digest(client_secret))

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """A public client has nothing to show, a confidential one must show its secret."""
        del endpoint
        return method == "none" if self.is_public else method in _SECRET_METHODS

    def check_response_type(self, response_type: str) -> bool:
        """Only codes."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """Client credentials need something to be credible by."""
        return grant_type in _GRANTS and not (self.is_public and grant_type == "client_credentials")


def register_client(  # noqa: PLR0913 - one keyword per line of the vendor's form
    state: State,
    *,
    identifier: str,
    name: str,
    redirect_uris: Collection[str],
    owner_id: int,
    secret: str | None = None,
) -> RegisteredClient:
    """Add an application, or bring the one with this identifier up to date.

    Args:
        state: The account.
        identifier: Its public name, unique in the account.
        name: What people read on the consent page.
        redirect_uris: Exact addresses of its call-back, at least one.
        owner_id: The admin as whom it acts with client credentials.
        secret: Its secret, of which only a digest is kept; None makes the client public.
    """
    with state.write():
        known = state.find("oauth_clients", key=identifier)
        moment = stamp(datetime.now(UTC))
        body: Body = {
            "id": known["id"] if known else state.next_id("oauth_clients"),
            "key": identifier,
            "identifier": identifier,
            "name": name,
            "kind": "public" if secret is None else "confidential",
            "redirect_uri": list(redirect_uris),
            "user_id": owner_id,
            "secret_digest": None if secret is None else digest(secret),
            "created_at": known["created_at"] if known else moment,
            "updated_at": moment,
        }
        return _client(state.put("oauth_clients", body))


def find_client(state: State, identifier: str) -> RegisteredClient | None:
    """Return the application with this public name, None when there is none."""
    found = state.find("oauth_clients", key=identifier)
    return _client(found) if found else None


def _client(body: Body) -> RegisteredClient:
    return RegisteredClient(
        id=body["id"],
        identifier=body["identifier"],
        name=body["name"],
        owner_id=body["user_id"],
        redirect_uris=tuple(body["redirect_uri"]),
        secret_digest=body["secret_digest"],
    )

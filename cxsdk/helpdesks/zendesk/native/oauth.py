"""OAuth clients and their tokens, as an admin sees them.

Source: https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_clients/
, .../oauth/oauth_tokens/ and .../oauth/global_clients/
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from cxsdk.helpdesks.zendesk.facts import API, VENDOR
from cxsdk.helpdesks.zendesk.native.resource import (
    Collection,
    Creates,
    Deletes,
    Listing,
    Lists,
    Resource,
)
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class OauthClient(Record):
    """A program that people may let into the account."""

    id: int
    #: What the program calls itself when it asks for a token: ``client_id`` there.
    identifier: str
    name: str
    url: str | None = None
    #: Shown when people are asked, as is ``description``.
    company: str | None = None
    description: str | None = None
    logo_url: str | None = None
    #: ``public`` (cannot keep a secret, must use PKCE) or ``confidential``.
    kind: str | None = None
    redirect_uri: tuple[str, ...] = ()
    #: Whole only in the answer that made it; its first characters later.
    secret: str | None = field(default=None, repr=False)
    #: The admin who made it.
    user_id: int | None = None
    #: Whether other accounts may use it too.
    is_global: bool | None = field(default=None, metadata={"key": "global"})
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OauthToken(Record):
    """A token that one program has for one person."""

    id: int
    client_id: int | None = None
    user_id: int | None = None
    url: str | None = None
    #: Whole only in the answer that made it; its first ten characters later.
    token: str | None = field(default=None, repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    #: Such as ``read``, ``write``, ``tickets:read``.
    scopes: tuple[str, ...] = ()
    #: None for one that never ends.
    expires_at: datetime | None = None
    refresh_token_expires_at: datetime | None = None
    #: When it was used last; None for never.
    used_at: datetime | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GlobalOauthClient(Record):
    """A program of somebody else's that people of this account have let in."""

    id: int
    identifier: str | None = None
    name: str | None = None
    company: str | None = None
    description: str | None = None
    #: ``public`` or ``confidential``.
    kind: str | None = None
    logo_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GlobalClientTokens(Record):
    """How many tokens of this account one such program holds."""

    #: Of the program.
    id: int
    tokens_count: int | None = None
    #: When any of them was used last.
    last_used_at: datetime | None = None


OAUTH_CLIENT = Loader(OauthClient, vendor=VENDOR)
OAUTH_TOKEN = Loader(OauthToken, vendor=VENDOR)
GLOBAL_OAUTH_CLIENT = Loader(GlobalOauthClient, vendor=VENDOR)
GLOBAL_CLIENT_TOKENS = Loader(GlobalClientTokens, vendor=VENDOR)


class _OauthClients(Resource[OauthClient]):
    one: ClassVar[str] = "client"
    many: ClassVar[str] = "clients"
    loader = OAUTH_CLIENT


class OwnOauthClients(_OauthClients, Lists[OauthClient]):
    """``/api/v2/users/me/oauth/clients``: those that these credentials' owner made."""

    path: ClassVar[str] = "users/me/oauth/clients"


class OauthClients(_OauthClients, Collection[OauthClient]):
    """``/api/v2/oauth/clients``; for admins."""

    path: ClassVar[str] = "oauth/clients"

    def own(self) -> OwnOauthClients:
        """Return those that these credentials' owner made."""
        return OwnOauthClients(self._client)

    def generate_secret(self, client_id: int) -> OauthClient:
        """Give the client a new secret, which is in the answer; the old one ends at once."""
        return self._one("PUT", self._at(client_id, "generate_secret"), may_repeat=False)


class OauthTokens(Listing[OauthToken], Creates[OauthToken], Deletes[OauthToken]):
    """``/api/v2/oauth/tokens``: one's own; everybody's for admins with ``iter(all=True)``.

    Tokens that a program asks for itself come by :mod:`cxsdk.auth`.
    """

    path: ClassVar[str] = "oauth/tokens"
    one: ClassVar[str] = "token"
    many: ClassVar[str] = "tokens"
    loader = OAUTH_TOKEN

    def current(self) -> OauthToken:
        """Return the token that these credentials are, with its scopes and its end."""
        return self._one("GET", f"{API}/oauth/tokens/current")

    def revoke_current(self) -> None:
        """End the token that these credentials are: the next call is refused."""
        self._client.request("DELETE", f"{API}/oauth/tokens/current")


class GlobalClientTokenSummary(Lists[GlobalClientTokens]):
    """``/api/v2/oauth/global_clients/token_summary``."""

    path: ClassVar[str] = "oauth/global_clients/token_summary"
    many: ClassVar[str] = "global_clients"
    loader = GLOBAL_CLIENT_TOKENS


class GlobalOauthClients(Listing[GlobalOauthClient]):
    """``/api/v2/oauth/global_clients``; for admins."""

    path: ClassVar[str] = "oauth/global_clients"
    one: ClassVar[str] = "global_client"
    many: ClassVar[str] = "global_clients"
    loader = GLOBAL_OAUTH_CLIENT

    def token_summary(self) -> GlobalClientTokenSummary:
        """Return how many tokens each holds: ``.iter(include_expired=True)`` for all."""
        return GlobalClientTokenSummary(self._client)

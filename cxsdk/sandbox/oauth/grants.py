"""What Authlib asks of an account when somebody wants a token.

Source: RFC 6749, RFC 7636 (S256, required of everybody), and the vendor's own
habits: refresh rotates, the old pair is gone at once, and a used refresh token
is refused without touching its successor.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from authlib.oauth2.rfc6749 import TokenMixin, grants
from authlib.oauth2.rfc6749.errors import InvalidRequestError
from authlib.oauth2.rfc7636 import CodeChallenge

from cxsdk.sandbox.clock import moment, stamp
from cxsdk.sandbox.oauth.clients import digest
from cxsdk.sandbox.state import Body

if TYPE_CHECKING:
    from cxsdk.sandbox.oauth.clients import RegisteredClient
    from cxsdk.sandbox.oauth.tokens import TokenShelf
    from cxsdk.sandbox.state import State

CODE_LIFE = timedelta(seconds=120)
_METHODS = ["client_secret_post", "client_secret_basic", "none"]


@dataclass(frozen=True, slots=True)
class _Code:
    """A code that was handed out, as Authlib asks about it."""

    body: Body

    def get_redirect_uri(self) -> str:
        return str(self.body["redirect_uri"])

    def get_scope(self) -> str:
        return str(self.body["scope"])

    @property
    def code_challenge(self) -> str:
        return str(self.body["code_challenge"])

    @property
    def code_challenge_method(self) -> str:
        return "S256"


@dataclass(frozen=True, slots=True)
class _Refresh(TokenMixin):
    """A refresh token that was shown, as Authlib asks about it."""

    body: Body

    def check_client(self, client: RegisteredClient) -> bool:
        return bool(self.body["client_id"] == client.id)

    def get_scope(self) -> str:
        return " ".join(self.body["scopes"])


class S256Only(CodeChallenge):
    """PKCE, which Authlib asks of public clients only; here everybody must."""

    def __init__(self) -> None:
        """Take nothing but S256."""
        super().__init__(required=True)
        self.SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        """Refuse a request without a challenge, and any method but S256."""
        if grant.request.payload.data.get("code_challenge_method") != "S256":
            message = "Unsupported 'code_challenge_method'"
            raise InvalidRequestError(message)
        super().validate_code_challenge(grant, redirect_uri)


def code_grant(state: State) -> type[grants.AuthorizationCodeGrant]:
    """Return the grant that trades a code, once and within two minutes."""

    class CodeGrant(grants.AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = _METHODS

        def save_authorization_code(self, code: str, request: Any) -> None:
            data = request.payload.data
            body = {
                "id": digest(code),
                "client_id": request.client.id,
                "redirect_uri": self.redirect_uri or request.client.get_default_redirect_uri(),
                "scope": request.scope or "",
                "code_challenge": data["code_challenge"],
                "user_id": request.user,
                "expires_at": stamp(datetime.now(UTC) + CODE_LIFE),
            }
            state.put("oauth_codes", body)

        def query_authorization_code(self, code: str, client: Any) -> _Code | None:
            found = state.get("oauth_codes", digest(code))
            if found is None or found["client_id"] != client.id:
                return None
            return _Code(found) if datetime.now(UTC) < moment(found["expires_at"]) else None

        def delete_authorization_code(self, authorization_code: _Code) -> None:
            state.delete("oauth_codes", authorization_code.body["id"])

        def authenticate_user(self, authorization_code: _Code) -> int:
            return int(authorization_code.body["user_id"])

    return CodeGrant


def refresh_grant(shelf: TokenShelf) -> type[grants.RefreshTokenGrant]:
    """Return the grant that trades a refresh token for a whole new pair."""

    class RefreshGrant(grants.RefreshTokenGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = _METHODS
        INCLUDE_NEW_REFRESH_TOKEN = True

        def authenticate_refresh_token(self, refresh_token: str) -> TokenMixin:
            found = shelf.by_refresh_token(refresh_token)
            # None is what Authlib asks for; its stubs forgot it
            return cast("TokenMixin", _Refresh(found) if found else None)

        def authenticate_user(self, refresh_token: Any) -> int:
            return int(refresh_token.body["user_id"])

        def revoke_old_credential(self, refresh_token: Any) -> None:
            shelf.drop(refresh_token.body["id"])

    return RefreshGrant


class MachineGrant(grants.ClientCredentialsGrant):
    """The grant of a client that acts for itself; it gets no refresh token."""

    TOKEN_ENDPOINT_AUTH_METHODS = _METHODS

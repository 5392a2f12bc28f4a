"""What a Zendesk account says about the token that calls it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cxsdk.helpdesks.zendesk.facts import OWN_TOKEN_PATH

if TYPE_CHECKING:
    from cxsdk.auth import TokenStatus
    from cxsdk.helpdesks.base import Helpdesk


class ZendeskOwnToken:
    """The token that calls, by the JSON API: this vendor knows neither RFC 7009 nor RFC 7662.

    Source: https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/
    """

    def show(self, desk: Helpdesk) -> TokenStatus:
        """Return what the account says about the token."""
        from cxsdk.auth import TokenStatus  # noqa: PLC0415 - loads requests

        answer = desk.raw.request("GET", OWN_TOKEN_PATH)
        token = answer.get("token") if isinstance(answer, dict) else None
        found: dict[str, Any] = token if isinstance(token, dict) else {}
        scopes = found.get("scopes")
        return TokenStatus(
            is_active=bool(found),
            scopes=tuple(map(str, scopes)) if isinstance(scopes, list) else (),
            expires_at=moment(found.get("expires_at")),
            refresh_expires_at=moment(found.get("refresh_token_expires_at")),
            subject=str(found.get("user_id") or ""),
            client=str(found.get("client_id") or ""),
        )

    def revoke(self, desk: Helpdesk) -> None:
        """Give the token back."""
        desk.raw.request("DELETE", OWN_TOKEN_PATH)


def moment(text: object) -> datetime | None:
    """Read a time as the API writes it, as an aware one; None for anything else."""
    try:
        read = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return read.replace(tzinfo=UTC) if read and read.tzinfo is None else read

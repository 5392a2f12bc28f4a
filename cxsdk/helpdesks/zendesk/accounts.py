"""Where a Zendesk account lives."""

from __future__ import annotations

from cxsdk.auth import OAuthEndpoints
from cxsdk.helpdesks.address import account_root
from cxsdk.helpdesks.zendesk.facts import (
    AUTHORIZE_PATH,
    HOST_SUFFIX,
    TOKEN_LIFE_S,
    TOKEN_PATH,
)


def root(account: str, base_url: str | None = None, /) -> str:
    """Return scheme and host of an account; raises ConfigError for a bad label or address."""
    return account_root(account, suffix=HOST_SUFFIX, base_url=base_url)


def endpoints(account: str, base_url: str | None = None, /) -> OAuthEndpoints:
    """Return the account's OAuth server; raises ConfigError for a bad label or address."""
    home = root(account, base_url)
    return OAuthEndpoints(
        home + AUTHORIZE_PATH,
        home + TOKEN_PATH,
        token_params=(("expires_in", str(TOKEN_LIFE_S)),),
    )

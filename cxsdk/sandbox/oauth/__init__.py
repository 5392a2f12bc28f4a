"""The account's OAuth server: Authlib's protocol over our clients, codes and tokens."""

from cxsdk.sandbox.oauth.clients import RegisteredClient, find_client, register_client
from cxsdk.sandbox.oauth.pages import create_oauth
from cxsdk.sandbox.oauth.tokens import Bearer, TokenShelf

__all__ = [
    "Bearer",
    "RegisteredClient",
    "TokenShelf",
    "create_oauth",
    "find_client",
    "register_client",
]

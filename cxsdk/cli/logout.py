"""`cxsdk logout`: give an account's token back, and forget it."""

from __future__ import annotations

import click

from cxsdk.auth import SavedLogin, forget_login, revoke, saved_login
from cxsdk.errors import ApiError, AuthError, ReauthRequired, TransportError, Unauthorized
from cxsdk.helpdesks import registry
from cxsdk.http import Transport

_EXAMPLES = """\b
Examples:
  cxsdk logout zendesk acme
"""


@click.command("logout", epilog=_EXAMPLES)
@click.argument("vendor")
@click.argument("account")
def command(*, vendor: str, account: str) -> None:
    """Give the token for ACCOUNT at VENDOR back, and remove what was kept.

    It is removed here even when the server cannot be told.
    """
    login = saved_login(vendor, account)
    try:
        is_told = _give_back(login)
    except (ReauthRequired, Unauthorized):
        is_told = True  # the grant was over already
    except (ApiError, AuthError, TransportError) as error:
        is_told = False
        click.echo(f"The server was not told: {error}", err=True)
    forget_login(login)
    click.echo(f"Logged out of {account} at {vendor}")
    if not is_told:
        click.echo("Its token may still work: revoke it in the account's settings.", err=True)


def _give_back(login: SavedLogin) -> bool:
    """Revoke the token; returns whether the vendor has a way to."""
    found = registry.vendor(login.vendor)
    if found.own_token is not None:
        with registry.connect(
            login.vendor, login.account, auth=login, base_url=login.base_url
        ) as desk:
            found.own_token.revoke(desk)
        return True
    endpoints = found.oauth(login.account, login.base_url) if found.oauth else None
    token = login.store.load(login.key)
    if endpoints is None or not endpoints.revoke_url or token is None:
        return False
    transport = Transport()
    try:
        revoke(login.app, endpoints, transport, token)
    finally:
        transport.close()
    return True

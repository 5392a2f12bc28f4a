"""`cxsdk token`: a fresh access token on standard output, for curl, cron and other tools."""

from __future__ import annotations

import click

from cxsdk.auth import saved_login
from cxsdk.errors import Unsupported
from cxsdk.helpdesks import registry
from cxsdk.http import Transport

_EXAMPLES = """\b
Examples:
  curl -H "Authorization: Bearer $(cxsdk token zendesk acme)" \\
      https://acme.zendesk.com/api/v2/users/me.json
  TOKEN=$(cxsdk token zendesk acme) || exit 1
"""


@click.command("token", epilog=_EXAMPLES)
@click.argument("vendor")
@click.argument("account")
def command(*, vendor: str, account: str) -> None:
    """Print an access token for ACCOUNT at VENDOR, renewed when it needs to be.

    It lives at least for a minute, or a fifth of its life. Any number of processes may
    ask at once: one of them renews. Log in first: cxsdk login VENDOR ACCOUNT.
    """
    login = saved_login(vendor, account)
    find_endpoints = registry.vendor(vendor).oauth
    if find_endpoints is None:
        message = f"{vendor} knows no OAuth"
        raise Unsupported(message, capability="oauth")
    transport = Transport()
    try:
        source = login.bind(find_endpoints(account, login.base_url), transport)
        click.echo(source.header().removeprefix("Bearer "))
    finally:
        transport.close()

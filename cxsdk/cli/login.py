"""`cxsdk login`: have an account's OAuth server give us a token, and keep it."""

from __future__ import annotations

import os
import sys
import webbrowser

import click

from cxsdk.auth import (
    AuthorizationCode,
    OAuthApp,
    OAuthEndpoints,
    SavedLogin,
    Token,
    client_credentials,
    keep_login,
    saved_login,
)
from cxsdk.auth.loopback import log_in
from cxsdk.auth.secret import Secret
from cxsdk.errors import ConfigError, CxError, Unsupported
from cxsdk.helpdesks import registry
from cxsdk.http import Transport

_PORT = 8472
_ID, _SECRET = "CXSDK_CLIENT_ID", "CXSDK_CLIENT_SECRET"
_EXAMPLES = f"""\b
Examples:
  cxsdk login zendesk acme --client-id my_client
  cxsdk login zendesk acme --client-id my_client --scope tickets:read --scope users:read
  cxsdk login zendesk acme --client-id my_client --client-credentials    for servers
  cxsdk login zendesk acme                                               again, same client

\b
Register the client in the Admin Center, Apps and integrations, APIs, OAuth clients,
with the redirect address http://127.0.0.1:{_PORT}/callback
"""


@click.command("login", epilog=_EXAMPLES)
@click.argument("vendor")
@click.argument("account")
@click.option(
    "--client-id", envvar=_ID, help=f"Identifier of the OAuth client. [env: {_ID}; default: before]"
)
@click.option("--client-credentials", "is_machine", is_flag=True, help="No person, no browser.")
@click.option(
    "--scope", "scopes", multiple=True, help="What to ask for; repeat it. [default: everything]"
)
@click.option("--base-url", help="Where the account is, when not at the vendor's own address.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=_PORT,
    show_default=True,
    help="Port of the redirect address; 0 takes a free one, where the server allows any.",
)
@click.option("--no-browser", is_flag=True, help="Print the address, and open nothing.")
@click.option(
    "--keyring", "in_keyring", is_flag=True, help="Keep secrets in the desktop's keyring."
)
def command(  # noqa: PLR0913 - one parameter per option
    *,
    vendor: str,
    account: str,
    client_id: str | None,
    is_machine: bool,
    scopes: tuple[str, ...],
    base_url: str | None,
    port: int,
    no_browser: bool,
    in_keyring: bool,
) -> None:
    """Log in to ACCOUNT at VENDOR by OAuth, and keep the token for scripts, cron and curl.

    The client's secret is taken from the environment (CXSDK_CLIENT_SECRET) or asked for,
    never from the command line, which others can see. A public client has none.
    """
    found = registry.vendor(vendor)
    if found.oauth is None:
        message = f"{vendor} knows no OAuth"
        raise Unsupported(message, capability="oauth")
    before = _before(vendor, account)
    asked = scopes or (before.app.scopes if before else ()) or found.login_scopes
    base_url = base_url or (before.base_url if before else None)
    endpoints = found.oauth(account, base_url)
    app = _app(client_id, before, asked)
    if is_machine and not app.client_secret:
        message = "client credentials need the client's secret"
        raise ConfigError(message, hint=f"set {_SECRET}; a public client has none")
    login = SavedLogin(
        vendor,
        account,
        app,
        endpoints.token_url,
        base_url=base_url,
        is_machine=is_machine,
        in_keyring=in_keyring,
    )
    _ = login.store  # a keyring that is not there is told before the browser opens
    transport = Transport()
    try:
        if is_machine:
            token = client_credentials(app, endpoints, transport)
        else:
            token = _ask(app, endpoints, transport, port=port, opens=not no_browser)
    finally:
        transport.close()
    keep_login(login, token)
    _tell(login, token)


def _before(vendor: str, account: str) -> SavedLogin | None:
    """Return what an earlier log-in kept; one that cannot be read is replaced."""
    try:
        return saved_login(vendor, account)
    except CxError:
        return None


def _app(client_id: str | None, before: SavedLogin | None, scopes: tuple[str, ...]) -> OAuthApp:
    given = _SECRET in os.environ
    secret = Secret(os.environ.get(_SECRET, ""))
    if before and client_id in {None, before.app.client_id}:
        client_id = before.app.client_id
        secret = secret if given else Secret(before.app.client_secret or "")
    elif client_id is None:
        message = "which OAuth client? Give --client-id, the identifier in the client's settings"
        raise click.UsageError(message)
    elif not given and sys.stdin.isatty():
        asked = "Client secret (empty for a public client)"
        secret = Secret(
            click.prompt(asked, default="", show_default=False, hide_input=True, err=True)
        )
    return OAuthApp(client_id, secret or None, scopes)


def _ask(
    app: OAuthApp, endpoints: OAuthEndpoints, transport: Transport, *, port: int, opens: bool
) -> Token:
    def show(url: str, back: str) -> None:
        click.echo(f"The OAuth client must know this redirect address: {back}")
        opened = opens and webbrowser.open(url)
        click.echo("Your browser is open; if it is not, go to:" if opened else "Go to:")
        click.echo(f"  {url}")

    return log_in(AuthorizationCode(app, endpoints, transport), show=show, port=port)


def _tell(login: SavedLogin, token: Token) -> None:
    granted = token.scope or " ".join(login.app.scopes)
    click.echo(f"Logged in to {login.account} at {login.vendor} with the scopes: {granted}")
    if missing := token.missing(login.app.scopes):
        lacks = " ".join(missing)
        click.echo(f"Not granted: {lacks} (allow the client these, then log in again)", err=True)
    click.echo(f"What the account still uses: cxsdk doctor {login.vendor} {login.account}")

"""`cxsdk doctor`: what an account still uses, what stops when, and whether our log-in works."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import click

from cxsdk.auth import ApiToken, Auth, BearerToken, SavedLogin, saved_login
from cxsdk.errors import ApiError, AuthError, CxError, ReauthRequired, Unsupported
from cxsdk.helpdesks import registry
from cxsdk.helpdesks.base import Finding, FindingState
from cxsdk.http import Transport

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxsdk.helpdesks.base import Examine, Vendor

_SOON = timedelta(days=60)
_COLOURS = {FindingState.OK: "green", FindingState.NOTE: "yellow", FindingState.BROKEN: "red"}
_EXAMPLES = """\b
Examples:
  cxsdk doctor zendesk acme
  cxsdk doctor zendesk acme --json
  CXSDK_EMAIL=ann@acme.example CXSDK_API_TOKEN=... cxsdk doctor zendesk acme
"""


@click.command("doctor", epilog=_EXAMPLES)
@click.argument("vendor")
@click.argument("account")
@click.option("--base-url", help="Where the account is, when not at the vendor's own address.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON in place of the table.")
def command(*, vendor: str, account: str, base_url: str | None, as_json: bool) -> int:
    """Say what ACCOUNT at VENDOR still uses, what stops when, and whether the log-in works.

    Takes what `cxsdk login` kept; where nobody has logged in, an access token from
    CXSDK_ACCESS_TOKEN, or an API token from CXSDK_API_TOKEN with its CXSDK_EMAIL. To see that
    a kept token can be renewed, it is renewed: the access token before it may end.

    The exit status is 1 when something is broken or stops within 60 days.
    """
    found = registry.vendor(vendor)
    examine = found.examine
    if examine is None:
        message = f"cxsdk does not know what to look at in {vendor}"
        raise Unsupported(message, capability="doctor")
    auth = _auth(vendor, account)
    if isinstance(auth, SavedLogin):
        base_url = base_url or auth.base_url
    today = datetime.now(UTC).date()
    findings = list(_findings(found, examine, account, auth, base_url))
    if as_json:
        click.echo(_spelled(vendor, account, findings, today))
    else:
        _show(findings, today)
    return 0 if all(_is_well(each, today) for each in findings) else 1


def _auth(vendor: str, account: str) -> Auth:
    try:
        return saved_login(vendor, account)
    except ReauthRequired:
        if token := os.environ.get("CXSDK_ACCESS_TOKEN"):
            return BearerToken(token)
        if token := os.environ.get("CXSDK_API_TOKEN"):
            return ApiToken(os.environ.get("CXSDK_EMAIL", ""), token)
        raise


def _findings(
    vendor: Vendor, examine: Examine, account: str, auth: Auth, base_url: str | None
) -> Iterator[Finding]:
    if isinstance(auth, SavedLogin):
        lead = _renewal(vendor, auth)
        yield from lead
        if any(each.state is FindingState.BROKEN for each in lead):
            return
    by_oauth = not isinstance(auth, ApiToken)
    asked = auth.app.scopes if isinstance(auth, SavedLogin) else ()
    with vendor.connect(account, auth=auth, base_url=base_url) as desk:
        try:
            yield from examine(desk, asked=asked, by_oauth=by_oauth)
        except CxError as error:
            yield Finding("account", str(error), FindingState.BROKEN, hint=error.hint)


def _renewal(vendor: Vendor, login: SavedLogin) -> list[Finding]:
    """Say what kind of log-in it is, and find out whether it can be renewed, by doing it."""
    kind = "client credentials" if login.is_machine else "a person's log-in"
    place = "in the keyring" if login.in_keyring else "in a file"
    lead = Finding("credentials", f"{kind} by the client {login.app.client_id}, kept {place}")
    transport = Transport()
    try:
        endpoints = vendor.oauth(login.account, login.base_url) if vendor.oauth else None
        if endpoints is None:
            return [lead]
        source = login.bind(endpoints, transport)
        is_renewed = source.refused(source.header())
    except (AuthError, ApiError) as error:
        return [lead, Finding("renewal", str(error), FindingState.BROKEN, hint=error.hint)]
    finally:
        transport.close()
    token = login.store.load(login.key)
    if is_renewed and token is not None:
        return [lead, Finding("renewal", f"works; {_life(token.refresh_expires_at)}")]
    ends = token.expires_at if token else None
    said = "the server gave nothing to renew the token with"
    stops_on = ends.date() if ends else None
    return [lead, Finding("renewal", said, FindingState.NOTE, stops_on, "log in again in time")]


def _life(refresh_ends: datetime | None) -> str:
    if refresh_ends is None:
        return "the server names no end of it"
    return f"unused, the log-in lasts until {refresh_ends:%d %b %Y}"


def _is_well(finding: Finding, today: date) -> bool:
    stops_soon = finding.stops_on is not None and finding.stops_on - today <= _SOON
    return finding.state is not FindingState.BROKEN and not stops_soon


def _when(finding: Finding, today: date) -> str:
    if finding.stops_on is None:
        return ""
    days = (finding.stops_on - today).days
    return f"{finding.stops_on:%d %b %Y}, {f'in {days} days' if days > 0 else 'over'}"


def _show(findings: list[Finding], today: date) -> None:
    from rich.console import Console  # noqa: PLC0415 - 60 ms that JSON does not need
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=None, padding=(0, 1), show_edge=False)
    for heading in ("", "What", "Found", "Stops"):
        table.add_column(heading, overflow="fold")
    for each in findings:
        is_well = _is_well(each, today)
        colour = _COLOURS[each.state] if is_well else "red"
        said = Text(each.said)
        if each.hint:
            said.append(f"\n{each.hint}", "dim")
        mark = Text(each.state if is_well or each.stops_on is None else "soon", colour)
        table.add_row(mark, Text(each.topic), said, Text(_when(each, today), colour))
    Console().print(table)


def _spelled(vendor: str, account: str, findings: list[Finding], today: date) -> str:
    rows = [asdict(each) | {"is_well": _is_well(each, today)} for each in findings]
    is_well = all(row["is_well"] for row in rows)
    whole = {"vendor": vendor, "account": account, "is_well": is_well, "findings": rows}
    return json.dumps(whole, default=str, ensure_ascii=False, indent=2)

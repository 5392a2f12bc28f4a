"""`cxsdk export`: what an account holds, into a file that goes on where it stopped."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cxsdk.cli.meter import Meter
from cxsdk.errors import ConfigError

if TYPE_CHECKING:
    from cxsdk.auth import Auth

_KINDS = ("tickets", "users", "organizations", "ticket-events", "ticket-metric-events")
_EXAMPLES = """\b
Examples:
  cxsdk export tickets zendesk acme --since 2026-01-01 --to tickets.jsonl
  cxsdk export users zendesk acme --to acme.sqlite
  cxsdk export tickets zendesk acme --to tickets.parquet --without-deleted
  CXSDK_ACCOUNT=acme cxsdk export tickets --to tickets.csv
"""


@click.command("export", epilog=_EXAMPLES)
@click.argument("kind", type=click.Choice(_KINDS), metavar="KIND")
@click.argument("vendor", type=click.Choice(["zendesk"]), default="zendesk", metavar="[VENDOR]")
@click.argument("account", envvar="CXSDK_ACCOUNT", default="", metavar="[ACCOUNT]")
@click.option(
    "--to",
    "path",
    required=True,
    type=click.Path(path_type=Path),
    help="FILE.jsonl, FILE.csv, FILE.sqlite or FILE.parquet: the ending is the format.",
)
@click.option(
    "--since",
    help="Date or moment (2026-01-31, 2026-01-31T12:00+03:00; UTC when it names no zone)."
    " [default: where the last run stopped, or all there is]",
)
@click.option("--without-deleted", is_flag=True, help="Leave deleted tickets out.")
@click.option(
    "--page-size",
    type=click.IntRange(1, 1000),
    default=1000,
    show_default=True,
    help="Objects asked for at once; halved by itself when the account is too slow.",
)
@click.option("--base-url", help="For tests and proxies: where the account is.")
def command(  # noqa: PLR0913 - one parameter per option
    *,
    kind: str,
    vendor: str,
    account: str,
    path: Path,
    since: str | None,
    without_deleted: bool,
    page_size: int,
    base_url: str | None,
) -> int:
    """Export what an account holds, in order of change, archived objects included.

    KIND is tickets, users, organizations, ticket-events or ticket-metric-events. Credentials
    are those of `cxsdk login VENDOR ACCOUNT`, or the token in CXSDK_ACCESS_TOKEN; they must be
    an admin's. ACCOUNT may stand in CXSDK_ACCOUNT instead.

    Whenever it is stopped or killed, the same command goes on where it was: no row is lost and
    none is there twice. Run again after the end, it fetches what has changed since. SQLite and
    Parquet then hold the newest state of each object; JSON Lines and CSV keep the older line
    and append the newer one. What cannot be read goes to FILE.rejects.jsonl.
    """
    if not account:
        message = "which account?"
        raise ConfigError(message, hint=f"cxsdk export {kind} {vendor} ACCOUNT, or CXSDK_ACCOUNT")
    start = _moment(since)

    # The rest is loaded once the command line is right.
    from cxsdk.export import KINDS, Account, export, open_sink  # noqa: PLC0415
    from cxsdk.helpdesks.registry import connect  # noqa: PLC0415

    chosen = KINDS[kind]
    if without_deleted and not chosen.has_deleted:
        message = f"deleted {kind} cannot be left out"
        raise ConfigError(message, hint="leave --without-deleted out")
    auth, base_url = _credentials(vendor, account, base_url)
    meter = Meter(kind, path)
    try:
        with (
            open_sink(path, chosen) as sink,
            connect("zendesk", account, auth=auth, base_url=base_url) as desk,
            meter,
        ):
            source = Account(desk, page_size=page_size, deleted=not without_deleted)
            for progress in export(source, chosen, sink, since=start):
                meter.show(progress)
    except KeyboardInterrupt:
        click.echo("cxsdk: stopped; run the same command again to go on", err=True)
        return 130
    click.echo(meter.summary(replaces=sink.replaces))
    return 0


def _credentials(vendor: str, account: str, base_url: str | None) -> tuple[Auth, str | None]:
    from cxsdk.auth import BearerToken, saved_login  # noqa: PLC0415

    token = os.environ.get("CXSDK_ACCESS_TOKEN")
    if token:
        return BearerToken(token), base_url
    login = saved_login(vendor, account)
    return login, base_url or login.base_url


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        message = f"--since {text} is no date"
        raise ConfigError(message, hint="write 2026-01-31, or 2026-01-31T12:00+03:00") from error
    if found > datetime.now(UTC) + timedelta(minutes=1):
        message = f"--since {text} is in the future"
        raise ConfigError(message, hint="name the first day that you want")
    return found

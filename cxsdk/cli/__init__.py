"""The `cxsdk` command. Commands are imported when they are called, so `--help` needs no extra."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click

from cxsdk.errors import CxError

if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMANDS = {
    "demo": "cxsdk.cli.demo",
    "export": "cxsdk.cli.export",
    "doctor": "cxsdk.cli.doctor",
    "login": "cxsdk.cli.login",
    "logout": "cxsdk.cli.logout",
    "token": "cxsdk.cli.token",
    "validate": "cxsdk.cli.validate",
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command, imported or not."""
        del ctx
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command that is asked for."""
        del ctx
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = import_module(module).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Name the commands, without importing them for their first lines."""
        with formatter.section("Commands"):
            formatter.write_text(", ".join(self.list_commands(ctx)))
            formatter.write_text("cxsdk COMMAND --help tells more, with examples.")


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cxsdk")
def cxsdk() -> None:
    """Use helpdesks over OAuth, build helpdesk apps, and try them without a helpdesk.

    \b
    cxsdk login zendesk acme    log in to an account by your browser; the token is kept
    cxsdk token zendesk acme    print a fresh access token, for curl, cron and other tools
    cxsdk doctor zendesk acme   what the account still uses, and what stops when
    cxsdk logout zendesk acme   give the token back and forget it
    cxsdk export tickets zendesk acme --to FILE   everything, and later what changed

    \b
    cxsdk demo                  the local helpdesk with three apps, in your browser
    cxsdk demo --check          the same story without a browser, a line a step
    cxsdk validate              check the manifests of the installed apps
    """  # noqa: D301 - click's own mark against re-wrapping


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    Args:
        arguments: Without the program's name; None (default) takes the process's own.

    Returns:
        0 for success, 1 for a failure, 2 for wrong usage, 130 when interrupted.
        Failures and wrong usage are one line on standard error, with what to do next.
    """
    try:
        result = cxsdk.main(args=arguments, prog_name="cxsdk", standalone_mode=False)
    except click.UsageError as error:
        _say(error.format_message(), "cxsdk --help")
        return 2
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except click.ClickException as error:
        _say(error.format_message(), "")
        return 1
    except CxError as error:
        _say(str(error), error.hint)
        return 1
    return result if isinstance(result, int) else 0


def _say(message: str, hint: str) -> None:
    line = " ".join(message.split())
    click.echo(f"cxsdk: {line}" + (f" ({hint})" if hint else ""), err=True)


def main() -> None:
    """Run as a program."""
    sys.exit(run())

"""`cxsdk demo`: the local helpdesk with the three apps, in a browser or told line by line."""

from __future__ import annotations

import signal
import tempfile
import threading
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cxsdk.errors import ConfigError, CxError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import FrameType

_PORT = 8400
_EXAMPLES = """\b
Examples:
  cxsdk demo                        everything, in your browser
  cxsdk demo --check                the same story without a browser
  cxsdk demo --port 9000            workspace on 9000, apps on 9001
  cxsdk demo --load tickets.jsonl   your own conversations in place of ours
"""


@click.command("demo", epilog=_EXAMPLES)
@click.option("--check", is_flag=True, help="Play the story without a browser, a line a step.")
@click.option(
    "--port",
    type=click.IntRange(1, 65534),
    help=f"Port of the workspace, apps on the next. [default: {_PORT}; --check: free ones]",
)
@click.option(
    "--load",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON Lines: a Zendesk ticket with its comments per line.",
)
def command(*, check: bool, port: int | None, load: Path | None) -> int:
    """Open the local helpdesk with the three apps; nothing leaves this machine.

    Every start begins with the same world; what happened in it is gone when it stops.
    """
    try:
        from cxsdk.appkit.serving import free_port  # noqa: PLC0415 - needs the extra
        from cxsdk.sandbox import house, story  # noqa: PLC0415
    except ModuleNotFoundError as error:
        message = f"the demo needs {error.name}"
        raise ConfigError(message, hint="pip install 'cxsdk[apps]'") from error
    if check and load:
        message = "--check plays the story of the seeded world: leave --load out"
        raise click.UsageError(message)
    with tempfile.TemporaryDirectory(prefix="cxsdk-demo-") as folder:
        if check:
            return _tell(story.play(Path(folder), port=port or free_port()))
        stop = _signalled()
        opened = house.open_house(Path(folder), port=port or _PORT, load=load, installed=False)
        try:
            click.echo(f"The local helpdesk is open: {opened.origin}  (stop it with Ctrl+C)")
            opened.connect()
            webbrowser.open(opened.origin)
            stop.wait()
        finally:
            opened.stop()
    return 0


def _tell(steps: Iterable[str]) -> int:
    try:
        for n, step in enumerate(steps, start=1):
            click.echo(f"{n:2} ok  {step}")
    except (CxError, LookupError) as error:
        click.echo(f"   failed: {error}", err=True)
        return 1
    return 0


def _signalled() -> threading.Event:
    """Return what is set once somebody wants the demo to end; nothing is cut off in the middle."""
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, end)
    return stop

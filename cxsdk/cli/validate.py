"""`cxsdk validate`: are the apps' manifests right? Offline."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points

import click

from cxsdk.appkit import App
from cxsdk.appkit.rules import validate
from cxsdk.errors import ConfigError

_EXAMPLES = """\b
Examples:
  cxsdk validate
  cxsdk validate my_app.manifest:app
"""


def _find(target: str) -> App:
    module, _, name = target.partition(":")
    try:
        app = getattr(import_module(module), name or "app")
    except (ImportError, AttributeError) as error:
        message = f"no app at {target}"
        raise ConfigError(message, hint="write package.manifest:app") from error
    if not isinstance(app, App):
        message = f"{target} is a {type(app).__name__}, no App"
        raise ConfigError(message, hint="write package.manifest:app")
    return app


@click.command("validate", epilog=_EXAMPLES)
@click.argument("targets", nargs=-1)
def command(targets: tuple[str, ...]) -> int:
    """Check the manifests of TARGETS (package.manifest:app), or of every installed app."""
    found = targets or tuple(p.value for p in entry_points(group="cxsdk.apps"))
    faults = 0
    for target in found:
        app = _find(target)
        errors = validate(app)
        faults += len(errors)
        click.echo(f"{app.name}: {'ok' if not errors else f'{len(errors)} to mend'}")
        for error in errors:
            hint = f" ({error.hint})" if error.hint else ""
            click.echo(f"  {error.code} {error.path}: {error}{hint}", err=True)
    return 1 if faults else 0

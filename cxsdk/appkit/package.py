"""What a tenant installs: one or several apps under one name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from cxsdk.appkit.manifest import App
from cxsdk.appkit.rules import validate
from cxsdk.errors import ConfigError, ManifestError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from cxsdk.appkit.kinds import Location

GROUP = "cxsdk.apps"
_FIRST = ("qa_review", "csat_pulse", "upsell_hints")
_NAME = re.compile(r"[a-z][a-z0-9_]{1,30}")


@dataclass(frozen=True)
class Package:
    """A name and its apps, in the order of their tabs.

    Raises:
        ManifestError: The first rule that an app breaks; the message counts the others.
        ConfigError: No app, two of one name, or a bad name.
    """

    name: str
    apps: tuple[App, ...]

    def __post_init__(self) -> None:
        """Check the apps' manifests."""
        if _NAME.fullmatch(self.name) is None:
            message = f"{self.name!r} is no name of a package"
            raise ConfigError(message, hint="2 to 31 of a-z, 0-9 and _, a letter first")
        names = [app.name for app in self.apps]
        if not names or len(set(names)) < len(names):
            message = f"package {self.name} needs apps with different names"
            raise ConfigError(message, hint=f"it has: {', '.join(names) or 'none'}")
        for app in self.apps:
            refuse(app)

    @property
    def scopes(self) -> frozenset[str]:
        """What all apps together ask for."""
        return frozenset().union(*(app.scopes for app in self.apps))

    @property
    def locations(self) -> frozenset[Location]:
        """Where at least one app shows itself."""
        return frozenset().union(*(app.locations for app in self.apps))

    def find(self, name: str) -> App | None:
        """Return the app called ``name``, None when the package has none."""
        return next((app for app in self.apps if app.name == name), None)


def refuse(app: App) -> None:
    """Raise the first rule that a manifest breaks; the message counts the others.

    Raises:
        ManifestError: With the code, path and hint of that rule.
    """
    found = validate(app)
    if found:
        first = found[0]
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        message = f"the manifest of {app.name!r} is wrong: {first}{more}"
        raise ManifestError(message, code=first.code, path=first.path, hint=first.hint)


def bundle(name: str = "cxsdk", *, only: Collection[str] | None = None) -> Package:
    """Return the apps that are installed on this machine as one package.

    Args:
        name: Of the package.
        only: Names of the apps to take; None takes all.

    Raises:
        ConfigError: An app of ``only`` is not installed, or an entry point yields no app.
        ManifestError: A manifest is wrong.
    """
    points = {point.name: point for point in entry_points(group=GROUP)}
    missing = sorted(set(only or ()) - set(points))
    if missing:
        message = f"no app is called {missing[0]!r}"
        raise ConfigError(message, hint=f"installed: {', '.join(_ordered(points)) or 'none'}")
    wanted = _ordered(points if only is None else only)
    apps = tuple(points[each].load() for each in wanted)
    for each, app in zip(wanted, apps, strict=True):
        if not isinstance(app, App):
            message = f"entry point {each} of {GROUP} yields no App"
            raise ConfigError(message, hint="name the module and the variable: pkg.manifest:app")
    return Package(name, apps)


def _ordered(names: Iterable[str]) -> list[str]:
    """The order of tabs: quality, survey, hint, then the others by name."""
    known = {name: index for index, name in enumerate(_FIRST)}
    return sorted(names, key=lambda name: (known.get(name, len(known)), name))

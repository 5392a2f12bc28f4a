"""The rules of a manifest, each with a stable code; checked offline, all at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cxsdk.appkit.doors import broken
from cxsdk.appkit.kinds import Location
from cxsdk.appkit.settings import KINDS, Setting
from cxsdk.helpdesks.base import Capability

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxsdk.appkit.manifest import App
    from cxsdk.errors import ManifestError

_NAME = re.compile(r"[a-z][a-z0-9_]{1,30}")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,30}")
_SCOPE = re.compile(r"[a-z_]+:(?:read|write)")
_DOOR = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)+")
_LONGEST_TITLE = 40


def validate(app: App) -> list[ManifestError]:
    """Return every rule that a manifest breaks; an empty list when it is sound.

    Codes: ``manifest.name``, ``manifest.title``, ``manifest.locations``,
    ``manifest.scopes``, ``manifest.needs``, ``manifest.doors``,
    ``settings.key``, ``settings.duplicate``, ``settings.kind``,
    ``settings.title``, ``settings.choices``, ``settings.default``,
    ``settings.secret``. The error's ``path`` names the entry.
    """
    return [*_identity(app), *_rights(app), *_settings(app), *_doors(app)]


def _identity(app: App) -> Iterator[ManifestError]:
    if not isinstance(app.name, str) or _NAME.fullmatch(app.name) is None:
        message = f"{app.name!r} is no name of an app"
        yield broken("name", "manifest.name", message, "2 to 31 of a-z, 0-9 and _, a letter first")
    if not app.title.strip() or len(app.title) > _LONGEST_TITLE:
        message = "the title is empty or too long for a tab"
        yield broken("title", "manifest.title", message, f"at most {_LONGEST_TITLE} characters")
    if not app.locations:
        message = "the app shows itself nowhere"
        yield broken("locations", "manifest.locations", message, "such as Location.TICKET_SIDEBAR")
    for place in sorted(map(str, app.locations)):
        if place not in set(Location):
            known = ", ".join(sorted(Location))
            message = f"{place!r} is no location"
            yield broken("locations", "manifest.locations", message, f"use one of {known}")


def _rights(app: App) -> Iterator[ManifestError]:
    for scope in sorted(map(str, app.scopes)):
        if _SCOPE.fullmatch(scope) is None:
            message = f"{scope!r} is no scope"
            yield broken("scopes", "manifest.scopes", message, 'write it like "tickets:read"')
    for need in sorted(map(str, app.needs)):
        if need not in set(Capability):
            message = f"{need!r} is no capability"
            yield broken("needs", "manifest.needs", message, "use cxsdk.appkit.Capability")


def _settings(app: App) -> Iterator[ManifestError]:
    seen: set[str] = set()
    for index, setting in enumerate(app.settings):
        path = f"settings[{index}]"
        if setting.key in seen:
            message = f"two settings are called {setting.key!r}"
            yield broken(f"{path}.key", "settings.duplicate", message)
        seen.add(setting.key)
        yield from _setting(setting, path)


def _setting(setting: Setting, path: str) -> Iterator[ManifestError]:
    if _KEY.fullmatch(setting.key) is None:
        message = f"{setting.key!r} is no key of a setting"
        yield broken(f"{path}.key", "settings.key", message, "small letters, digits and _")
    if not setting.title.strip():
        message = f"setting {setting.key!r} has no title"
        yield broken(f"{path}.title", "settings.title", message)
    if setting.kind not in KINDS:
        message = f"{setting.kind!r} is no kind of setting"
        yield broken(f"{path}.kind", "settings.kind", message, f"use one of {', '.join(KINDS)}")
    else:
        yield from _value(setting, path)


def _value(setting: Setting, path: str) -> Iterator[ManifestError]:
    if bool(setting.choices) != (setting.kind == "choice"):
        message = f"setting {setting.key!r}: choices and kind do not go together"
        yield broken(f"{path}.choices", "settings.choices", message, 'kind="choice" has choices')
    if setting.default is None:
        if setting.kind == "choice":
            message = f"setting {setting.key!r} has no default"
            yield broken(f"{path}.default", "settings.default", message, "name one of its choices")
    elif setting.kind == "secret":
        message = f"setting {setting.key!r} is secret and has a default"
        yield broken(f"{path}.default", "settings.secret", message, "code holds no secrets")
    elif not setting.accepts(setting.default):
        message = f"the default of setting {setting.key!r} is not of its kind"
        yield broken(f"{path}.default", "settings.default", message)


def _doors(app: App) -> Iterator[ManifestError]:
    for index, door in enumerate(app.doors):
        path = f"doors[{index}]"
        if _DOOR.fullmatch(door) is None:
            yield broken(path, "manifest.doors", f"{door!r} is no dotted path of a module")
        elif door.split(".")[0] != app.name:
            message = f"door {door} lies outside the app's package"
            yield broken(path, "manifest.doors", message, f"it must start with {app.name}.")

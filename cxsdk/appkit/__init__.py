"""The app kit's front door: what an author of apps imports.

Names load when they are first used, so that a manifest can be imported where
neither Flask nor a database is installed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from cxsdk.errors import ConfigError

if TYPE_CHECKING:
    from cxsdk.appkit.answers import Json, Redirect, Rendered
    from cxsdk.appkit.config import KitConfig
    from cxsdk.appkit.context import Context
    from cxsdk.appkit.i18n import (
        N_,
        format_date,
        format_datetime,
        format_number,
        format_percent,
        gettext,
        ngettext,
    )
    from cxsdk.appkit.kinds import Event, Location, Per, Proof, Role
    from cxsdk.appkit.kit import Kit
    from cxsdk.appkit.mail import Mailer, SmtpMailer
    from cxsdk.appkit.manifest import App
    from cxsdk.appkit.occasions import (
        DemoContext,
        EventContext,
        JobContext,
        RequestContext,
        TabContext,
    )
    from cxsdk.appkit.package import Package, bundle
    from cxsdk.appkit.rules import validate
    from cxsdk.appkit.settings import Setting
    from cxsdk.appkit.tables import TenantRow, UtcDateTime, table_base
    from cxsdk.appkit.tenants import Installation, Viewer
    from cxsdk.helpdesks.base import Capability

_HOMES = {
    "cxsdk.appkit.answers": ("Json", "Redirect", "Rendered"),
    "cxsdk.appkit.config": ("KitConfig",),
    "cxsdk.appkit.context": ("Context",),
    "cxsdk.appkit.occasions": (
        "DemoContext",
        "EventContext",
        "JobContext",
        "RequestContext",
        "TabContext",
    ),
    "cxsdk.appkit.i18n": (
        "N_",
        "format_date",
        "format_datetime",
        "format_number",
        "format_percent",
        "gettext",
        "ngettext",
    ),
    "cxsdk.appkit.kinds": ("Event", "Location", "Per", "Proof", "Role"),
    "cxsdk.appkit.kit": ("Kit",),
    "cxsdk.appkit.mail": ("Mailer", "SmtpMailer"),
    "cxsdk.appkit.manifest": ("App",),
    "cxsdk.appkit.package": ("Package", "bundle"),
    "cxsdk.appkit.rules": ("validate",),
    "cxsdk.appkit.settings": ("Setting",),
    "cxsdk.appkit.tables": ("TenantRow", "UtcDateTime", "table_base"),
    "cxsdk.appkit.tenants": ("Installation", "Viewer"),
    "cxsdk.helpdesks.base": ("Capability",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "N_",
    "App",
    "Capability",
    "Context",
    "DemoContext",
    "Event",
    "EventContext",
    "Installation",
    "JobContext",
    "Json",
    "Kit",
    "KitConfig",
    "Location",
    "Mailer",
    "Package",
    "Per",
    "Proof",
    "Redirect",
    "Rendered",
    "RequestContext",
    "Role",
    "Setting",
    "SmtpMailer",
    "TabContext",
    "TenantRow",
    "UtcDateTime",
    "Viewer",
    "bundle",
    "format_date",
    "format_datetime",
    "format_number",
    "format_percent",
    "gettext",
    "ngettext",
    "table_base",
    "validate",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its home; raises ConfigError where an extra is missing."""
    home = _HOME.get(name)
    if home is None:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    try:
        value = getattr(import_module(home), name)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("cxsdk"):
            raise
        message = f"{name} needs {error.name}, which is not installed"
        raise ConfigError(message, hint="pip install 'cxsdk[apps]'") from error
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)

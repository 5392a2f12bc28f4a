"""Templates: one environment for the kit and its apps, each app in a folder of its own."""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, PrefixLoader, pass_context, select_autoescape

from cxsdk.appkit import i18n
from cxsdk.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date, datetime

    from jinja2.runtime import Context as Names

    from cxsdk.appkit.manifest import App

KIT = "appkit"
nonce: ContextVar[str] = ContextVar("cxsdk_nonce", default="")


def folder_of(package: str, name: str) -> Path | None:
    """Return a folder inside an installed package, None when it is not there."""
    try:
        found = files(package).joinpath(name)
    except (ModuleNotFoundError, TypeError):  # TypeError: a module of one file
        return None
    return found if isinstance(found, Path) and found.is_dir() else None


class Pages:
    """Makes text from templates.

    Args:
        apps: Names of the apps, which are the names of their packages.
    """

    def __init__(self, apps: Iterable[str]) -> None:
        """Find the templates' folders; nothing is compiled yet."""
        self._environment = _environment(tuple(apps))

    def render(
        self,
        template: str,
        *,
        locale: str,
        package: str,
        zone: str = "UTC",
        data: Mapping[str, Any],
    ) -> str:
        """Make text.

        Args:
            template: Such as ``qa_review/panel.html``.
            locale: The reader's.
            package: Whose texts come first.
            zone: The reader's time zone.
            data: What the template names.
        """
        with i18n.speaking(locale, package=package, zone=zone):
            return self._environment.get_template(template).render({"locale": locale, **data})


@cache
def _environment(apps: tuple[str, ...]) -> Environment:
    # Shared by all kits of the same apps: a compiled template knows no kit.
    homes = {KIT: folder_of("cxsdk.appkit", f"templates/{KIT}")}
    homes |= {app: folder_of(app, f"templates/{app}") for app in apps}
    loaders = {name: FileSystemLoader(path) for name, path in homes.items() if path}
    environment = Environment(
        loader=PrefixLoader(loaders),
        autoescape=select_autoescape(["html", "xml"]),
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined] # the extension's
        i18n.lookup, i18n.lookup_plural, newstyle=True
    )
    environment.globals.update(url=_url, static=_static, csp_nonce=nonce.get, app_title=title_of)
    environment.filters.update(_FILTERS)
    return environment


def title_of(app: App) -> str:
    """Return an app's title in the current locale, from its own catalogue."""
    with i18n.speaking(i18n.current_locale(), package=app.name):
        return i18n.gettext(app.title)


@pass_context
def _url(names: Names, path: str) -> str:
    """Return the address of a route of the app whose page it is."""
    ctx = names.get("ctx")
    if ctx is None or not path.startswith("/"):
        message = f"url({path!r}) names no route of an app"
        raise ConfigError(message, hint='write it like url("/reviews")')
    return f"/apps/{ctx.app_name}{path}"


def _static(file: str) -> str:
    """Return the address of a file such as ``qa_review/tab.css``."""
    return f"/static/{file}"


def _spelled(style: str) -> Callable[..., str]:
    def spell(value: datetime, zone: str | None = None) -> str:
        return i18n.format_datetime(value, style, zone=zone)

    return spell


def _date(value: date) -> str:
    return i18n.format_date(value, "d MMMM" if i18n.current_locale() == "ru" else "MMM d")


def _month(value: date) -> str:
    """Write a month after the word "since": «с марта 2024», "since March 2024"."""
    return i18n.format_date(value, "MMMM y")


def _score(value: float) -> str:
    """Write a score or a percentage, 0..100, with at most one decimal."""
    return i18n.format_number(round(float(value), 1))


_FILTERS: dict[str, Callable[..., str]] = {
    "datetime": lambda value, zone=None: _spelled(
        "d MMMM, HH:mm" if i18n.current_locale() == "ru" else "MMM d, HH:mm"
    )(value, zone),
    "time": _spelled("HH:mm"),
    "date": _date,
    "month": _month,
    "score": _score,
    "number": i18n.format_number,
    "percent": i18n.format_percent,
}

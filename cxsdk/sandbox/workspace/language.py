"""Russian and English: which one a reader gets, and how pages spell words and moments.

Messages are English in the code and in templates; the catalogue is the sandbox's
own, read by the kit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask import g, has_request_context, request, session

from cxsdk.appkit import i18n

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flask import Flask

PACKAGE = "cxsdk.sandbox"
LOCALES = ("ru", "en")
#: Where the company works: its days begin and end here.
COMPANY_ZONE = ZoneInfo("Europe/Moscow")
_KEY = "locale"
#: Filters of templates, each a way to spell a moment.
_PATTERNS = {
    "long_clock": "EEEE, d MMMM, HH:mm",
    "short_clock": "EEE d MMM, HH:mm",
    "day": "EEEE, d MMMM",
    "day_of_year": "EEEE, d MMMM y",
    "short_day": "d MMM",
    "hour": "HH:mm",
    "iso": "yyyy-MM-dd'T'HH:mm:ssXXX",
}


def locale() -> str:
    """Return the reader's language: chosen, else the browser's, else English."""
    if not has_request_context():
        return "en"
    if "locale" not in g:
        chosen = session.get(_KEY)
        asked = request.accept_languages.best_match(LOCALES, default="en")
        g.locale = chosen if chosen in LOCALES else asked
    return str(g.locale)


def choose(wanted: str) -> None:
    """Keep a language for this browser; one that we do not have changes nothing."""
    if wanted in LOCALES:
        session[_KEY] = wanted
        g.pop("locale", None)


def gettext(message: str) -> str:
    """Return a message in the reader's language; its places are filled by the template."""
    return str(i18n.load(PACKAGE, locale()).ugettext(message))


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form of a message that fits a number, in the reader's language."""
    return str(i18n.load(PACKAGE, locale()).ungettext(singular, plural, number))


def install(flask: Flask) -> None:
    """Teach an application's templates ``_``, ``ngettext``, ``{% trans %}`` and our filters."""
    environment = flask.jinja_env
    environment.globals.pop("_", None)  # a stand-in, where there were no words yet
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True
    )
    environment.filters.update({name: _spell(pattern) for name, pattern in _PATTERNS.items()})


def _spell(pattern: str) -> Callable[..., str]:
    def spell(moment: datetime, zone: str | None = None) -> str:
        with i18n.speaking(locale(), package=PACKAGE):
            text = i18n.format_datetime(moment, pattern, zone=zone or COMPANY_ZONE)
        return text[:1].upper() + text[1:]

    return spell

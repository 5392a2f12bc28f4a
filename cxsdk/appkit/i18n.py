"""Texts in the reader's language: catalogues, the current locale, and how values are written.

Msgids are English. Catalogues are ``translations/<locale>/LC_MESSAGES/messages.po``
in each package, read once; an app's own comes before the kit's. Babel is loaded
when it is first needed.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, tzinfo
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cxsdk.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from importlib.resources.abc import Traversable

    from babel.support import NullTranslations

LOCALES = ("en", "ru")
KIT = "cxsdk.appkit"
_locale: ContextVar[str] = ContextVar("cxsdk_locale", default="en")
_package: ContextVar[str] = ContextVar("cxsdk_texts", default=KIT)
_zone: ContextVar[str] = ContextVar("cxsdk_zone", default="UTC")


def choose(*wanted: str | None) -> str:
    """Return the first of ``wanted`` that we have, else ``en``.

    Args:
        wanted: Locales as anybody spells them (``ru-RU``, ``en_GB``), the most
            important first; None is passed over.
    """
    for one in wanted:
        short = (one or "").replace("_", "-").partition("-")[0].casefold()
        if short in LOCALES:
            return short
    return "en"


@contextmanager
def speaking(locale: str, *, package: str = KIT, zone: str = "UTC") -> Iterator[None]:
    """Show texts in ``locale`` inside the block.

    Args:
        locale: ``en`` or ``ru``.
        package: Whose texts come first.
        zone: IANA name of the reader's time zone; an unknown one counts as UTC.
    """
    before = _locale.set(locale), _package.set(package), _zone.set(zone)
    try:
        yield
    finally:
        _locale.reset(before[0])
        _package.reset(before[1])
        _zone.reset(before[2])


def current_locale() -> str:
    """Return the locale of the block that is running."""
    return _locale.get()


def gettext(message: str, /, **values: object) -> str:
    """Return a text in the current locale; ``%(name)s`` takes the values."""
    found = lookup(message)
    return found % values if values else found


def ngettext(singular: str, plural: str, n: int, /, **values: object) -> str:
    """Return a text in the form that fits the number, which is also ``%(num)s``."""
    return lookup_plural(singular, plural, n) % {"num": n, **values}


def lookup(message: str) -> str:
    """Return a text as the catalogue has it, its places still empty."""
    return str(_texts(_package.get(), _locale.get()).ugettext(message))


def lookup_plural(singular: str, plural: str, n: int) -> str:
    """Return the form of a text that fits a number, its places still empty."""
    return str(_texts(_package.get(), _locale.get()).ungettext(singular, plural, n))


def N_(message: str) -> str:  # noqa: N802 - what extractors look for
    """Mark a text for translation where it stands; give it to ``gettext`` where it is shown."""
    return message


@cache
def _texts(package: str, locale: str) -> NullTranslations:
    from babel.support import NullTranslations  # noqa: PLC0415 - an extra

    own = load(package, locale)
    if package == KIT:
        return own
    kits = load(KIT, locale)
    if type(own) is NullTranslations:
        return kits
    own.add_fallback(kits)
    return own


def catalogue_path(package: str, locale: str) -> Traversable | None:
    """Return where a package's catalogue is, None when it has none."""
    try:
        path = files(package) / "translations" / locale / "LC_MESSAGES" / "messages.po"
    except (ModuleNotFoundError, TypeError):  # TypeError: a module of one file
        return None
    return path if path.is_file() else None


@cache
def load(package: str, locale: str) -> NullTranslations:
    """Read the catalogue of a package; an empty one when it has none.

    Raises:
        ConfigError: The catalogue cannot be read.
    """
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - an extra
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415
    from babel.support import NullTranslations, Translations  # noqa: PLC0415

    path = catalogue_path(package, locale)
    if path is None:
        return NullTranslations()
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=locale, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        message = f"the {locale} texts of {package} cannot be read: {error}"
        raise ConfigError(message) from error
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def format_datetime(
    value: datetime, style: str = "medium", *, zone: tzinfo | str | None = None
) -> str:
    """Write a moment in the current locale.

    Args:
        value: Aware.
        style: ``short``, ``medium``, ``long``, ``full``, or a CLDR pattern.
        zone: Whose wall clock; None means that of the block that is running.
    """
    from babel import dates  # noqa: PLC0415 - an extra

    wanted = zone if isinstance(zone, tzinfo) else _zone_called(zone or _zone.get())
    return dates.format_datetime(value, style, tzinfo=wanted, locale=_locale.get())


@cache
def _zone_called(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def format_date(value: date, style: str = "medium") -> str:
    """Write a day in the current locale; ``style`` as for :func:`format_datetime`.

    Of a moment it is the day by the wall clock of the block that is running.
    """
    from babel import dates  # noqa: PLC0415 - an extra

    if isinstance(value, datetime):
        value = value.astimezone(_zone_called(_zone.get()))
    return dates.format_date(value, style, locale=_locale.get())


def format_number(value: float, *, places: int | None = None) -> str:
    """Write a number in the current locale, with ``places`` decimals (None: as it is)."""
    from babel import numbers  # noqa: PLC0415 - an extra

    pattern = None if places is None else "#,##0" + ("." + "0" * places if places else "")
    return numbers.format_decimal(value, pattern, locale=_locale.get())


def format_percent(value_pct: float, *, places: int = 0) -> str:
    """Write a percentage, 0..100, in the current locale: ``85%``, ``85 %`` in Russian."""
    from babel import numbers  # noqa: PLC0415 - an extra

    pattern = "#,##0" + ("." + "0" * places if places else "") + "%"
    if _locale.get() == "ru":
        pattern = pattern.replace("%", "\u00a0%")
    return numbers.format_percent(value_pct / 100, pattern, locale=_locale.get())

"""Languages of the account, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/account-configuration/locales/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Listing
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale(Record):
    """A language that screens and rules exist in."""

    id: int
    #: BCP 47, such as ``ru`` or ``en-US``.
    locale: str
    #: In English or in itself, such as ``Deutsch``.
    name: str | None = None
    url: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


LOCALE = Loader(Locale, vendor=VENDOR)


class Locales(Listing[Locale]):
    """``/api/v2/locales``: those of the account; ``get`` takes an id or a text such as ``ru``."""

    path: ClassVar[str] = "locales"
    one: ClassVar[str] = "locale"
    many: ClassVar[str] = "locales"
    loader = LOCALE
    paging = "none"

    def for_agents(self) -> tuple[Locale, ...]:
        """Return those that agents may choose."""
        return self._several("GET", f"{self._path}/agent")

    def public(self) -> tuple[Locale, ...]:
        """Return those that the vendor offers to every account."""
        return self._several("GET", f"{self._path}/public")

    def current(self) -> Locale:
        """Return the one of who these credentials act as."""
        return self._one("GET", f"{self._path}/current")

    def best(self) -> Locale:
        """Return the one that suits who these credentials act as best."""
        return self._one("GET", f"{self._path}/detect_best_locale")

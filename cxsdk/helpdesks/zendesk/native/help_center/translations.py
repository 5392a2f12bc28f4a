"""Translations of articles, sections and categories.

Source: https://developer.zendesk.com/api-reference/help_center/help-center-api/translations/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from cxsdk.errors import SchemaError
from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.help_center.place import Place
from cxsdk.helpdesks.zendesk.native.resource import (
    Creates,
    Deletes,
    Gets,
    Lists,
    R,
    Updates,
    part,
)
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation(Record):
    """One thing in one language."""

    id: int
    #: Such as ``ru`` or ``en-us``.
    locale: str | None = None
    title: str | None = None
    #: HTML.
    body: str | None = None
    #: Not published yet.
    draft: bool | None = None
    #: The text that it translates was changed since.
    outdated: bool | None = None
    source_id: int | None = None
    #: ``Article``, ``Section``, ``Category``.
    source_type: str | None = None
    url: str | None = None
    html_url: str | None = None
    created_at: datetime | None = None
    created_by_id: int | None = None
    updated_at: datetime | None = None
    updated_by_id: int | None = None


TRANSLATION = Loader(Translation, vendor=VENDOR)


class TranslationsOf(
    Place[Translation],
    Lists[Translation],
    Gets[Translation],
    Creates[Translation],
    Updates[Translation],
):
    """The translations of one thing; each is read and changed by its locale.

    They are deleted by their own id: ``help_center.translations.delete(id)``.
    """

    one: ClassVar[str] = "translation"
    many: ClassVar[str] = "translations"
    loader = TRANSLATION

    def missing(self) -> tuple[str, ...]:
        """Return the locales of the Help Center that it has no translation for."""
        return locales_of(part(self._client.request("GET", self._at("missing")), "locales"))


class Translations(Place[Translation], Deletes[Translation]):
    """``/api/v2/help_center/translations``; deletes any but the last of its source."""

    path: ClassVar[str] = "help_center/translations"


class Translated(Place[R]):
    """A place whose objects have translations, one of which is the source of the others."""

    def translations(self, object_id: int | str) -> TranslationsOf:
        """Return the translations of one object."""
        return TranslationsOf(self._client, self._below(object_id, "translations"))

    def set_source_locale(
        self, object_id: int | str, source_locale: str, *, locale: str | None = None
    ) -> None:
        """Make one of its translations the source.

        Deleting the object in its source locale deletes all its translations.

        Args:
            object_id: Which.
            source_locale: A locale that the Help Center has and the object is translated to.
            locale: The language of the path, which no agent needs.
        """
        path = self._localized(self._at(object_id, "source_locale"), locale)
        self._client.request("PUT", path, json={f"{self.one}_locale": source_locale})


def locales_of(found: object) -> tuple[str, ...]:
    """Return a list of locales as it came.

    Raises:
        SchemaError: It is no list of texts.
    """
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        message = "the locales are no list of texts"
        raise SchemaError(message, path="locales", vendor=VENDOR)
    return tuple(found)

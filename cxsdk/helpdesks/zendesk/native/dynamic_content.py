"""Dynamic content: texts in several languages behind one placeholder, as Zendesk spells it.

Source: https://developer.zendesk.com/api-reference/ticketing/ticket-management/dynamic_content/
and .../dynamic_content_item_variants/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.bulk import named
from cxsdk.helpdesks.zendesk.native.resource import Body, Collection, joined, spelled
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class DynamicVariant(Record):
    """The text in one language."""

    id: int | None = None
    url: str | None = None
    content: str | None = None
    #: Number of the language.
    locale_id: int | None = None
    active: bool | None = None
    #: Shown to whom no other variant suits.
    default: bool | None = None
    #: Older than the default variant.
    outdated: bool | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DynamicItem(Record):
    """One text in all its languages."""

    id: int
    url: str | None = None
    #: Unique in the account.
    name: str | None = None
    #: What stands for it elsewhere, such as ``{{dc.greeting}}``; never changes.
    placeholder: str | None = None
    default_locale_id: int | None = None
    #: Whether any variant is outdated.
    outdated: bool | None = None
    variants: tuple[DynamicVariant, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None


DYNAMIC_VARIANT = Loader(DynamicVariant, vendor=VENDOR)
DYNAMIC_ITEM = Loader(DynamicItem, vendor=VENDOR)


class DynamicContent(Collection[DynamicItem]):
    """``/api/v2/dynamic_content/items``."""

    path: ClassVar[str] = "dynamic_content/items"
    one: ClassVar[str] = "item"
    many: ClassVar[str] = "items"
    loader = DYNAMIC_ITEM

    def show_many(self, identifiers: Iterable[str]) -> tuple[DynamicItem, ...]:
        """Return items by what their placeholders say after ``dc.``."""
        params = {"identifiers": joined(identifiers)}
        return self._several("GET", f"{self._path}/show_many", params=params)

    def variants(self, item_id: int) -> DynamicVariants:
        """Return the languages of one text."""
        return DynamicVariants(self._client, item_id=item_id)


class DynamicVariants(Collection[DynamicVariant]):
    """``/api/v2/dynamic_content/items/{id}/variants``."""

    path: ClassVar[str] = "dynamic_content/items/{item_id}/variants"
    one: ClassVar[str] = "variant"
    many: ClassVar[str] = "variants"
    loader = DYNAMIC_VARIANT

    def create_many(self, bodies: Iterable[Body]) -> tuple[DynamicVariant, ...]:
        """Add several languages in one call, which is never sent twice."""
        body = {self.many: [*map(spelled, bodies)]}
        return self._several("POST", f"{self._path}/create_many", json=body)

    def update_many(self, changes: Iterable[Body]) -> tuple[DynamicVariant, ...]:
        """Change several languages in one call, each named by its ``id``."""
        body = {self.many: [*map(named, changes)]}
        return self._several("PUT", f"{self._path}/update_many", json=body)

"""What employees can order in the Help Center.

Source: https://developer.zendesk.com/api-reference/help_center/employee-services/service_catalog_items/
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Listing
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceCatalogItem(Record):
    """One thing to order."""

    #: A ULID.
    id: str
    name: str | None = None
    description: str | None = None
    #: The ticket form that an order fills in.
    form_id: int | None = None
    thumbnail_url: str | None = None


SERVICE_CATALOG_ITEM = Loader(ServiceCatalogItem, vendor=VENDOR)


class ServiceCatalogItems(Listing[ServiceCatalogItem]):
    """``/api/v2/help_center/service_catalog/items``."""

    path: ClassVar[str] = "help_center/service_catalog/items"
    one: ClassVar[str] = "service_catalog_item"
    many: ClassVar[str] = "service_catalog_items"
    loader = SERVICE_CATALOG_ITEM

    def search(self, query: str) -> Iterator[ServiceCatalogItem]:
        """Yield items that match words, over all pages."""
        return self._all(f"{self._path}/search", self.many, self.loader, {"query": query})

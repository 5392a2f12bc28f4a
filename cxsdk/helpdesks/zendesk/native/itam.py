"""Devices and other things that an IT team looks after, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ (IT asset management: assets, asset
types, asset fields, locations, statuses)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.custom_object_records import Sifts, run_bulk
from cxsdk.helpdesks.zendesk.native.custom_objects import CUSTOM_OBJECT_FIELD, CustomObjectField
from cxsdk.helpdesks.zendesk.native.resource import Body, Listing, Patches, Register
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cxsdk.helpdesks.zendesk.native.bulk import BulkRun, Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class ItamAsset(Record):
    """One thing. Every id but those of users and organizations is a ULID."""

    id: str
    url: str | None = None
    name: str | None = None
    asset_type_id: str | None = None
    status_id: str | None = None
    location_id: str | None = None
    #: Who has it.
    user_id: int | None = None
    organization_id: int | None = None
    asset_tag: str | None = None
    serial_number: str | None = None
    manufacturer: str | None = None
    model: str | None = None
    vendor: str | None = None
    #: In the account's currency.
    purchase_cost: float | None = None
    #: Days, as ``2026-01-31``.
    purchase_date: str | None = None
    warranty_expiration: str | None = None
    notes: str | None = None
    external_id: str | None = None
    #: Values by the field's key.
    custom_field_values: Mapping[str, Any] | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItamAssetType(Record):
    """A kind of things, such as “laptop”; kinds stand in a tree."""

    id: str
    url: str | None = None
    name: str | None = None
    description: str | None = None
    external_id: str | None = None
    parent_id: str | None = None
    #: Steps below the root.
    hierarchy_depth: int | None = None
    #: One of the vendor's own.
    is_standard: bool | None = None
    #: Keys of its fields.
    field_keys: tuple[str, ...] = ()
    created_by_user_id: int | None = None
    updated_by_user_id: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItamLocation(Record):
    """Where a thing is."""

    id: str
    url: str | None = None
    name: str | None = None
    external_id: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItamStatus(Record):
    """What state a thing is in, such as “in stock”."""

    id: str
    url: str | None = None
    name: str | None = None
    external_id: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


ITAM_ASSET = Loader(ItamAsset, vendor=VENDOR)
ITAM_ASSET_TYPE = Loader(ItamAssetType, vendor=VENDOR)
ITAM_LOCATION = Loader(ItamLocation, vendor=VENDOR)
ITAM_STATUS = Loader(ItamStatus, vendor=VENDOR)


class ItamAssets(Register[ItamAsset], Patches[ItamAsset], Sifts[ItamAsset]):
    """``/api/v2/it_asset_management/assets``."""

    path: ClassVar[str] = "it_asset_management/assets"
    one: ClassVar[str] = "asset"
    many: ClassVar[str] = "assets"
    loader = ITAM_ASSET

    def search(self, query: str, **filters: Any) -> Iterator[ItamAsset]:
        """Yield things with a text in any of their text fields, best first; at most 10,000."""
        return self._all(
            f"{self._path}/search", self.many, self.loader, {"query": query, **filters}
        )

    def bulk(
        self,
        action: Literal["create", "update", "delete", "delete_by_external_id"],
        items: Iterable[Body | str],
        *,
        on_progress: Progress | None = None,
    ) -> BulkRun[Body | str]:
        """Do one thing to any number of things, by jobs; a result per item, in order.

        Args:
            action: What to do.
            items: Things, or, to delete, ids; read as they are needed. Kind, status and place
                may be named instead: ``asset_type`` for ``asset_type_id``.
            on_progress: Called whenever a chunk of a hundred is settled.
        """
        return run_bulk(self._client, f"{self._path}/jobs", action, items, on_progress)


class ItamAssetTypes(Register[ItamAssetType], Patches[ItamAssetType]):
    """``/api/v2/it_asset_management/asset_types``."""

    path: ClassVar[str] = "it_asset_management/asset_types"
    one: ClassVar[str] = "asset_type"
    many: ClassVar[str] = "asset_types"
    paging = "none"
    loader = ITAM_ASSET_TYPE

    def fields(self, asset_type_id: str) -> ItamAssetFields:
        """Return the fields that things of one kind have."""
        return ItamAssetFields(self._client, asset_type_id=asset_type_id)


class ItamAssetFields(Register[CustomObjectField], Patches[CustomObjectField]):
    """``/api/v2/it_asset_management/asset_types/{id}/fields``."""

    path: ClassVar[str] = "it_asset_management/asset_types/{asset_type_id}/fields"
    one: ClassVar[str] = "field"
    many: ClassVar[str] = "fields"
    paging = "none"
    loader = CUSTOM_OBJECT_FIELD


class ItamLocations(Register[ItamLocation], Patches[ItamLocation]):
    """``/api/v2/it_asset_management/locations``."""

    path: ClassVar[str] = "it_asset_management/locations"
    one: ClassVar[str] = "location"
    many: ClassVar[str] = "locations"
    loader = ITAM_LOCATION


class ItamStatuses(Listing[ItamStatus]):
    """``/api/v2/it_asset_management/statuses``: the vendor's own, which cannot be changed."""

    path: ClassVar[str] = "it_asset_management/statuses"
    one: ClassVar[str] = "status"
    many: ClassVar[str] = "statuses"
    paging = "none"
    loader = ITAM_STATUS

"""Sets of rules and fields that are made and deleted together, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/ticket-management/
resource_collections/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.jobs import JobStatus, start_job
from cxsdk.helpdesks.zendesk.native.resource import Listing
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectedResource(Record):
    """One member of a set."""

    #: Its name in the payload that the set was made from.
    identifier: str | None = None
    resource_id: int | None = None
    #: Such as ``triggers`` or ``ticket_fields``.
    type: str | None = None
    deleted: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceCollection(Record):
    """A set of rules, fields and the like."""

    id: int
    resources: tuple[CollectedResource, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None


RESOURCE_COLLECTION = Loader(ResourceCollection, vendor=VENDOR)


class ResourceCollections(Listing[ResourceCollection]):
    """``/api/v2/resource_collections``; needs an admin. Every write is a job: wait for it."""

    path: ClassVar[str] = "resource_collections"
    one: ClassVar[str] = "resource_collection"
    many: ClassVar[str] = "resource_collections"
    paging = "offset"
    loader = RESOURCE_COLLECTION

    def create(self, payload: Mapping[str, Any]) -> JobStatus:
        """Begin to make everything that is described; never sent twice.

        Args:
            payload: As the ``requirements.json`` of an app has it:
                ``{"triggers": {"my_name": {"title": …}}}``.
        """
        return start_job(self._client, "POST", self._path, json={"payload": dict(payload)})

    def update(self, collection_id: int, payload: Mapping[str, Any]) -> JobStatus:
        """Begin to change, add and delete until the set is what is described; sent once only."""
        body = {"payload": dict(payload)}
        return start_job(self._client, "PUT", self._at(collection_id), json=body)

    def delete(self, collection_id: int) -> JobStatus:
        """Begin to delete a set with all that is in it; sent once only."""
        return start_job(self._client, "DELETE", self._at(collection_id))

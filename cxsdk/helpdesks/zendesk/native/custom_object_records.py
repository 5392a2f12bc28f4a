"""Records of the account's own objects, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/custom-data/custom-objects/
custom_object_records/ and .../custom_object_record_attachments/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias
from urllib.parse import quote

from cxsdk.errors import ConfigError
from cxsdk.helpdesks.zendesk.facts import PAGE_SIZE, VENDOR
from cxsdk.helpdesks.zendesk.native.bulk import in_bulk
from cxsdk.helpdesks.zendesk.native.changes import Feed, Stream
from cxsdk.helpdesks.zendesk.native.form import multipart
from cxsdk.helpdesks.zendesk.native.jobs import start_job
from cxsdk.helpdesks.zendesk.native.resource import (
    Body,
    Counts,
    Deletes,
    Lists,
    Patches,
    R,
    Register,
    Resource,
    Updates,
    part,
)
from cxsdk.http import Cursor
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Unpack

    from cxsdk.client import Client
    from cxsdk.helpdesks.zendesk.native.bulk import BulkRun, Progress
    from cxsdk.helpdesks.zendesk.native.changes import StreamOptions
    from cxsdk.helpdesks.zendesk.native.jobs import JobStatus

#: What a job may do with records.
RecordAction: TypeAlias = Literal[
    "create",
    "update",
    "delete",
    "delete_by_external_id",
    "create_or_update_by_external_id",
    "create_or_update_by_name",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomObjectRecord(Record):
    """One thing of the account's own."""

    #: A ULID.
    id: str
    url: str | None = None
    custom_object_key: str | None = None
    name: str | None = None
    external_id: str | None = None
    #: Values by the field's key.
    custom_object_fields: Mapping[str, Any] | None = None
    #: The file's ``id``, ``content_url``, ``content_type`` and ``size``.
    photo: Mapping[str, Any] | None = None
    #: Numbers as text.
    created_by_user_id: str | None = None
    updated_by_user_id: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAttachment(Record):
    """A file at a record."""

    #: A ULID.
    id: str
    custom_object_record_id: str | None = None
    filename: str | None = None
    content_type: str | None = None
    content_url: str | None = None
    #: In bytes.
    size: int | None = None
    #: ``malware_found``, ``malware_not_found``, ``failed_to_scan``, ``not_scanned``.
    malware_scan_status: str | None = None
    malware_scan_completed_at: datetime | None = None
    #: Agents may open it all the same.
    malware_access_override: bool | None = None
    #: Number of a user, as text.
    created_by: str | None = None
    created_at: datetime | None = None


CUSTOM_OBJECT_RECORD = Loader(CustomObjectRecord, vendor=VENDOR)
RECORD_ATTACHMENT = Loader(RecordAttachment, vendor=VENDOR)


class Sifts(Resource[R]):
    """A place that is searched by conditions, which stand in the body of each call."""

    def where(
        self, conditions: Mapping[str, Any], *, query: str | None = None, **filters: Any
    ) -> Iterator[R]:
        """Yield what meets conditions, over all pages.

        Args:
            conditions: Such as ``{"name": {"$eq": "T14"}}``, with own fields as
                ``custom_object_fields.colour``; lists of them stand under ``$and`` and ``$or``.
            query: And that hold this text; None (default) for any.
            **filters: ``sort``.

        Source:
            https://developer.zendesk.com/api-reference/custom-data/custom-objects/
            custom_object_records/#filtered-search-of-custom-object-records
        """
        path = f"{self._path}/search"
        cursor = Cursor(f"{self._client.base_url}{path}", vendor=VENDOR)
        params: dict[str, Any] = {"query": query, "page[size]": PAGE_SIZE, **filters}
        body = {"filter": dict(conditions)}
        url: str | None = path
        while url:
            page = self._client.request("POST", url, params=params, json=body)
            yield from map(self.loader.load, part(page, self.many))
            url, params = cursor.advance(page), {}


class CustomObjectRecords(
    Register[CustomObjectRecord],
    Patches[CustomObjectRecord],
    Counts[CustomObjectRecord],
    Sifts[CustomObjectRecord],
):
    """``/api/v2/custom_objects/{key}/records``."""

    path: ClassVar[str] = "custom_objects/{key}/records"
    one: ClassVar[str] = "custom_object_record"
    many: ClassVar[str] = "custom_object_records"
    loader = CUSTOM_OBJECT_RECORD

    def __init__(self, client: Client, *, key: str) -> None:
        """Bind to a client; nothing is sent."""
        super().__init__(client, key=key)
        self._key = key

    def upsert(
        self, body: Body, *, external_id: str | None = None, name: str | None = None
    ) -> CustomObjectRecord:
        """Change the record with this id of another system, or this name; make it if there is none.

        Args:
            body: What it shall hold; other fields stay as they are.
            external_id: Its id in another system.
            name: Or its name, where the object's names are unique.

        Raises:
            ConfigError: Neither or both of ``external_id`` and ``name``.
        """
        params = _known_by(external_id, name)
        return self._one("PATCH", self._path, params=params, json=self._body(body))

    def delete_by(self, *, external_id: str | None = None, name: str | None = None) -> None:
        """Delete the record with this id of another system, or this name.

        Raises:
            ConfigError: Neither or both of ``external_id`` and ``name``.
            NotFound: There is none.
        """
        self._client.request("DELETE", self._path, params=_known_by(external_id, name))

    def autocomplete(self, name: str, **filters: Any) -> Iterator[CustomObjectRecord]:
        """Yield records with a value that fits what was typed so far, best first; at most 10,000.

        Args:
            name: What was typed.
            **filters: With ``field_id`` and ``source``, those that a lookup field offers.
        """
        return self._all(
            f"{self._path}/autocomplete", self.many, self.loader, {"name": name, **filters}
        )

    def search(self, query: str, **filters: Any) -> Iterator[CustomObjectRecord]:
        """Yield records with a text in any of their text fields, best first; at most 10,000."""
        return self._all(
            f"{self._path}/search", self.many, self.loader, {"query": query, **filters}
        )

    def bulk(
        self,
        action: RecordAction,
        items: Iterable[Body | str],
        *,
        on_progress: Progress | None = None,
    ) -> BulkRun[Body | str]:
        """Do one thing to any number of records, by jobs; a result per item, in order.

        Args:
            action: What to do.
            items: Records, or, to delete, ids; read as they are needed. To change records
                each names its ``id``, or what the action knows them by.
            on_progress: Called whenever a chunk of a hundred is settled.
        """
        path = f"{self._path.removesuffix('/records')}/jobs"
        return run_bulk(self._client, path, action, items, on_progress)

    def changes(
        self, *, deleted: bool = True, **options: Unpack[StreamOptions]
    ) -> Stream[CustomObjectRecord]:
        """Stream the records that changed since a moment, in order of their change.

        Args:
            deleted: Whether deleted ones come too; their values read ``[DELETED]``.
            **options: Where to start, page size, rejects: see
                :class:`~cxsdk.helpdesks.zendesk.native.changes.StreamOptions`.
        """
        feed = Feed(
            kind=f"custom_objects/{self._key}",
            path=f"custom_objects/{quote(self._key, safe='')}/cursor",
            key=self.many,
            loader=self.loader,
        )
        params = {} if deleted else {"filter[exclude_deleted]": "true"}
        return Stream(self._client, feed, params=params, **options)

    def attachments(self, record_id: str) -> RecordAttachments:
        """Return the files at one record."""
        return RecordAttachments(self._client, key=self._key, record_id=record_id)


class RecordAttachments(
    Lists[RecordAttachment], Updates[RecordAttachment], Deletes[RecordAttachment]
):
    """``/api/v2/custom_objects/{key}/records/{id}/attachments``."""

    path: ClassVar[str] = "custom_objects/{key}/records/{record_id}/attachments"
    one: ClassVar[str] = "custom_object_record_attachment"
    many: ClassVar[str] = "custom_object_record_attachments"
    paging = "none"
    loader = RECORD_ATTACHMENT

    def upload(self, file_name: str, content: bytes) -> RecordAttachment:
        """Add a file; never sent twice.

        Args:
            file_name: What it is called; its ending tells the type.
            content: The file.
        """
        form = multipart({}, files={"uploaded_data": (file_name, content)})
        return self._one("POST", self._path, **form)

    def download(self, attachment_id: str) -> bytes:
        """Return a file."""
        return self._client.send("GET", self._at(attachment_id, "download")).body


def run_bulk(
    client: Client,
    path: str,
    action: str,
    items: Iterable[Body | str],
    on_progress: Progress | None,
) -> BulkRun[Body | str]:
    """Do one thing to any number of objects, by jobs that name it in their body."""

    def send(chunk: Sequence[Any]) -> JobStatus:
        job = {"action": action, "items": list(chunk)}
        return start_job(client, "POST", path, json={"job": job})

    def own_id(body: Any) -> int | str | None:
        found: int | str | None = body if isinstance(body, str) else body.get("id")
        return found

    return in_bulk(client, items, send, id_of=own_id, on_progress=on_progress)


def _known_by(external_id: str | None, name: str | None) -> dict[str, str | None]:
    if (external_id is None) == (name is None):
        message = "a record is known by its external_id or by its name"
        raise ConfigError(message, hint="give one of the two")
    return {"external_id": external_id, "name": name}

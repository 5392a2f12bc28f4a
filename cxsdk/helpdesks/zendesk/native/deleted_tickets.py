"""Tickets in the bin: for 30 days they can be taken back.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#list-deleted-tickets
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.bulk import BulkRun, DeletesMany, Progress, in_bulk, itself
from cxsdk.helpdesks.zendesk.native.jobs import JobStatus, start_job
from cxsdk.helpdesks.zendesk.native.resource import Lists, joined
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletedTicket(Record):
    """A ticket in the bin."""

    id: int
    subject: str | None = None
    description: str | None = None
    #: The status that it gets back.
    previous_state: str | None = None
    deleted_at: datetime | None = None
    #: Who deleted it: ``id`` and ``name``.
    actor: Mapping[str, Any] | None = None


class DeletedTickets(Lists[DeletedTicket], DeletesMany[DeletedTicket]):
    """``/api/v2/deleted_tickets``: ten calls a minute are allowed."""

    path: ClassVar[str] = "deleted_tickets"
    many: ClassVar[str] = "deleted_tickets"
    loader = Loader(DeletedTicket, vendor=VENDOR)

    def restore(self, ticket_id: int) -> None:
        """Take a ticket back, with the status that it had; a repeat would not find it."""
        self._client.request("PUT", self._at(ticket_id, "restore"), may_repeat=False)

    def restore_many(
        self, ids: Iterable[int], *, on_progress: Progress | None = None
    ) -> BulkRun[int]:
        """Take any number of tickets back: a hundred by a call, each of which does all or nothing.

        Args:
            ids: Of the tickets; read as they are needed.
            on_progress: Called whenever a chunk of a hundred is settled.
        """

        def send(chunk: list[Any]) -> None:
            path, params = f"{self._path}/restore_many", {"ids": joined(chunk)}
            self._client.request("PUT", path, params=params, may_repeat=False)

        return in_bulk(self._client, ids, send, id_of=itself, on_progress=on_progress)

    def delete(self, ticket_id: int) -> JobStatus:
        """Delete a ticket for good, with everything that was said in it."""
        return start_job(self._client, "DELETE", self._at(ticket_id))

"""Tickets that wait because they may be spam, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/suspended_tickets/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.attachments import Attachment
from cxsdk.helpdesks.zendesk.native.bulk import BulkRun, Progress, in_bulk, itself
from cxsdk.helpdesks.zendesk.native.comments import Via
from cxsdk.helpdesks.zendesk.native.resource import Deletes, Listing, Wrapped, joined, part
from cxsdk.helpdesks.zendesk.native.tickets import TICKET, Ticket
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendedAuthor(Record):
    """Who wrote a suspended ticket."""

    #: None for somebody who is not known here.
    id: int | None = None
    name: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendedTicket(Record):
    """A message that is no ticket yet; it is deleted after 14 days."""

    id: int
    subject: str | None = None
    content: str | None = None
    author: SuspendedAuthor | None = None
    #: Why it waits, in words.
    cause: str | None = None
    cause_id: int | None = None
    #: The address that it was sent to.
    recipient: str | None = None
    #: The header ``Message-ID`` of the mail.
    message_id: str | None = None
    #: The ticket that it answers, if any.
    ticket_id: int | None = None
    brand_id: int | None = None
    attachments: tuple[Attachment, ...] = ()
    #: Why it could not be recovered.
    error_messages: tuple[Mapping[str, Any], ...] | None = None
    via: Via | None = None
    url: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendedExport(Record):
    """A table of all suspended tickets that is being made."""

    #: ``enqueued``.
    status: str | None = None
    view_id: str | None = None


SUSPENDED_TICKET = Loader(SuspendedTicket, vendor=VENDOR)
SUSPENDED_EXPORT = Loader(SuspendedExport, vendor=VENDOR)


class SuspendedTickets(
    Wrapped[SuspendedTicket], Listing[SuspendedTicket], Deletes[SuspendedTicket]
):
    """``/api/v2/suspended_tickets``."""

    path: ClassVar[str] = "suspended_tickets"
    one: ClassVar[str] = "suspended_tickets"
    many: ClassVar[str] = "suspended_tickets"
    loader = SUSPENDED_TICKET

    def recover(self, suspended_id: int) -> Ticket:
        """Make a ticket of it, whose requester is who these credentials act as.

        :meth:`recover_many` keeps the requester, of one as well.

        Raises:
            BadRequest: It cannot be recovered.
        """
        path = self._at(suspended_id, "recover")
        found = part(self._client.request("PUT", path, may_repeat=False), "ticket")
        return TICKET.load(found[0] if found and isinstance(found, list) else found)

    def recover_many(self, ids: Iterable[int]) -> tuple[Ticket, ...]:
        """Make tickets of at most 100; those that cannot be recovered are returned as well."""
        path, params = f"{self._path}/recover_many", {"ids": joined(ids)}
        answer = self._client.request("PUT", path, params=params, may_repeat=False)
        return tuple(map(TICKET.load, part(answer, "tickets")))

    def delete_many(
        self, ids: Iterable[int], *, on_progress: Progress | None = None
    ) -> BulkRun[int]:
        """Delete any number; a result per item, in order, as they are iterated."""

        def send(chunk: Sequence[Any]) -> None:
            path, params = f"{self._path}/destroy_many", {"ids": joined(chunk)}
            self._client.request("DELETE", path, params=params, may_repeat=False)

        return in_bulk(self._client, ids, send, id_of=itself, on_progress=on_progress)

    def export(self) -> SuspendedExport:
        """Have all of them sent by mail, as a table, to who these credentials act as.

        Raises:
            RateLimited: The account asked for one less than a minute ago.
        """
        answer = self._client.request("POST", f"{self._path}/export")
        return SUSPENDED_EXPORT.load(part(answer, "export"))

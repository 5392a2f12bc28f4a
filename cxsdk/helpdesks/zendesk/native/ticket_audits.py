"""Everything that happened to tickets, change by change.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_audits/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from cxsdk.errors import SchemaError
from cxsdk.helpdesks.zendesk.facts import PAGE_SIZE, VENDOR
from cxsdk.helpdesks.zendesk.native.comments import Via
from cxsdk.helpdesks.zendesk.native.resource import Counts, Gets, Lists, Resource, part
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent(Record):
    """One of the things that one update did; which parts it has depends on ``type``."""

    id: int | None = None
    #: ``Create``, ``Change``, ``Comment``, ``Notification``, ``Cc``, ``Error``, …
    type: str | None = None
    #: Of a change: which field, what it held and what it holds.
    field_name: str | None = None
    value: Any = None
    previous_value: Any = None
    #: Of a comment.
    body: str | None = None
    html_body: str | None = None
    public: bool | None = None
    author_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketAudit(Record):
    """One update of one ticket."""

    id: int
    ticket_id: int | None = None
    created_at: datetime | None = None
    #: -1: the account itself.
    author_id: int | None = None
    events: tuple[AuditEvent, ...] = ()
    #: ``system`` (client, address) and ``custom`` (whatever the writer put there).
    metadata: Mapping[str, Any] | None = None
    via: Via | None = None


TICKET_AUDIT = Loader(TicketAudit, vendor=VENDOR)


class AuditsOfTicket(Lists[TicketAudit], Gets[TicketAudit], Counts[TicketAudit]):
    """``/api/v2/tickets/{ticket_id}/audits``, oldest first; of an archived ticket, all at once."""

    path: ClassVar[str] = "tickets/{ticket_id}/audits"
    one: ClassVar[str] = "audit"
    many: ClassVar[str] = "audits"
    loader = TICKET_AUDIT

    def make_private(self, audit_id: int) -> None:
        """Hide from the customer what was said with an update; it cannot be shown again."""
        self._client.request("PUT", self._at(audit_id, "make_private"))


class TicketAudits(Resource[TicketAudit]):
    """``/api/v2/ticket_audits``: of all tickets that are not archived.

    It is no way to follow changes: ``incremental.ticket_events`` is.
    """

    path: ClassVar[str] = "ticket_audits"
    many: ClassVar[str] = "audits"
    loader = TICKET_AUDIT

    def __iter__(self) -> Iterator[TicketAudit]:
        """Yield every audit."""
        return self.iter()

    def iter(self) -> Iterator[TicketAudit]:
        """Yield every audit over all pages, which are linked in a way of their own.

        Raises:
            SchemaError: A page leads back to one that was read.
        """
        seen: set[str] = set()
        params: dict[str, Any] | None = {"page[size]": PAGE_SIZE}
        following: str | None = self._path
        while following:
            answer = self._client.request("GET", following, params=params)
            audits = part(answer, self.many)
            yield from map(self.loader.load, audits)
            following, params = (answer.get("after_url") if audits else None), None
            if following in seen:
                message = "the next page was read before: the listing runs in a circle"
                raise SchemaError(message, path="after_url", vendor=VENDOR)
            seen.add(following or "")

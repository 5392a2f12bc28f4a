"""Everything that happened to tickets, change by change.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_audits/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from cxsdk.errors import SchemaError
from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.attachments import Attachment
from cxsdk.helpdesks.zendesk.native.comments import Via
from cxsdk.helpdesks.zendesk.native.resource import Counts, Gets, Lists, part
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
    #: Of a comment, a notification and others; an object where an article is spoken of.
    body: Any = None
    html_body: str | None = None
    plain_body: str | None = None
    public: bool | None = None
    author_id: int | None = None
    attachments: tuple[Attachment, ...] = ()
    audit_id: int | None = None
    #: Of a notification: whom it went to, and about what.
    recipients: tuple[Any, ...] = ()
    subject: str | None = None
    #: By which rule it happened.
    via: Via | None = None


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


class TicketAudits(Lists[TicketAudit]):
    """``/api/v2/ticket_audits``: of all tickets that are not archived, newest first.

    It is no way to follow changes: ``incremental.iter_ticket_events`` is.
    """

    path: ClassVar[str] = "ticket_audits"
    many: ClassVar[str] = "audits"
    loader = TICKET_AUDIT

    def iter(self, **filters: Any) -> Iterator[TicketAudit]:
        """Yield every audit over all pages.

        The document shows an older style, too: the newest page comes first,
        ``before_url`` leads to older ones, and the page behind the oldest is empty.

        Args:
            **filters: The API's own query parameters.

        Raises:
            SchemaError: A page leads back to one that was read.
        """
        following: str | None = self._path
        seen, params = {following}, self._query(filters)
        while following:
            for answer, link in self._client.linked_pages(following, params=params):
                audits = part(answer, self.many)
                yield from map(self.loader.load, audits)
                has_style = link is not None or "meta" in answer
                following = None if has_style or not audits else answer.get("before_url")
            params = {}
            if following in seen:
                message = "the next page was read before: the listing runs in a circle"
                raise SchemaError(message, path="before_url", vendor=VENDOR)
            seen.add(following or "")

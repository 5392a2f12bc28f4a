"""Articles and other texts that are pinned to tickets, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_content_pins/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Body, Lists, spelled
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketContentPin(Record):
    """A text that is pinned to a ticket; all ids are text here."""

    #: A ULID.
    id: str
    url: str | None = None
    account_id: str | None = None
    ticket_id: str | None = None
    content_id: str | None = None
    #: ``article``, ``external_content``, …
    content_type: str | None = None
    locale: str | None = None
    created_at: datetime | None = None


TICKET_CONTENT_PIN = Loader(TicketContentPin, vendor=VENDOR)


class TicketContentPins(Lists[TicketContentPin]):
    """``/api/v2/ticket_content_pins``."""

    path: ClassVar[str] = "ticket_content_pins"
    one: ClassVar[str] = "ticket_content_pin"
    many: ClassVar[str] = "ticket_content_pins"
    paging = "none"
    loader = TICKET_CONTENT_PIN

    def of(self, ticket_id: int) -> Iterator[TicketContentPin]:
        """Yield what is pinned to one ticket."""
        return self.iter(ticket_id=ticket_id)

    def create(self, body: Body) -> TicketContentPin:
        """Pin a text to a ticket; never sent twice."""
        sent = {self.one: spelled(body)}
        return self.loader.load(self._client.request("POST", self._path, json=sent))

    def delete(self, pin_id: str) -> TicketContentPin:
        """Take a pin off, and return it as it was."""
        return self.loader.load(self._client.request("DELETE", self._at(pin_id)))

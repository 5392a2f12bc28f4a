"""Everything said in a ticket on any channel, in one order, as Zendesk spells it.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/conversation_log/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.attachments import Attachment
from cxsdk.helpdesks.zendesk.native.resource import Lists
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from cxsdk.client import Client


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationAuthor(Record):
    """Who said it."""

    #: ``user``, ``agent``, ``bot``.
    type: str | None = None
    #: The ticketing user; -1 for a bot.
    user_id: int | None = field(default=None, metadata={"key": "zen:support:user_id"})
    #: The messaging user.
    messaging_user_id: str | None = field(default=None, metadata={"key": "zen:sunco:user_id"})
    display_name: str | None = None
    avatar_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationEvent(Record):
    """One message or comment."""

    id: str
    #: Such as ``Comment`` or ``Messaging::Message``.
    type: str | None = None
    author: ConversationAuthor | None = None
    #: Its ``type``, and ``text``, ``body``, ``html_body`` or ``actions`` after the type.
    content: Mapping[str, Any] | None = None
    attachments: tuple[Attachment, ...] = ()
    metadata: Mapping[str, Any] | None = None
    #: Name of the object that it is elsewhere in the vendor's products.
    reference: str | None = None
    #: Where it came from.
    source: Mapping[str, Any] | None = None
    created_at: datetime | None = None
    #: The vendor writes this moment in a form of its own, without a ``T``.
    received_at: str | None = None


CONVERSATION_EVENT = Loader(ConversationEvent, vendor=VENDOR)


class ConversationLog:
    """The conversations of all tickets, one ticket at a time."""

    def __init__(self, client: Client) -> None:
        """Bind to a client; nothing is sent."""
        self._client = client

    def of(self, ticket_id: int) -> ConversationOfTicket:
        """Return everything said in one ticket."""
        return ConversationOfTicket(self._client, ticket_id=ticket_id)


class ConversationOfTicket(Lists[ConversationEvent]):
    """``/api/v2/tickets/{id}/conversation_log``."""

    path: ClassVar[str] = "tickets/{ticket_id}/conversation_log"
    many: ClassVar[str] = "events"
    loader = CONVERSATION_EVENT

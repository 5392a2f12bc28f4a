"""Messages: what was said in a ticket, by whom, and who may read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cxsdk.models.record import Record
from cxsdk.models.refs import Ref
from cxsdk.models.ticket import Channel, ChannelKind

_UNKNOWN_CHANNEL = Channel(ChannelKind.UNKNOWN)


class MessageKind(StrEnum):
    """What a message is."""

    CUSTOMER_MESSAGE = "customer_message"
    AGENT_REPLY = "agent_reply"
    INTERNAL_NOTE = "internal_note"
    SYSTEM_EVENT = "system_event"
    BOT_MESSAGE = "bot_message"


class Visibility(StrEnum):
    """Who may read a message."""

    PUBLIC = "public"
    INTERNAL = "internal"


class ActorType(StrEnum):
    """Who acts."""

    CUSTOMER = "customer"
    AGENT = "agent"
    BOT = "bot"
    SYSTEM = "system"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Actor:
    """The author of a message; ``id`` is the vendor's, None for the system."""

    type: ActorType
    id: str | None = None
    name: str | None = None
    email: str | None = None


class DeliveryState(StrEnum):
    """How far a message got."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a message; ``size_bytes`` is None when the vendor does not say."""

    id: str
    name: str
    content_type: str | None = None
    size_bytes: int | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Record):
    """One thing said in a ticket. ``body_html`` is the customer's: clean it before showing."""

    ref: Ref
    ticket_id: str
    kind: MessageKind
    visibility: Visibility
    author: Actor
    body_text: str
    body_html: str | None = None
    created_at: datetime | None = None
    channel: Channel = _UNKNOWN_CHANNEL
    attachments: tuple[Attachment, ...] = ()
    delivery: DeliveryState = DeliveryState.UNKNOWN
    is_first: bool = False

    @property
    def id(self) -> str:
        """Short form of ``ref.id``."""
        return self.ref.id

    @property
    def is_public(self) -> bool:
        """Whether the customer may read it."""
        return self.visibility is Visibility.PUBLIC

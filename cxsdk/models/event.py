"""Webhook events: a hint that something happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cxsdk.models.record import Record


class EventType(StrEnum):
    """What is said to have happened."""

    TICKET_CREATED = "ticket_created"
    TICKET_UPDATED = "ticket_updated"
    MESSAGE_CREATED = "message_created"
    RATING_RECEIVED = "rating_received"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEvent(Record):
    """One delivery, read. Re-read the ticket before acting: deliveries repeat and overtake.

    ``verified`` is False where the vendor signs nothing; ``native_type`` is the
    vendor's own name of the event.
    """

    vendor: str
    type: EventType
    native_type: str
    delivery_id: str | None = None
    ticket_id: str | None = None
    occurred_at: datetime | None = None
    verified: bool = False

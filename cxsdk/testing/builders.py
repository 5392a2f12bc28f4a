"""Models for tests: a whole one by default, changed where a test cares."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from cxsdk.models import (
    Actor,
    ActorType,
    Channel,
    ChannelKind,
    Message,
    MessageKind,
    PersonRef,
    Ref,
    Status,
    StatusCategory,
    Ticket,
    Visibility,
)

_AT = datetime(2026, 11, 23, 7, 31, tzinfo=UTC)
_KINDS = {
    ActorType.CUSTOMER: MessageKind.CUSTOMER_MESSAGE,
    ActorType.BOT: MessageKind.BOT_MESSAGE,
    ActorType.SYSTEM: MessageKind.SYSTEM_EVENT,
}


def make_ticket(**changes: Any) -> Ticket:
    """Return an open ticket of one customer; ``changes`` are fields of :class:`Ticket`."""
    plain = Ticket(
        ref=Ref("zendesk", "acme", "4821"),
        subject="Payment fails",
        status=Status(StatusCategory.OPEN, "open"),
        number="4821",
        channel=Channel(ChannelKind.EMAIL, "email"),
        requester=PersonRef("5001", "Marina Lapina"),
        created_at=_AT,
        updated_at=_AT,
    )
    return replace(plain, **changes)


def make_message(
    text: str, *, author: ActorType = ActorType.CUSTOMER, public: bool = True, **changes: Any
) -> Message:
    """Return one message of ticket 4821; ``changes`` are fields of :class:`Message`."""
    kind = _KINDS.get(author, MessageKind.AGENT_REPLY if public else MessageKind.INTERNAL_NOTE)
    plain = Message(
        ref=Ref("zendesk", "acme", "1"),
        ticket_id="4821",
        kind=kind,
        visibility=Visibility.PUBLIC if public else Visibility.INTERNAL,
        author=Actor(author, "5001" if author is ActorType.CUSTOMER else "9003"),
        body_text=text,
        created_at=_AT,
    )
    return replace(plain, **changes)

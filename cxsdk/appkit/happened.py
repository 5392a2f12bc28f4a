"""What a delivery means: the event it names, and what the ticket's status tells besides. Pure.

Solved, reopened and closed are found by comparing the ticket as it is now with
the last status that was seen of it: deliveries repeat, get lost and overtake.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from cxsdk.appkit.kinds import Event
from cxsdk.models import EventType, StatusCategory

if TYPE_CHECKING:
    from datetime import datetime

    from cxsdk.models import Ticket

NAMED = {
    EventType.TICKET_CREATED: Event.TICKET_CREATED,
    EventType.TICKET_UPDATED: Event.TICKET_UPDATED,
    EventType.MESSAGE_CREATED: Event.MESSAGE_CREATED,
    EventType.RATING_RECEIVED: Event.RATING_RECEIVED,
}
_OPEN = frozenset(
    {
        StatusCategory.NEW,
        StatusCategory.OPEN,
        StatusCategory.PENDING_CUSTOMER,
        StatusCategory.ON_HOLD,
        StatusCategory.SNOOZED,
    }
)
_OVER = frozenset({StatusCategory.SOLVED, StatusCategory.CLOSED})
_JUST = timedelta(minutes=10)


def events_of(
    named: EventType, ticket: Ticket, *, seen: StatusCategory | None, at: datetime
) -> tuple[Event, ...]:
    """Return what may have happened, in the order in which handlers hear of it.

    Args:
        named: What the delivery says.
        ticket: As it is now.
        seen: Its status when it was last looked at; None for the first time.
        at: When it happened, by the helpdesk.
    """
    said = (NAMED[named],) if named in NAMED else ()
    now = ticket.status.category
    if now in _OVER and seen not in _OVER:
        is_first = seen is None
        if is_first and (now is StatusCategory.CLOSED or not _just_solved(named, ticket, at)):
            # It was over before we were installed.
            return said
        closed = (Event.TICKET_CLOSED,) if now is StatusCategory.CLOSED else ()
        return (*said, Event.TICKET_SOLVED, *closed)
    if now in _OPEN and seen in _OVER:
        return (*said, Event.TICKET_REOPENED)
    if now is StatusCategory.CLOSED and seen is StatusCategory.SOLVED:
        return (*said, Event.TICKET_CLOSED)
    return said


def _just_solved(named: EventType, ticket: Ticket, at: datetime) -> bool:
    if named not in {EventType.TICKET_CREATED, EventType.TICKET_UPDATED}:
        return False
    return ticket.solved_at is None or abs(ticket.solved_at - at) <= _JUST

"""When a survey may leave, and until when it may be answered."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from cxsdk.models import ChannelKind

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

# While the talk is still fresh in chats; a day later by mail, as helpdesks themselves do.
DELAY_CHAT = timedelta(minutes=10)
DELAY_MAIL = timedelta(hours=24)
OPENS, CLOSES = time(10), time(19)
ANSWER_WINDOW = timedelta(days=14)
CHANGE_WINDOW = timedelta(hours=24)
_LIVE = frozenset({ChannelKind.CHAT, ChannelKind.MESSENGER})


def delay(channel: ChannelKind) -> timedelta:
    """Return how long after the last word a survey leaves."""
    return DELAY_CHAT if channel in _LIVE else DELAY_MAIL


def due_at(*, last_word_at: datetime, channel: ChannelKind, zone: ZoneInfo) -> datetime:
    """Return when a survey leaves: after the delay, between 10:00 and 19:00 at the customer's.

    Args:
        last_word_at: When either side last said something or the ticket was solved;
            the later of the two, aware.
        channel: How the customer wrote.
        zone: The customer's time zone, else the company's.

    Returns:
        An aware moment in UTC, never before the delay is over.
    """
    return into_window(last_word_at + delay(channel), zone)


def into_window(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment itself when it lies in the window, else the next opening, in UTC."""
    local = moment.astimezone(zone)
    if OPENS <= local.time() < CLOSES:
        return moment.astimezone(UTC)
    day = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    return datetime.combine(day, OPENS, tzinfo=zone).astimezone(UTC)

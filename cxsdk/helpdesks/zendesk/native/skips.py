"""Tickets that agents passed over in guided mode, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_skips/
"""

from __future__ import annotations

from typing import ClassVar

from cxsdk.helpdesks.zendesk.native.resource import Creates, Lists
from cxsdk.helpdesks.zendesk.native.ticket_models import TICKET_SKIP, TicketSkip


class Skips(Lists[TicketSkip], Creates[TicketSkip]):
    """``/api/v2/skips``: of all agents, in all tickets that are not archived."""

    path: ClassVar[str] = "skips"
    one: ClassVar[str] = "skip"
    many: ClassVar[str] = "skips"
    loader = TICKET_SKIP

    def of_user(self, user_id: int) -> SkipsOfUser:
        """Return what one agent passed over; for one ticket see ``tickets.skips``."""
        return SkipsOfUser(self._client, user_id=user_id)


class SkipsOfUser(Lists[TicketSkip]):
    """``/api/v2/users/{id}/skips``."""

    path: ClassVar[str] = "users/{user_id}/skips"
    many: ClassVar[str] = "skips"
    loader = TICKET_SKIP

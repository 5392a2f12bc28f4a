"""Tickets seen from elsewhere: from people, organizations, problems; and people seen from tickets.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/
"""

from __future__ import annotations

from typing import ClassVar, Literal

from cxsdk.helpdesks.zendesk.facts import API
from cxsdk.helpdesks.zendesk.native.resource import Counts, Lists
from cxsdk.helpdesks.zendesk.native.ticket_models import (
    TICKET,
    TICKET_SKIP,
    Ticket,
    TicketSkip,
)
from cxsdk.helpdesks.zendesk.native.users import USER, User


class _TicketList(Lists[Ticket]):
    many: ClassVar[str] = "tickets"
    loader = TICKET


class RecentTickets(_TicketList):
    """``/api/v2/tickets/recent``: what these credentials looked at last, five at most."""

    path: ClassVar[str] = "tickets/recent"
    paging: ClassVar[Literal["cursor", "offset", "none"]] = "none"


class RequestedTickets(_TicketList):
    """``/api/v2/users/{user_id}/tickets/requested``."""

    path: ClassVar[str] = "users/{user_id}/tickets/requested"


class CcdTickets(_TicketList, Counts[Ticket]):
    """``/api/v2/users/{user_id}/tickets/ccd``."""

    path: ClassVar[str] = "users/{user_id}/tickets/ccd"


class FollowedTickets(_TicketList):
    """``/api/v2/users/{user_id}/tickets/followed``."""

    path: ClassVar[str] = "users/{user_id}/tickets/followed"


class AssignedTickets(_TicketList, Counts[Ticket]):
    """``/api/v2/users/{user_id}/tickets/assigned``."""

    path: ClassVar[str] = "users/{user_id}/tickets/assigned"


class OrganizationTickets(_TicketList, Counts[Ticket]):
    """``/api/v2/organizations/{organization_id}/tickets``."""

    path: ClassVar[str] = "organizations/{organization_id}/tickets"


class Incidents(_TicketList):
    """``/api/v2/tickets/{ticket_id}/incidents``: what a problem caused."""

    path: ClassVar[str] = "tickets/{ticket_id}/incidents"


class Problems(_TicketList):
    """``/api/v2/problems``: tickets of the type ``problem``."""

    path: ClassVar[str] = "problems"

    def autocomplete(self, text: str) -> tuple[Ticket, ...]:
        """Return problems whose subject contains ``text``."""
        return self._several("POST", f"{API}/problems/autocomplete", json={"text": text})


class _PeopleOf(Lists[User]):
    many: ClassVar[str] = "users"
    paging: ClassVar[Literal["cursor", "offset", "none"]] = "none"
    loader = USER


class Collaborators(_PeopleOf):
    """``/api/v2/tickets/{ticket_id}/collaborators``: followers and those in copy together."""

    path: ClassVar[str] = "tickets/{ticket_id}/collaborators"


class Followers(_PeopleOf):
    """``/api/v2/tickets/{ticket_id}/followers``: agents who hear of it in secret."""

    path: ClassVar[str] = "tickets/{ticket_id}/followers"


class EmailCcs(_PeopleOf):
    """``/api/v2/tickets/{ticket_id}/email_ccs``: people who get every public message."""

    path: ClassVar[str] = "tickets/{ticket_id}/email_ccs"


class TicketSkips(Lists[TicketSkip]):
    """``/api/v2/tickets/{ticket_id}/skips``."""

    path: ClassVar[str] = "tickets/{ticket_id}/skips"
    many: ClassVar[str] = "skips"
    loader = TICKET_SKIP

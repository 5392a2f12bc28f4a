"""What telephony of others does in an agent's browser, and tickets of calls.

Source: https://developer.zendesk.com/api-reference/voice/talk-partner-edition-api/introduction/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxsdk.helpdesks.zendesk.facts import API
from cxsdk.helpdesks.zendesk.native.resource import Body, part, spelled
from cxsdk.helpdesks.zendesk.native.tickets import TICKET, Ticket

if TYPE_CHECKING:
    from cxsdk.client import Client


class TalkPartner:
    """``/api/v2/channels/voice``, for telephony that is not the vendor's own."""

    def __init__(self, client: Client) -> None:
        """Bind to a client; nothing is sent."""
        self._path = f"{API}/channels/voice"
        self._client = client

    def display_ticket(self, agent_id: int, ticket_id: int) -> None:
        """Open a ticket in an agent's browser; NotFound when one of the two is unknown."""
        self._client.send("POST", f"{self._path}/agents/{agent_id}/tickets/{ticket_id}/display")

    def display_user(self, agent_id: int, user_id: int) -> None:
        """Open a person's page in an agent's browser; NotFound when one is unknown."""
        self._client.send("POST", f"{self._path}/agents/{agent_id}/users/{user_id}/display")

    def create_ticket(self, ticket: Body, *, display_to_agent: int | None = None) -> Ticket:
        """Make a ticket of a call or a voicemail.

        Args:
            ticket: With ``via_id``: 44 voicemail, 45 call that came in, 46 call that went
                out; of a call also ``voice_comment``.
            display_to_agent: In whose browser it is opened; None (default) for nobody's.
        """
        body: dict[str, Any] = {"ticket": spelled(ticket)}
        if display_to_agent is not None:
            body["display_to_agent"] = display_to_agent
        answer = self._client.request("POST", f"{self._path}/tickets", json=body)
        return TICKET.load(part(answer, "ticket"))

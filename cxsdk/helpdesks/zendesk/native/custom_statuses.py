"""Ticket statuses of the account's own, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/custom_ticket_statuses/
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from cxsdk.helpdesks.zendesk.facts import API, VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Collection, joined, part
from cxsdk.helpdesks.zendesk.native.ticket_fields import CustomStatus
from cxsdk.helpdesks.zendesk.native.ticket_forms import TICKET_FORM_STATUS, TicketFormStatus
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomTicketStatus(CustomStatus):
    """A status with its texts as they were written, before placeholders were filled in."""

    raw_agent_label: str | None = None
    raw_end_user_label: str | None = None
    raw_description: str | None = None
    raw_end_user_description: str | None = None


CUSTOM_STATUS = Loader(CustomTicketStatus, vendor=VENDOR)


class CustomStatuses(Collection[CustomTicketStatus]):
    """``/api/v2/custom_statuses``; one is deleted only when no ticket that is open has it."""

    path: ClassVar[str] = "custom_statuses"
    one: ClassVar[str] = "custom_status"
    many: ClassVar[str] = "custom_statuses"
    paging = "none"
    loader = CUSTOM_STATUS

    def set_defaults(self, ids: Iterable[int]) -> None:
        """Choose the default status of categories; one id for each category that changes."""
        self._client.request("PUT", f"{API}/custom_status/default", json={"ids": joined(ids)})

    def add_to_forms(self, status_id: int, form_ids: Iterable[int]) -> tuple[TicketFormStatus, ...]:
        """Have these forms offer a status, and return all that do."""
        body = {"ticket_form_status": [{"ticket_form_id": each} for each in form_ids]}
        path = self._at(status_id, "ticket_form_statuses")
        answer = self._client.request("POST", path, json=body)
        return tuple(map(TICKET_FORM_STATUS.load, part(answer, "ticket_form_statuses")))

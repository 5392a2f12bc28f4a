"""Approvals that tickets wait for, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/approval_requests/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Body, Lists, spelled
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalParty(Record):
    """A person or a group in an approval."""

    id: int | None = None
    name: str | None = None
    email: str | None = None
    role: str | None = None
    #: Address of a picture.
    avatar: str | None = None
    #: Its ``content_url``.
    photo: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalMessage(Record):
    """A question about what is to be approved, or its answer."""

    id: str | None = None
    author: ApprovalParty | None = None
    message: str | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalDecision(Record):
    """What somebody decided."""

    status: str | None = None
    decided_by_user: ApprovalParty | None = None
    decided_at: datetime | None = None
    decision_notes: str | None = None
    #: Where it was said, such as ``API_ORIGINATION``.
    origination_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRequest(Record):
    """A question to one person or one group: may this be done?"""

    #: A ULID.
    id: str
    subject: str | None = None
    message: str | None = None
    #: ``active``, ``approved``, ``rejected``, ``withdrawn``.
    status: str | None = None
    ticket_id: int | None = None
    #: In lists the people themselves; in the answer to a write their ids.
    assignee_user: ApprovalParty | None = None
    assignee_group: ApprovalParty | None = None
    created_by_user: ApprovalParty | None = None
    assignee_user_id: int | None = None
    assignee_group_id: int | None = None
    created_by_id: int | None = None
    decisions: tuple[ApprovalDecision, ...] = ()
    clarification_flow_messages: tuple[ApprovalMessage, ...] = ()
    #: Where it was made, such as ``TRIGGER_ORIGINATION``.
    origination_type: str | None = None
    withdrawn_reason: str | None = None
    created_at: datetime | None = None
    decided_at: datetime | None = None


APPROVAL_REQUEST = Loader(ApprovalRequest, vendor=VENDOR)


class ApprovalRequests(Lists[ApprovalRequest]):
    """``/api/v2/approval_requests``; its pages lead on by themselves, their size is fixed."""

    path: ClassVar[str] = "approval_requests"
    one: ClassVar[str] = "approval_request"
    many: ClassVar[str] = "approval_requests"
    paging = "none"
    loader = APPROVAL_REQUEST

    def create(self, body: Body) -> ApprovalRequest:
        """Ask for an approval; never sent twice.

        Args:
            body: ``ticket_id``, ``subject``, ``message``, and ``assignee_user_id`` or
                ``assignee_group_id``. It is sent as it is, in no envelope.
        """
        return self._one("POST", self._path, json=spelled(body))

"""Requests: tickets as customers see them, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/ticket-requests/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import PAGE_SIZE, VENDOR
from cxsdk.helpdesks.zendesk.native.comments import COMMENT, Comment, Via
from cxsdk.helpdesks.zendesk.native.resource import (
    Body,
    Creates,
    Gets,
    Listing,
    Lists,
    differing,
)
from cxsdk.helpdesks.zendesk.native.tickets import FieldValue
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRequest(Record):
    """A ticket as its customer sees it."""

    #: The ticket's own number.
    id: int
    url: str | None = None
    subject: str | None = None
    #: Text of the first comment.
    description: str | None = None
    #: ``new``, ``open``, ``pending``, ``hold``, ``solved``, ``closed``.
    status: str | None = None
    custom_status_id: int | None = None
    #: ``low``, ``normal``, ``high``, ``urgent``.
    priority: str | None = None
    #: ``question``, ``incident``, ``problem``, ``task``.
    type: str | None = None
    #: Only in writes: True when the customer says that it is over.
    solved: bool | None = None
    can_be_solved_by_me: bool | None = None
    is_public: bool | None = None
    requester_id: int | None = None
    assignee_id: int | None = None
    group_id: int | None = None
    organization_id: int | None = None
    collaborator_ids: tuple[int, ...] = ()
    email_cc_ids: tuple[int, ...] = ()
    custom_fields: tuple[FieldValue, ...] = ()
    #: The same once more, from older days.
    fields: tuple[FieldValue, ...] = ()
    ticket_form_id: int | None = None
    #: The closed ticket that this one follows.
    followup_source_id: int | None = None
    #: Address that the customer wrote to.
    recipient: str | None = None
    via: Via | None = None
    due_at: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


REQUEST = Loader(CustomerRequest, vendor=VENDOR)


class RequestList(Lists[CustomerRequest]):
    """Requests of one person or organization."""

    path: ClassVar[str] = "users/{user_id}/requests"
    one: ClassVar[str] = "request"
    many: ClassVar[str] = "requests"
    loader = REQUEST


class OrganizationRequests(RequestList):
    """``/api/v2/organizations/{id}/requests``."""

    path: ClassVar[str] = "organizations/{organization_id}/requests"


class Requests(
    Lists[CustomerRequest],
    Gets[CustomerRequest],
    Creates[CustomerRequest],
):
    """``/api/v2/requests``: those of the customer whose credentials these are."""

    path: ClassVar[str] = "requests"
    one: ClassVar[str] = "request"
    many: ClassVar[str] = "requests"
    loader = REQUEST

    def update(self, object_id: int | str, changes: Body) -> CustomerRequest:
        """Add a comment, solve, or change who gets copies.

        What adds a comment is sent once only: a repeat after a lost answer would add it again.
        """
        body = differing(changes)
        return self._one(
            "PUT", self._at(object_id), json={self.one: body}, may_repeat="comment" not in body
        )

    def open(self, **filters: Any) -> Iterator[CustomerRequest]:
        """Yield those that are not solved."""
        return self._all(f"{self._path}/open", self.many, self.loader, filters)

    def solved(self, **filters: Any) -> Iterator[CustomerRequest]:
        """Yield those that are solved or closed."""
        return self._all(f"{self._path}/solved", self.many, self.loader, filters)

    def copied(self, **filters: Any) -> Iterator[CustomerRequest]:
        """Yield those of others that this customer gets copies of."""
        return self._all(f"{self._path}/ccd", self.many, self.loader, filters)

    def search(self, query: str, **filters: Any) -> Iterator[CustomerRequest]:
        """Yield those that match, over all pages.

        Args:
            query: In the vendor's search language.
            **filters: ``organization_id``, ``cc_id``, ``status``.
        """
        sent = {"query": query, "per_page": PAGE_SIZE, **filters}
        return self._walk(f"{self._path}/search", self.many, self.loader, sent)

    def of_user(self, user_id: int) -> RequestList:
        """Return the requests of one person."""
        return RequestList(self._client, user_id=user_id)

    def of_organization(self, organization_id: int) -> OrganizationRequests:
        """Return the requests of one organization's people."""
        return OrganizationRequests(self._client, organization_id=organization_id)

    def comments(self, request_id: int) -> RequestComments:
        """Return what the customer may read of one request."""
        return RequestComments(self._client, request_id=request_id)


class RequestComments(Listing[Comment]):
    """``/api/v2/requests/{id}/comments``: public ones only, oldest first."""

    path: ClassVar[str] = "requests/{request_id}/comments"
    one: ClassVar[str] = "comment"
    many: ClassVar[str] = "comments"
    loader = COMMENT

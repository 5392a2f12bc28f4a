"""Tickets as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#json-format
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.comments import Comment, Via
from cxsdk.helpdesks.zendesk.native.users import User
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldValue(Record):
    """The value of one field of one ticket."""

    id: int
    #: Text, number, true or false, a list of texts, or None.
    value: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket(Record):
    """A ticket."""

    id: int
    url: str | None = None
    external_id: str | None = None
    via: Via | None = None
    created_at: datetime | None = None
    #: Last change that made an event; ``generated_timestamp`` also moves for silent ones.
    updated_at: datetime | None = None
    #: Seconds since 1970.
    generated_timestamp: int | None = None
    #: ``question``, ``incident``, ``problem``, ``task``.
    type: str | None = None
    subject: str | None = None
    raw_subject: str | None = None
    #: Text of the first comment.
    description: str | None = None
    #: ``low``, ``normal``, ``high``, ``urgent``.
    priority: str | None = None
    #: ``new``, ``open``, ``pending``, ``hold``, ``solved``, ``closed``; ``deleted`` in exports.
    status: str | None = None
    custom_status_id: int | None = None
    #: Address that the customer wrote to.
    recipient: str | None = None
    requester_id: int | None = None
    submitter_id: int | None = None
    assignee_id: int | None = None
    organization_id: int | None = None
    group_id: int | None = None
    collaborator_ids: tuple[int, ...] = ()
    follower_ids: tuple[int, ...] = ()
    email_cc_ids: tuple[int, ...] = ()
    forum_topic_id: int | None = None
    problem_id: int | None = None
    has_incidents: bool | None = None
    #: Whether any comment is public.
    is_public: bool | None = None
    due_at: datetime | None = None
    tags: tuple[str, ...] = ()
    custom_fields: tuple[FieldValue, ...] = ()
    #: The same once more, from older days.
    fields: tuple[FieldValue, ...] = ()
    #: Score, comment and reason of the last rating.
    satisfaction_rating: Mapping[str, Any] | None = None
    #: 0.0 to 1.0, where the account predicts it.
    satisfaction_probability: float | None = None
    sharing_agreement_ids: tuple[int, ...] = ()
    followup_ids: tuple[int, ...] = ()
    via_followup_source_id: int | None = None
    ticket_form_id: int | None = None
    brand_id: int | None = None
    allow_channelback: bool | None = None
    allow_attachments: bool | None = None
    from_messaging_channel: bool | None = None
    encoded_id: str | None = None
    #: ``agent`` or ``ai_agent``.
    support_type: str | None = None
    #: Only in search results: ``ticket``.
    result_type: str | None = None


@dataclass(frozen=True, slots=True)
class CommentPage:
    """Some comments of one ticket, oldest first, and who wrote them, by id."""

    comments: tuple[Comment, ...]
    users: Mapping[int, User]


TICKET = Loader(Ticket, vendor=VENDOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRelated(Record):
    """What a ticket hangs together with."""

    #: Tickets that it is the problem of.
    incidents: int | None = None
    followup_source_ids: tuple[str, ...] = ()
    from_archive: bool | None = None
    jira_issue_ids: tuple[str, ...] = ()
    topic_id: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketSkip(Record):
    """That an agent passed a ticket over, and why."""

    id: int
    ticket_id: int | None = None
    user_id: int | None = None
    reason: str | None = None
    ticket: Ticket | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


TICKET_RELATED = Loader(TicketRelated, vendor=VENDOR)
TICKET_SKIP = Loader(TicketSkip, vendor=VENDOR)

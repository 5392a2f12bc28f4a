"""Tickets: one conversation with one customer, in our words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from cxsdk.models.record import Record
from cxsdk.models.refs import AgentRef, OrganizationRef, PersonRef, Ref, TeamRef


class StatusCategory(StrEnum):
    """Where a conversation stands, whatever the vendor calls it."""

    NEW = "new"
    OPEN = "open"
    PENDING_CUSTOMER = "pending_customer"
    ON_HOLD = "on_hold"
    SNOOZED = "snoozed"
    SOLVED = "solved"
    CLOSED = "closed"
    SPAM = "spam"
    DELETED = "deleted"
    MERGED = "merged"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Status:
    """A status: our category, and the vendor's own id and label."""

    category: StatusCategory
    native_id: str
    label: str | None = None


class PriorityLevel(StrEnum):
    """How urgent a ticket is."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Priority:
    """A priority: our level, and the vendor's own id (None where there is none)."""

    level: PriorityLevel
    native_id: str | None = None


class ChannelKind(StrEnum):
    """How a ticket or a message came in."""

    EMAIL = "email"
    CHAT = "chat"
    PHONE = "phone"
    SMS = "sms"
    WEB_FORM = "web_form"
    SOCIAL = "social"
    MESSENGER = "messenger"
    API = "api"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel: our kind, and the vendor's own id (None where it gave none)."""

    kind: ChannelKind
    native_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket(Record):
    """One conversation.

    Times are aware and in UTC. ``custom_fields`` maps the vendor's field id to
    the value as it came. Parts that the vendor does not have are None.
    """

    ref: Ref
    subject: str | None
    status: Status
    number: str | None = None
    priority: Priority = Priority(PriorityLevel.UNKNOWN)
    type: str | None = None
    channel: Channel = Channel(ChannelKind.UNKNOWN)
    requester: PersonRef | None = None
    assignee: AgentRef | None = None
    team: TeamRef | None = None
    organization: OrganizationRef | None = None
    tags: tuple[str, ...] = ()
    custom_fields: Mapping[str, Any] = field(default_factory=dict, hash=False)
    created_at: datetime | None = None
    updated_at: datetime | None = None
    first_response_at: datetime | None = None
    solved_at: datetime | None = None
    closed_at: datetime | None = None
    snoozed_until: datetime | None = None
    merged_into: str | None = None

    @property
    def id(self) -> str:
        """Short form of ``ref.id``."""
        return self.ref.id

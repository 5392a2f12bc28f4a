"""Groups of agents, and who belongs to them, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/groups/groups/
and .../groups/group_memberships/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Collection, Register
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Record):
    """A group of agents."""

    id: int
    name: str
    url: str | None = None
    description: str | None = None
    #: The account's default group.
    default: bool | None = None
    deleted: bool | None = None
    #: Private groups hide their tickets from other agents.
    is_public: bool | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    #: Only in search results: ``group``.
    result_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMembership(Record):
    """One agent in one group."""

    id: int
    user_id: int
    group_id: int
    url: str | None = None
    #: Tickets that are assigned to the agent directly go to this group.
    default: bool | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


GROUP = Loader(Group, vendor=VENDOR)
GROUP_MEMBERSHIP = Loader(GroupMembership, vendor=VENDOR)


class Groups(Collection[Group]):
    """``/api/v2/groups``."""

    path: ClassVar[str] = "groups"
    one: ClassVar[str] = "group"
    many: ClassVar[str] = "groups"
    loader = GROUP


class GroupMemberships(Register[GroupMembership]):
    """``/api/v2/group_memberships``; a membership is made and deleted, never changed."""

    path: ClassVar[str] = "group_memberships"
    one: ClassVar[str] = "group_membership"
    many: ClassVar[str] = "group_memberships"
    loader = GROUP_MEMBERSHIP

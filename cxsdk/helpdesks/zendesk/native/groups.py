"""Groups of agents, and who belongs to them, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/groups/groups/
and .../groups/group_memberships/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.bulk import CreatesMany, DeletesMany
from cxsdk.helpdesks.zendesk.native.resource import (
    Collection,
    Counts,
    Lists,
    Register,
    Resource,
)
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
    #: Private groups hide their tickets from other agents; a private one stays private.
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


class _Groups(Resource[Group]):
    one: ClassVar[str] = "group"
    many: ClassVar[str] = "groups"
    loader = GROUP


class GroupsOfUser(_Groups, Lists[Group], Counts[Group]):
    """``/api/v2/users/{user_id}/groups``: the groups that one agent is in."""

    path: ClassVar[str] = "users/{user_id}/groups"


class AssignableGroups(_Groups, Lists[Group]):
    """``/api/v2/groups/assignable``: the groups that these credentials may assign tickets to."""

    path: ClassVar[str] = "groups/assignable"


class Groups(_Groups, Collection[Group], Counts[Group]):
    """``/api/v2/groups``."""

    path: ClassVar[str] = "groups"

    def assignable(self) -> AssignableGroups:
        """Return the groups that these credentials may assign tickets to."""
        return AssignableGroups(self._client)

    def of_user(self, user_id: int) -> GroupsOfUser:
        """Return the groups that one agent is in."""
        return GroupsOfUser(self._client, user_id=user_id)


class _GroupMemberships(Resource[GroupMembership]):
    one: ClassVar[str] = "group_membership"
    many: ClassVar[str] = "group_memberships"
    loader = GROUP_MEMBERSHIP


class AssignableGroupMemberships(_GroupMemberships, Lists[GroupMembership]):
    """``/api/v2/group_memberships/assignable``: of agents who may be assigned tickets."""

    path: ClassVar[str] = "group_memberships/assignable"


class GroupMembershipsOfUser(_GroupMemberships, Register[GroupMembership]):
    """``/api/v2/users/{user_id}/group_memberships``: the groups of one agent."""

    path: ClassVar[str] = "users/{user_id}/group_memberships"

    def make_default(self, membership_id: int) -> tuple[GroupMembership, ...]:
        """Let tickets that are assigned to the agent directly go to this group; return all."""
        return self._several("PUT", self._at(membership_id, "make_default"))


class GroupMembershipsOfGroup(_GroupMemberships, Lists[GroupMembership]):
    """``/api/v2/groups/{group_id}/memberships``: the agents of one group."""

    path: ClassVar[str] = "groups/{group_id}/memberships"


class AssignableMembershipsOfGroup(_GroupMemberships, Lists[GroupMembership]):
    """``/api/v2/groups/{group_id}/memberships/assignable``."""

    path: ClassVar[str] = "groups/{group_id}/memberships/assignable"


class GroupMemberships(
    _GroupMemberships,
    Register[GroupMembership],
    CreatesMany[GroupMembership],
    DeletesMany[GroupMembership],
):
    """``/api/v2/group_memberships``; a membership is made and deleted, never changed."""

    path: ClassVar[str] = "group_memberships"

    def assignable(self) -> AssignableGroupMemberships:
        """Return the memberships of agents who may be assigned tickets."""
        return AssignableGroupMemberships(self._client)

    def of_user(self, user_id: int) -> GroupMembershipsOfUser:
        """Return the groups of one agent: made, deleted and made the default there too."""
        return GroupMembershipsOfUser(self._client, user_id=user_id)

    def of_group(self, group_id: int) -> GroupMembershipsOfGroup:
        """Return the agents of one group."""
        return GroupMembershipsOfGroup(self._client, group_id=group_id)

    def assignable_in(self, group_id: int) -> AssignableMembershipsOfGroup:
        """Return the agents of one group who may be assigned tickets there."""
        return AssignableMembershipsOfGroup(self._client, group_id=group_id)

"""Who belongs to which organization, and who follows its tickets, as Zendesk spells it.

Source: https://developer.zendesk.com/api-reference/ticketing/organizations/organization_memberships/
and .../organizations/organization_subscriptions/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from cxsdk.helpdesks.zendesk.facts import API, VENDOR
from cxsdk.helpdesks.zendesk.native.bulk import CreatesMany, DeletesMany
from cxsdk.helpdesks.zendesk.native.resource import Lists, Register, Resource
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationMembership(Record):
    """One person in one organization."""

    id: int
    user_id: int
    organization_id: int
    url: str | None = None
    organization_name: str | None = None
    #: The person's tickets belong to this organization; null and false are the same.
    default: bool | None = None
    #: Whether the person sees all tickets of the organization.
    view_tickets: bool | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationSubscription(Record):
    """One person who is told of every ticket of one organization."""

    id: int
    user_id: int
    organization_id: int
    created_at: datetime | None = None


ORGANIZATION_MEMBERSHIP = Loader(OrganizationMembership, vendor=VENDOR)
ORGANIZATION_SUBSCRIPTION = Loader(OrganizationSubscription, vendor=VENDOR)


class _Memberships(Resource[OrganizationMembership]):
    one: ClassVar[str] = "organization_membership"
    many: ClassVar[str] = "organization_memberships"
    loader = ORGANIZATION_MEMBERSHIP


class OrganizationMembershipsOfUser(_Memberships, Register[OrganizationMembership]):
    """``/api/v2/users/{user_id}/organization_memberships``: the organizations of one person."""

    path: ClassVar[str] = "users/{user_id}/organization_memberships"

    def make_default(self, membership_id: int) -> tuple[OrganizationMembership, ...]:
        """Let the person's new tickets belong to this organization; return all memberships."""
        return self._several("PUT", self._at(membership_id, "make_default"))


class OrganizationMembershipsOfOrganization(_Memberships, Lists[OrganizationMembership]):
    """``/api/v2/organizations/{organization_id}/organization_memberships``: its people."""

    path: ClassVar[str] = "organizations/{organization_id}/organization_memberships"


class OrganizationMemberships(
    _Memberships,
    Register[OrganizationMembership],
    CreatesMany[OrganizationMembership],
    DeletesMany[OrganizationMembership],
):
    """``/api/v2/organization_memberships``; one is made and deleted, never changed."""

    path: ClassVar[str] = "organization_memberships"

    def of_user(self, user_id: int) -> OrganizationMembershipsOfUser:
        """Return the organizations of one person: made, deleted and made the default there."""
        return OrganizationMembershipsOfUser(self._client, user_id=user_id)

    def of_organization(self, organization_id: int) -> OrganizationMembershipsOfOrganization:
        """Return the people of one organization."""
        return OrganizationMembershipsOfOrganization(self._client, organization_id=organization_id)

    def unassign(self, user_id: int, organization_id: int) -> None:
        """Take a person out of an organization; closed tickets keep it.

        Raises:
            NotFound: The person is not in it.
        """
        self._client.request("DELETE", f"{API}/users/{user_id}/organizations/{organization_id}")

    def set_default(self, user_id: int, organization_id: int) -> OrganizationMembership:
        """Let the person's new tickets belong to this organization."""
        path = f"{API}/users/{user_id}/organizations/{organization_id}/make_default"
        return self._one("PUT", path)


class _Subscriptions(Resource[OrganizationSubscription]):
    one: ClassVar[str] = "organization_subscription"
    many: ClassVar[str] = "organization_subscriptions"
    loader = ORGANIZATION_SUBSCRIPTION


class OrganizationSubscriptionsOfUser(_Subscriptions, Lists[OrganizationSubscription]):
    """``/api/v2/users/{user_id}/organization_subscriptions``: what one person follows."""

    path: ClassVar[str] = "users/{user_id}/organization_subscriptions"


class OrganizationSubscriptionsOfOrganization(_Subscriptions, Lists[OrganizationSubscription]):
    """``/api/v2/organizations/{organization_id}/subscriptions``: who follows one."""

    path: ClassVar[str] = "organizations/{organization_id}/subscriptions"


class OrganizationSubscriptions(_Subscriptions, Register[OrganizationSubscription]):
    """``/api/v2/organization_subscriptions``; one is made and deleted, never changed."""

    path: ClassVar[str] = "organization_subscriptions"

    def of_user(self, user_id: int) -> OrganizationSubscriptionsOfUser:
        """Return what one person follows."""
        return OrganizationSubscriptionsOfUser(self._client, user_id=user_id)

    def of_organization(self, organization_id: int) -> OrganizationSubscriptionsOfOrganization:
        """Return who follows one organization."""
        return OrganizationSubscriptionsOfOrganization(
            self._client, organization_id=organization_id
        )

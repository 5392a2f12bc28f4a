"""Organizations as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/organizations/organizations/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.bulk import CreatesMany, DeletesMany, UpdatesMany
from cxsdk.helpdesks.zendesk.native.resource import (
    Body,
    Collection,
    Counts,
    Gets,
    Lists,
    Resource,
    joined,
    part,
)
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationDraft(Record):
    """What may be said about an organization; what a write sends."""

    id: int | None = None
    #: Unique in the account.
    name: str | None = None
    details: str | None = None
    domain_names: tuple[str, ...] = ()
    external_id: str | None = None
    #: Tickets of its people go to this group.
    group_id: int | None = None
    notes: str | None = None
    #: Values by the field's key.
    organization_fields: Mapping[str, Any] | None = None
    shared_comments: bool | None = None
    shared_tickets: bool | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization(OrganizationDraft):
    """An organization as the account knows it."""

    id: int
    name: str
    url: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    deleted_at: datetime | None = None
    #: Only in search results: ``organization``.
    result_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationMerge(Record):
    """One organization that goes up in another; done in the background, and for good."""

    id: str
    #: The one that is deleted.
    loser_id: int
    #: The one that gets its people, tickets and domains.
    winner_id: int
    #: ``new``, ``in_progress``, ``error`` (it may be tried again), ``complete``.
    status: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationRelated(Record):
    """How much belongs to one organization."""

    users_count: int | None = None
    tickets_count: int | None = None


ORGANIZATION = Loader(Organization, vendor=VENDOR)
ORGANIZATION_DRAFT = Loader(OrganizationDraft, vendor=VENDOR)
ORGANIZATION_MERGE = Loader(OrganizationMerge, vendor=VENDOR)
ORGANIZATION_RELATED = Loader(OrganizationRelated, vendor=VENDOR)


class OrganizationMerges(Gets[OrganizationMerge]):
    """``/api/v2/organization_merges``: how far merges are."""

    path: ClassVar[str] = "organization_merges"
    one: ClassVar[str] = "organization_merge"
    loader = ORGANIZATION_MERGE


class MergesOfOrganization(Lists[OrganizationMerge]):
    """``/api/v2/organizations/{organization_id}/merges``: those it won or lost."""

    path: ClassVar[str] = "organizations/{organization_id}/merges"
    many: ClassVar[str] = "organization_merges"
    loader = ORGANIZATION_MERGE


class _Organizations(Resource[Organization]):
    one: ClassVar[str] = "organization"
    many: ClassVar[str] = "organizations"
    loader = ORGANIZATION


class OrganizationsOfUser(_Organizations, Lists[Organization], Counts[Organization]):
    """``/api/v2/users/{user_id}/organizations``: those that one person belongs to."""

    path: ClassVar[str] = "users/{user_id}/organizations"


class Organizations(
    _Organizations,
    Collection[Organization],
    Counts[Organization],
    CreatesMany[Organization],
    UpdatesMany[Organization],
    DeletesMany[Organization],
):
    """``/api/v2/organizations``."""

    path: ClassVar[str] = "organizations"

    def of_user(self, user_id: int) -> OrganizationsOfUser:
        """Return those that one person belongs to."""
        return OrganizationsOfUser(self._client, user_id=user_id)

    def show_many(
        self, ids: Iterable[int] = (), *, external_ids: Iterable[str] = ()
    ) -> tuple[Organization, ...]:
        """Return those of at most 100 organizations that exist, in the API's order.

        Args:
            ids: The account's ids.
            external_ids: Ids of another system, instead.
        """
        return self._found("show_many", ids=joined(ids), external_ids=joined(external_ids))

    def search(
        self, *, external_id: str | None = None, name: str | None = None
    ) -> tuple[Organization, ...]:
        """Return the organizations with this id of another system, or this name.

        Neither looks at case; give one of the two.
        """
        return self._found("search", external_id=external_id, name=name)

    def autocomplete(self, name: str) -> tuple[Organization, ...]:
        """Return organizations whose name begins so; two characters at least."""
        return self._found("autocomplete", name=name)

    def create_or_update(self, body: Body) -> Organization:
        """Create an organization, or change the one with the same ``id`` or ``external_id``."""
        return self._one("POST", f"{self._path}/create_or_update", json=self._body(body))

    def related(self, organization_id: int) -> OrganizationRelated:
        """Return how many people and tickets it has."""
        answer = self._client.request("GET", self._at(organization_id, "related"))
        return ORGANIZATION_RELATED.load(part(answer, "organization_related"))

    def merge(self, loser_id: int, *, into: int) -> OrganizationMerge:
        """Move people, tickets and domains into another one, and delete this one for good.

        It happens in the background: ``organization_merges.get(id)`` says how far it is.

        Args:
            loser_id: The one that is deleted; its other fields are lost.
            into: The one that stays.
        """
        body = {"organization_merge": {"winner_id": into}}
        answer = self._client.request("POST", self._at(loser_id, "merge"), json=body)
        return ORGANIZATION_MERGE.load(part(answer, "organization_merge"))

    def merges(self, organization_id: int) -> MergesOfOrganization:
        """Return the merges that one organization won or lost."""
        return MergesOfOrganization(self._client, organization_id=organization_id)

    def _found(self, verb: str, **params: str | None) -> tuple[Organization, ...]:
        asked = {name: value for name, value in params.items() if value}
        return self._several("GET", f"{self._path}/{verb}", params=asked)

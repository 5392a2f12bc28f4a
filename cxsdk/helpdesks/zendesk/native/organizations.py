"""Organizations as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/organizations/organizations/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import API, VENDOR
from cxsdk.helpdesks.zendesk.native.jobs import JOB_STATUS, JobStatus
from cxsdk.helpdesks.zendesk.native.resource import Body, Collection, joined, part, spelled
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


ORGANIZATION = Loader(Organization, vendor=VENDOR)
ORGANIZATION_DRAFT = Loader(OrganizationDraft, vendor=VENDOR)


class Organizations(Collection[Organization]):
    """``/api/v2/organizations``."""

    path: ClassVar[str] = "organizations"
    one: ClassVar[str] = "organization"
    many: ClassVar[str] = "organizations"
    loader = ORGANIZATION

    def show_many(self, ids: Iterable[int]) -> tuple[Organization, ...]:
        """Return those of at most 100 organizations that exist, in the API's order."""
        return self._found("show_many", ids=joined(ids))

    def search(self, *, external_id: str) -> tuple[Organization, ...]:
        """Return the organizations with this id of another system; case does not count."""
        return self._found("search", external_id=external_id)

    def autocomplete(self, name: str) -> tuple[Organization, ...]:
        """Return organizations whose name begins so; two characters at least."""
        return self._found("autocomplete", name=name)

    def create_many(self, bodies: Iterable[Body]) -> JobStatus:
        """Create at most 100; the job that does it is returned at once."""
        return self._job("POST", "create_many", json={self.many: [*map(spelled, bodies)]})

    def update_many(self, bodies: Iterable[Body]) -> JobStatus:
        """Change at most 100, each named by its ``id``."""
        return self._job("PUT", "update_many", json={self.many: [*map(spelled, bodies)]})

    def destroy_many(self, ids: Iterable[int]) -> JobStatus:
        """Delete at most 100."""
        return self._job("DELETE", "destroy_many", params={"ids": joined(ids)})

    def _found(self, verb: str, **params: str) -> tuple[Organization, ...]:
        answer = self._client.request("GET", f"{API}/organizations/{verb}", params=params)
        return tuple(map(ORGANIZATION.load, part(answer, self.many)))

    def _job(self, method: str, verb: str, **call: Any) -> JobStatus:
        answer = self._client.request(method, f"{API}/organizations/{verb}", **call)
        return JOB_STATUS.load(part(answer, "job_status"))

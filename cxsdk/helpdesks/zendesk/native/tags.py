"""Words that mark tickets, people and organizations.

Source: https://developer.zendesk.com/api-reference/ticketing/ticket-management/tags/
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import API, VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Counts, Lists, Resource, part
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag(Record):
    """A tag, and how often it was used in the last 60 days."""

    name: str
    count: int | None = None


TAG = Loader(Tag, vendor=VENDOR)


class TagsOf(Resource[Tag]):
    """The tags of one object: setting replaces all, adding and removing leave the others."""

    path: ClassVar[str] = "{kind}/{object_id}/tags"

    def get(self) -> tuple[str, ...]:
        """Return the tags."""
        return self._tags("GET")

    def set(self, tags: Collection[str], **guard: Any) -> tuple[str, ...]:
        """Replace all tags; ``guard`` is ``safe_update`` and ``updated_stamp``, of tickets only."""
        return self._tags("POST", json={"tags": [*tags], **guard})

    def add(self, tags: Collection[str], **guard: Any) -> tuple[str, ...]:
        """Add tags; those of others stay, whatever they do at the same time."""
        return self._tags("PUT", json={"tags": [*tags], **guard})

    def remove(self, tags: Collection[str], **guard: Any) -> tuple[str, ...]:
        """Take tags away; those that are not there are passed over."""
        return self._tags("DELETE", json={"tags": [*tags], **guard})

    def _tags(self, method: str, **call: Any) -> tuple[str, ...]:
        return tuple(part(self._client.request(method, self._path, **call), "tags"))


class Tags(Lists[Tag], Counts[Tag]):
    """``/api/v2/tags``: the 20,000 most used of the last 60 days, the most used first."""

    path: ClassVar[str] = "tags"
    many: ClassVar[str] = "tags"
    loader = TAG

    def autocomplete(self, name: str) -> tuple[str, ...]:
        """Return up to 15 tags with a word that begins with ``name``, of two letters at least."""
        answer = self._client.request("GET", f"{API}/autocomplete/tags", params={"name": name})
        return tuple(part(answer, "tags"))

    def of_ticket(self, ticket_id: int) -> TagsOf:
        """Return the tags of a ticket, to read and to change."""
        return TagsOf(self._client, kind="tickets", object_id=ticket_id)

    def of_user(self, user_id: int) -> TagsOf:
        """Return the tags of a person, where the account allows them."""
        return TagsOf(self._client, kind="users", object_id=user_id)

    def of_organization(self, organization_id: int) -> TagsOf:
        """Return the tags of an organization, where the account allows them."""
        return TagsOf(self._client, kind="organizations", object_id=organization_id)

"""Search over everything.

Source: https://developer.zendesk.com/api-reference/ticketing/ticket-management/search/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from cxsdk.errors import SchemaError
from cxsdk.helpdesks.zendesk.facts import API, VENDOR
from cxsdk.helpdesks.zendesk.native.groups import GROUP, Group
from cxsdk.helpdesks.zendesk.native.organizations import ORGANIZATION, Organization
from cxsdk.helpdesks.zendesk.native.resource import part
from cxsdk.helpdesks.zendesk.native.tickets import TICKET, Ticket
from cxsdk.helpdesks.zendesk.native.users import USER, User
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxsdk.client import Client


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult(Record):
    """Something of a kind that has no model here."""

    id: int
    result_type: str | None = None
    url: str | None = None
    name: str | None = None
    description: str | None = None
    default: bool | None = None
    deleted: bool | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


Found: TypeAlias = Ticket | User | Organization | Group | SearchResult
SEARCH_RESULT = Loader(SearchResult, vendor=VENDOR)
_LOADERS: dict[str, Loader[Any]] = {
    "ticket": TICKET,
    "user": USER,
    "organization": ORGANIZATION,
    "group": GROUP,
}


def load_result(data: Any) -> Found:
    """Load one result by its ``result_type``."""
    kind = data.get("result_type") if isinstance(data, dict) else None
    found: Found = _LOADERS.get(str(kind), SEARCH_RESULT).load(data)
    return found


class Search:
    """``/api/v2/search``: at most 1,000 results a query, and new things after a minute or so."""

    def __init__(self, client: Client) -> None:
        """Bind to a client; nothing is sent."""
        self._client = client

    def iter(self, query: str) -> Iterator[Found]:
        """Yield what matches, over all pages.

        Args:
            query: In the vendor's search language, such as ``type:ticket status<solved``.
        """
        for page in self._client.pages(f"{API}/search", params={"query": query}):
            yield from map(load_result, part(page, "results"))

    def count(self, query: str) -> int:
        """Return how many match, which may be more than can be fetched."""
        answer = self._client.request("GET", f"{API}/search/count", params={"query": query})
        count = part(answer, "count")
        if not isinstance(count, int):
            message = f"the count is no number: {count!r}"
            raise SchemaError(message, path="count", vendor=VENDOR)
        return count

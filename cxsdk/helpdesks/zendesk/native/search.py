"""Search over everything.

Source: https://developer.zendesk.com/api-reference/ticketing/ticket-management/search/
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

from cxsdk.errors import BadRequest, ConfigError, SchemaError
from cxsdk.helpdesks.zendesk.facts import API, PAGE_SIZE, VENDOR
from cxsdk.helpdesks.zendesk.native.groups import GROUP, Group
from cxsdk.helpdesks.zendesk.native.organizations import ORGANIZATION, Organization
from cxsdk.helpdesks.zendesk.native.page import ListPage
from cxsdk.helpdesks.zendesk.native.resource import part
from cxsdk.helpdesks.zendesk.native.tickets import TICKET, Ticket
from cxsdk.helpdesks.zendesk.native.users import USER, User
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxsdk.client import Client

log = logging.getLogger(__name__)


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
#: Results that one search gives at most; the next page is refused.
SEARCH_LIMIT = 1000
# A word in quotes is text to look for, whatever it says.
_TYPE = re.compile(r"""(?<![\w"'-])type:\s*"?(\w+)"?""", re.ASCII | re.IGNORECASE)
_SORT = re.compile(r"\b(?:order_by|sort):", re.ASCII | re.IGNORECASE)


def load_result(data: Any) -> Found:
    """Load one result by its ``result_type``."""
    kind = data.get("result_type") if isinstance(data, dict) else None
    found: Found = _LOADERS.get(str(kind), SEARCH_RESULT).load(data)
    return found


class Search:
    """``/api/v2/search``: new things appear after a minute or so."""

    def __init__(self, client: Client) -> None:
        """Bind to a client; nothing is sent."""
        self._client = client

    def iter(self, query: str, *, sort_by: str = "", sort_order: str = "") -> Iterator[Found]:
        """Yield what matches, over all pages, however many there are.

        The vendor's search stops after 1,000 results. Where more match, the search
        export takes over from the start, kind by kind and in order of creation, and
        a line in the log says so.

        Args:
            query: In the vendor's search language, such as ``type:ticket status<solved``.
            sort_by: ``created_at``, ``updated_at``, ``priority``, ``status`` or
                ``ticket_type``; empty (default) for the vendor's sense of relevance.
            sort_order: ``asc`` or ``desc``; empty (default) for ``desc``.

        Raises:
            BadRequest: More than 1,000 match and an order was asked for, which the
                export does not know; nothing was yielded.
        """
        params = _asked(query, sort_by, sort_order, PAGE_SIZE)
        walk = self._client.pages(f"{API}/search", params=params)
        first = next(walk)
        count = first.get("count")
        if isinstance(count, int) and count > SEARCH_LIMIT:
            yield from self._beyond(query, count, is_sorted=bool(sort_by or sort_order))
            return
        for page in chain([first], walk):
            yield from map(load_result, part(page, "results"))

    def page(
        self,
        query: str,
        after: str | None = None,
        *,
        size: int = PAGE_SIZE,
        sort_by: str = "",
        sort_order: str = "",
    ) -> ListPage[Found]:
        """Return one page; its ``total`` may be more than the 1,000 that pages reach.

        Args:
            query: As for :meth:`iter`.
            after: ``next`` of the page before; None (default) for the first.
            size: Most results in the page, 1 to 100.
            sort_by: As for :meth:`iter`.
            sort_order: As for :meth:`iter`.
        """
        params = None if after else _asked(query, sort_by, sort_order, size)
        walk = self._client.linked_pages(after or f"{API}/search", params=params)
        answer, following = next(walk)
        items = tuple(map(load_result, part(answer, "results")))
        count = answer.get("count")
        total = count if isinstance(count, int) else None
        return ListPage(items, next=following, total=total, raw=answer)

    def export(self, query: str, kind: str) -> Iterator[Found]:
        """Yield everything of one kind that matches, in order of creation.

        The place in it is forgotten after an hour.

        Args:
            query: In the vendor's search language, without ``type:``.
            kind: ``ticket``, ``user``, ``organization`` or ``group``.

        Raises:
            ConfigError: The kind cannot be exported.
        """
        if kind not in _LOADERS:
            message = f"the search cannot export {kind!r}"
            raise ConfigError(message, hint=f"one of {', '.join(_LOADERS)}")
        return self._export(query, kind)

    def count(self, query: str) -> int:
        """Return how many match."""
        answer = self._client.request("GET", f"{API}/search/count", params={"query": query})
        count = part(answer, "count")
        if not isinstance(count, int):
            message = f"the count is no number: {count!r}"
            raise SchemaError(message, path="count", vendor=VENDOR)
        return count

    def _beyond(self, query: str, count: int, *, is_sorted: bool) -> Iterator[Found]:
        kinds, rest = _kinds_of(query)
        if is_sorted or _SORT.search(rest):
            message = f"{count:,} match, but only the first {SEARCH_LIMIT:,} come in an order"
            raise BadRequest(
                message, status=422, vendor=VENDOR, hint="leave the order out, or ask for less"
            )
        log.info("%d match: exporting them, in order of creation", count)
        for kind in kinds:
            yield from self._export(rest, kind)

    def _export(self, query: str, kind: str) -> Iterator[Found]:
        params = {"query": query, "filter[type]": kind, "page[size]": PAGE_SIZE}
        for page in self._client.pages(f"{API}/search/export", params=params):
            yield from map(load_result, part(page, "results"))


def _asked(query: str, sort_by: str, sort_order: str, size: int) -> dict[str, Any]:
    order = {"sort_by": sort_by or None, "sort_order": sort_order or None}
    return {"query": query, "per_page": size, **order}


def _kinds_of(query: str) -> tuple[tuple[str, ...], str]:
    """Take the kinds out of a query: the export wants them beside it. None named means all."""
    named = [kind.lower() for kind in _TYPE.findall(query)]
    known = tuple(kind for kind in _LOADERS if kind in named)
    return known or tuple(_LOADERS), _TYPE.sub("", query).strip()

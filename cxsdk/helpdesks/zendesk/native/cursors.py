"""Listings of the vendor's younger services: their pages know a cursor, but no address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from cxsdk.errors import SchemaError
from cxsdk.helpdesks.zendesk.facts import PAGE_SIZE, VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Lists, R

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from cxsdk.client import Client
    from cxsdk.helpdesks.zendesk.native.page import ListPage


def cursor_pages(
    client: Client, path: str, *, params: Mapping[str, Any] | None = None
) -> Iterator[tuple[dict[str, Any], str | None]]:
    """Yield every page with the path of the next one, None at the end.

    Args:
        client: Makes the calls.
        path: Of the first page, or as it was yielded with the page before.
        params: Query of the first page; None values are left out.

    Raises:
        SchemaError: A page is no object, or says that more follows but not where, or
            leads back; after that page was yielded.
    """
    query = urlencode({name: value for name, value in (params or {}).items() if value is not None})
    first = f"{path}?{query}" if query else path
    seen = {first}
    url: str | None = first
    while url is not None:
        page = client.request("GET", url)
        if not isinstance(page, dict):
            message = "the page is no object"
            raise SchemaError(message, path="", vendor=VENDOR)
        try:
            url = _next(url, page, seen)
        except SchemaError:
            yield page, None  # what came is not lost for what cannot follow
            raise
        if url is not None:
            seen.add(url)
        yield page, url


def bracketed(filters: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """Spell filters as these services want them: ``status`` becomes ``filter[status]``."""
    return {f"filter[{key}]" if key in names else key: value for key, value in filters.items()}


class CursorLists(Lists[R]):
    """:class:`Lists` of a listing whose pages know a cursor, but no address."""

    def iter(self, **filters: Any) -> Iterator[R]:
        """Yield every object, over all pages, as they are asked for.

        Args:
            **filters: As the class says.
        """
        for page in self.pages(**filters):
            yield from page.items

    def pages(self, **filters: Any) -> Iterator[ListPage[R]]:
        """Yield page by page.

        Args:
            **filters: As the class says.
        """
        for answer, following in cursor_pages(
            self._client, self._path, params=self._query(filters)
        ):
            yield self._page(answer, following)

    def page(
        self, after: str | None = None, *, size: int = PAGE_SIZE, **filters: Any
    ) -> ListPage[R]:
        """Return one page.

        Args:
            after: ``next`` of the page before; None (default) for the first.
            size: Most objects in the page; counts for the first page only.
            **filters: As the class says; count for the first page only.
        """
        params = None if after else self._query(filters, size=size)
        walk = cursor_pages(self._client, after or self._path, params=params)
        answer, following = next(walk)
        if following is None:
            next(walk, None)  # fetches nothing, but tells of a cursor that cannot be followed
        return self._page(answer, following)


def _next(url: str, page: Mapping[str, Any], seen: Collection[str]) -> str | None:
    meta = page.get("meta")
    if not isinstance(meta, dict) or not meta.get("has_more"):
        return None
    cursor = meta.get("after_cursor")
    if not isinstance(cursor, str) or not cursor:
        message = "the page says that more follows, but not where"
        raise SchemaError(message, path="meta.after_cursor", vendor=VENDOR)
    path, _, query = url.partition("?")
    kept = [pair for pair in parse_qsl(query) if pair[0] != "page[after]"]
    following = f"{path}?{urlencode([*kept, ('page[after]', cursor)])}"
    if following in seen:
        message = "the next page was read before: the listing runs in a circle"
        raise SchemaError(message, path="meta.after_cursor", vendor=VENDOR)
    return following

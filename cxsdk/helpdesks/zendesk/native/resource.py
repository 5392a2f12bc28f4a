"""The verbs that Zendesk's collections share; a resource declares its path, keys and model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeAlias, TypeVar

from cxsdk.errors import SchemaError
from cxsdk.helpdesks.zendesk.facts import API, PAGE_SIZE, VENDOR
from cxsdk.models import Page, Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cxsdk.client import Client
    from cxsdk.wire import Loader

R = TypeVar("R", bound=Record)
#: What a write sends: a typed draft, or the vendor's own spelling.
Body: TypeAlias = "Record | Mapping[str, Any]"


def part(answer: Any, key: str) -> Any:
    """Return one part of an answer's envelope.

    Raises:
        SchemaError: The answer is no object, or does not hold it.
    """
    if isinstance(answer, dict) and key in answer:
        return answer[key]
    message = f"the answer holds no {key!r}"
    raise SchemaError(message, path=key, vendor=VENDOR)


def spelled(body: Body) -> dict[str, Any]:
    """Return what a write sends."""
    return body.to_dict() if isinstance(body, Record) else dict(body)


class Listing(Generic[R]):
    """A collection that can be read.

    Args:
        client: Makes the calls.
    """

    #: Below ``/api/v2/``.
    path: ClassVar[str]
    #: Key of one object in an answer, and of many.
    one: ClassVar[str]
    many: ClassVar[str]
    #: Loads one object.
    loader: Loader[R]

    def __init__(self, client: Client) -> None:
        """Bind to a client; nothing is sent."""
        self._client = client

    def get(self, object_id: int | str) -> R:
        """Return one object.

        Raises:
            NotFound: There is none, or none that these credentials may see.
        """
        return self._one("GET", f"{API}/{self.path}/{object_id}")

    def iter(self, **filters: Any) -> Iterator[R]:
        """Yield every object, over all pages, as they are asked for.

        Args:
            **filters: The API's own query parameters, such as ``role="agent"``.
        """
        return self._all(f"{API}/{self.path}", self.many, self.loader, filters)

    def page(self, after: str | None = None, *, size: int = PAGE_SIZE, **filters: Any) -> Page[R]:
        """Return one page.

        Args:
            after: ``next`` of the page before; None (default) for the first.
            size: Most objects in the page, 1 to 100; counts for the first page only.
            **filters: The API's own query parameters; count for the first page only.
        """
        if after is None:
            params = {"page[size]": size, **filters}
            answer = self._client.request("GET", f"{API}/{self.path}", params=params)
        else:
            answer = self._client.request("GET", after)
        items = tuple(map(self.loader.load, part(answer, self.many)))
        return Page(items, next=_next(answer), total=_total(answer))

    def _one(self, method: str, path: str, **call: Any) -> R:
        return self.loader.load(part(self._client.request(method, path, **call), self.one))

    def _all(
        self, path: str, key: str, loader: Loader[R], filters: Mapping[str, Any]
    ) -> Iterator[R]:
        load = loader.load
        params = {"page[size]": PAGE_SIZE, **filters}
        for page in self._client.pages(path, params=params):
            yield from map(load, part(page, key))


class Register(Listing[R]):
    """A collection whose objects are made and deleted."""

    def create(self, body: Body) -> R:
        """Create one object; never sent twice, because a repeat would make a second one."""
        return self._one("POST", f"{API}/{self.path}", json={self.one: spelled(body)})

    def delete(self, object_id: int | str) -> None:
        """Delete one object; raises NotFound when it is gone already."""
        self._client.request("DELETE", f"{API}/{self.path}/{object_id}")


class Collection(Register[R]):
    """A collection whose objects are made, changed and deleted."""

    def update(self, object_id: int | str, changes: Body) -> R:
        """Change the named fields only, and return the whole object as it is then."""
        path = f"{API}/{self.path}/{object_id}"
        return self._one("PUT", path, json={self.one: spelled(changes)})


def joined(ids: Iterable[int | str]) -> str:
    """Return ids as the API's bulk calls want them."""
    return ",".join(map(str, ids))


def _next(answer: Mapping[str, Any]) -> str | None:
    meta = answer.get("meta")
    if isinstance(meta, dict):
        links = answer.get("links")
        return links.get("next") if meta.get("has_more") and isinstance(links, dict) else None
    link = answer.get("next_page")
    return link if isinstance(link, str) else None


def _total(answer: Mapping[str, Any]) -> int | None:
    count = answer.get("count")
    return count if isinstance(count, int) else None

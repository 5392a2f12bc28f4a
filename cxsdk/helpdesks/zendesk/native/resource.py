"""The verbs that Zendesk's resources share; a resource declares its path, keys, model and verbs.

A verb is a small class; a resource is put together from those that its vendor's
document shows. Most have all five: :class:`Collection`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, TypeAlias, TypeVar
from urllib.parse import quote

from cxsdk.errors import ConfigError, SchemaError
from cxsdk.helpdesks.zendesk.facts import API, PAGE_SIZE, VENDOR
from cxsdk.helpdesks.zendesk.native.difference import changed
from cxsdk.helpdesks.zendesk.native.page import ListPage
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Collection as Bag, Iterable, Iterator, Mapping

    from cxsdk.client import Client

R = TypeVar("R", bound=Record)
#: What a write sends: a typed draft, or the vendor's own spelling.
Body: TypeAlias = "Record | Mapping[str, Any]"
_OF_CURSORS = frozenset({"page[size]", "page[after]", "page[before]", "sort"})
_OF_NUMBERS = frozenset({"page", "per_page", "sort_by", "sort_order"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Record):
    """How many objects a listing has.

    The vendor counts beyond 100,000 once a day: compare ``refreshed_at`` with now.
    """

    #: None while the vendor is still counting.
    value: int | None = None
    #: When it was counted.
    refreshed_at: datetime | None = None


COUNT = Loader(Count, vendor=VENDOR)


def part(answer: Any, key: str) -> Any:
    """Return one part of an answer's envelope; the whole answer for an empty key.

    Raises:
        SchemaError: The answer is no object, or does not hold it.
    """
    if not key:
        return answer
    if isinstance(answer, dict) and key in answer:
        return answer[key]
    message = f"the answer holds no {key!r}"
    raise SchemaError(message, path=key, vendor=VENDOR)


def spelled(body: Body) -> dict[str, Any]:
    """Return what a write sends."""
    return body.to_dict() if isinstance(body, Record) else dict(body)


def differing(changes: Body) -> dict[str, Any]:
    """Return what a change sends: of a record that came, what differs from how it came."""
    if isinstance(changes, Record) and changes.raw:
        return changed(changes)
    return spelled(changes)


def joined(ids: Iterable[int | str]) -> str:
    """Return ids as the API's calls for many want them."""
    return ",".join(map(str, ids))


def bracketed(filters: Mapping[str, Any], names: Bag[str]) -> dict[str, Any]:
    """Spell filters as the vendor's younger services do: ``status`` becomes ``filter[status]``."""
    return {f"filter[{key}]" if key in names else key: value for key, value in filters.items()}


class Resource(Generic[R]):
    """One place of the API and the model that lives there; verbs are added by the classes below.

    Args:
        client: Makes the calls.
        **parents: What ``path`` names in braces, such as ``user_id=5``.
    """

    #: Below ``/api/v2/``; names of parents in braces: ``users/{user_id}/identities``.
    path: ClassVar[str]
    #: Key of one object in requests and answers; empty where it stands there bare.
    one: ClassVar[str] = ""
    #: Key of many.
    many: ClassVar[str] = ""
    #: Loads one object.
    loader: Loader[R]
    #: How the listing is cut into pages: ``cursor`` wherever the vendor allows it.
    paging: ClassVar[Literal["cursor", "offset", "none"]] = "cursor"

    def __init__(self, client: Client, **parents: int | str) -> None:
        """Bind to a client; nothing is sent."""
        self._client = client
        safe = {name: quote(str(value), safe="") for name, value in parents.items()}
        self._path = f"{API}/{self.path.format(**safe)}"

    def _at(self, object_id: int | str, *steps: str) -> str:
        """Return the path of one object, and of what lies below it."""
        return "/".join((self._path, quote(str(object_id), safe=""), *steps))

    def _one(self, method: str, path: str, **call: Any) -> R:
        return self.loader.load(part(self._client.request(method, path, **call), self.one))

    def _several(self, method: str, path: str, **call: Any) -> tuple[R, ...]:
        answer = part(self._client.request(method, path, **call), self.many)
        return tuple(map(self.loader.load, answer))

    def _body(self, body: Body) -> dict[str, Any]:
        return {self.one: spelled(body)} if self.one else spelled(body)

    def _all(
        self, path: str, key: str, loader: Loader[R], filters: Mapping[str, Any]
    ) -> Iterator[R]:
        return self._walk(path, key, loader, self._query(filters))

    def _walk(
        self, path: str, key: str, loader: Loader[R], params: Mapping[str, Any]
    ) -> Iterator[R]:
        load = loader.load
        for page in self._client.pages(path, params=params):
            yield from map(load, part(page, key))

    def _query(self, filters: Mapping[str, Any], *, size: int = PAGE_SIZE) -> dict[str, Any]:
        """Return the query of a first page; the vendor ignores half of a mixed one silently."""
        if self.paging == "none":
            return dict(filters)
        if self.paging == "offset":
            wrong, hint, own = _OF_CURSORS, "use sort_by and sort_order", "per_page"
        else:
            wrong, hint, own = _OF_NUMBERS, "use sort='-updated_at' and page(size=…)", "page[size]"
        if mixed := sorted(wrong & filters.keys()):
            message = f"this listing has {self.paging} pages, which do not know {', '.join(mixed)}"
            raise ConfigError(message, hint=hint)
        return {own: size, **filters}


class Lists(Resource[R]):
    """A place whose objects are listed; iterating over it goes over all pages."""

    def __iter__(self) -> Iterator[R]:
        """Yield every object."""
        return self.iter()

    def iter(self, **filters: Any) -> Iterator[R]:
        """Yield every object, over all pages, as they are asked for.

        Args:
            **filters: The API's own query parameters, such as ``role="agent"``.

        Raises:
            ConfigError: A parameter of the other style of pages.
        """
        return self._all(self._path, self.many, self.loader, filters)

    def pages(self, **filters: Any) -> Iterator[ListPage[R]]:
        """Yield page by page: with ``include="users"`` other objects come beside the listed.

        Args:
            **filters: As in :meth:`iter`.
        """
        following: str | None = None
        for answer, following in self._client.linked_pages(self._path, params=self._query(filters)):
            yield self._page(answer, following)

    def page(
        self, after: str | None = None, *, size: int = PAGE_SIZE, **filters: Any
    ) -> ListPage[R]:
        """Return one page.

        Args:
            after: ``next`` of the page before; None (default) for the first.
            size: Most objects in the page, 1 to 100; counts for the first page only.
            **filters: The API's own query parameters; count for the first page only.
        """
        params = None if after else self._query(filters, size=size)
        walk = self._client.linked_pages(after or self._path, params=params)
        answer, following = next(walk)
        if following is None:
            next(walk, None)  # fetches nothing, but tells of a link that cannot be followed
        return self._page(answer, following)

    def _page(self, answer: Mapping[str, Any], following: str | None) -> ListPage[R]:
        items = tuple(map(self.loader.load, part(answer, self.many)))
        count = answer.get("count")
        total = count if isinstance(count, int) else None
        return ListPage(items, next=following, total=total, raw=answer)


class Counts(Resource[R]):
    """A place that tells how many objects it has, without listing them."""

    def count(self, **filters: Any) -> Count:
        """Return how many there are; beyond 100,000 as of ``refreshed_at``."""
        answer = self._client.request("GET", f"{self._path}/count", params=filters)
        found = part(answer, "count")
        return COUNT.load({"value": found} if isinstance(found, int) else found)


class Gets(Resource[R]):
    """A place whose objects are read one by one."""

    def get(self, object_id: int | str, **params: Any) -> R:
        """Return one object.

        Raises:
            NotFound: There is none, or none that these credentials may see.
        """
        return self._one("GET", self._at(object_id), params=params)


class ShowsMany(Resource[R]):
    """A place that returns the objects of many ids at once."""

    def show_many(self, ids: Iterable[int | str]) -> tuple[R, ...]:
        """Return those of at most 100 objects that exist, in the API's order."""
        return self._several("GET", f"{self._path}/show_many", params={"ids": joined(ids)})


class Creates(Resource[R]):
    """A place where objects are made."""

    def create(self, body: Body) -> R:
        """Create one object; never sent twice, because a repeat would make a second one."""
        return self._one("POST", self._path, json=self._body(body))


class Updates(Resource[R]):
    """A place whose objects are changed."""

    def update(self, object_id: int | str, changes: Body) -> R:
        """Change the named fields only, and return the whole object as it is then.

        Args:
            object_id: Which.
            changes: What changes. Of a record that was fetched and then changed, as by
                ``dataclasses.replace``, only the difference is sent: what others changed
                meanwhile stays.
        """
        return self._one("PUT", self._at(object_id), json=self._body(differing(changes)))


class Patches(Resource[R]):
    """A place whose objects are changed by PATCH, which is never sent twice."""

    def update(self, object_id: int | str, changes: Body) -> R:
        """Change the named fields only, as :meth:`Updates.update` does."""
        return self._one("PATCH", self._at(object_id), json=self._body(differing(changes)))


class Deletes(Resource[R]):
    """A place whose objects are deleted."""

    def delete(self, object_id: int | str) -> None:
        """Delete one object; raises NotFound when it is gone already."""
        self._client.request("DELETE", self._at(object_id))


class Wrapped(Resource[R]):
    """A place whose answers hold the one object as a list of one, or plainly; name it first."""

    def _one(self, method: str, path: str, **call: Any) -> R:
        found = part(self._client.request(method, path, **call), self.one)
        return self.loader.load(found[0] if found and isinstance(found, list) else found)


class Singleton(Resource[R]):
    """A place that is one object itself, such as the account's settings."""

    def get(self) -> R:
        """Return it."""
        return self._one("GET", self._path)


class Listing(Lists[R], Gets[R]):
    """A collection that can be read."""


class Register(Listing[R], Creates[R], Deletes[R]):
    """A collection whose objects are made and deleted, never changed."""


class Collection(Register[R], Updates[R]):
    """A collection whose objects are made, changed and deleted."""

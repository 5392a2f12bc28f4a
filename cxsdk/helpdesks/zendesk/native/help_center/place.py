"""What the resources of the Help Center share: their addresses, and the language in them.

Much of the Help Center is there once a language: with ``locale="ru"`` a call goes
to the Russian text, without it to the one that the account and the reader suggest.
End users must name it, agents need not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

from cxsdk.helpdesks.zendesk.facts import API, PAGE_SIZE
from cxsdk.helpdesks.zendesk.native.place import JsonPlace
from cxsdk.helpdesks.zendesk.native.resource import (
    Body,
    Creates,
    Deletes,
    Gets,
    Lists,
    R,
    Updates,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cxsdk.helpdesks.zendesk.native.page import ListPage

ROOT = f"{API}/help_center"


class Place(JsonPlace[R]):
    """A place of the Help Center."""

    def _localized(self, path: str, locale: str | None) -> str:
        if locale is None:
            return path
        return path.replace(ROOT, f"{ROOT}/{quote(locale, safe='')}", 1)

    def _in(self, locale: str | None) -> Self:
        """Return the same place in a language."""
        return (
            self
            if locale is None
            else type(self)(self._client, self._localized(self._base, locale))
        )

    def _query(self, filters: Mapping[str, Any], *, size: int = PAGE_SIZE) -> dict[str, Any]:
        # The document orders by sort_by alone, which pages by cursor do not know.
        if self.paging == "cursor" and filters.keys() & {"sort_by", "sort_order"}:
            return {"per_page": size, **filters}
        return super()._query(filters, size=size)


def _notifying(body: dict[str, Any], notify_subscribers: bool | None) -> dict[str, Any]:  # noqa: FBT001 - both callers name it
    return (
        body if notify_subscribers is None else {**body, "notify_subscribers": notify_subscribers}
    )


class Announces(Place[R]):
    """A place where what is made is mailed to those who follow it."""

    def create(self, body: Body, *, notify_subscribers: bool | None = None) -> R:
        """Create one object; never sent twice, because a repeat would make a second one.

        Args:
            body: What it shall be.
            notify_subscribers: False to send no mail, as when many are imported; None
                (default) leaves it to the vendor, who sends.
        """
        json = _notifying(self._body(body), notify_subscribers)
        return self._one("POST", self._path, json=json)


class LocalAnnounces(Place[R]):
    """:class:`Announces`, in one language."""

    def create(
        self, body: Body, *, locale: str | None = None, notify_subscribers: bool | None = None
    ) -> R:
        """Create one object; never sent twice, because a repeat would make a second one.

        Args:
            body: What it shall be.
            locale: Its language, such as ``ru``.
            notify_subscribers: False to send no mail, as when many are imported; None
                (default) leaves it to the vendor, who sends.
        """
        json = _notifying(self._body(body), notify_subscribers)
        return self._one("POST", self._localized(self._path, locale), json=json)


class LocalLists(Place[R], Lists[R]):
    """:class:`Lists`, in one language."""

    def iter(self, *, locale: str | None = None, **filters: Any) -> Iterator[R]:
        """Yield every object, over all pages, as they are asked for.

        Args:
            locale: A language, such as ``ru``.
            **filters: The API's own query parameters, such as ``sort_by="title"``.
        """
        return Lists.iter(self._in(locale), **filters)

    def pages(self, *, locale: str | None = None, **filters: Any) -> Iterator[ListPage[R]]:
        """Yield page by page, with what was asked for by ``include`` beside the listed.

        Args:
            locale: A language, such as ``ru``.
            **filters: As in :meth:`iter`.
        """
        return Lists.pages(self._in(locale), **filters)

    def page(
        self,
        after: str | None = None,
        *,
        size: int = PAGE_SIZE,
        locale: str | None = None,
        **filters: Any,
    ) -> ListPage[R]:
        """Return one page.

        Args:
            after: ``next`` of the page before; None (default) for the first.
            size: Most objects in the page, 1 to 100; counts for the first page only.
            locale: A language, such as ``ru``; counts for the first page only.
            **filters: The API's own query parameters; count for the first page only.
        """
        return Lists.page(self._in(locale), after, size=size, **filters)


class LocalGets(Place[R], Gets[R]):
    """:class:`Gets`, in one language."""

    def get(self, object_id: int | str, *, locale: str | None = None, **params: Any) -> R:
        """Return one object.

        Raises:
            NotFound: There is none in this language, or none that these credentials may see.
        """
        return Gets.get(self._in(locale), object_id, **params)


class LocalCreates(Place[R], Creates[R]):
    """:class:`Creates`, in one language."""

    def create(self, body: Body, *, locale: str | None = None) -> R:
        """Create one object; never sent twice, because a repeat would make a second one."""
        return Creates.create(self._in(locale), body)


class LocalUpdates(Place[R], Updates[R]):
    """:class:`Updates`, in one language."""

    def update(self, object_id: int | str, changes: Body, *, locale: str | None = None) -> R:
        """Change the named fields only, and return the whole object as it is then."""
        return Updates.update(self._in(locale), object_id, changes)


class LocalDeletes(Place[R], Deletes[R]):
    """:class:`Deletes`, in one language."""

    def delete(self, object_id: int | str, *, locale: str | None = None) -> None:
        """Delete one object; raises NotFound when it is gone already."""
        Deletes.delete(self._in(locale), object_id)

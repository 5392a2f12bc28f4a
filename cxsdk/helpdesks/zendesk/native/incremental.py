"""Everything that changed since a moment, archived tickets included.

Source: https://developer.zendesk.com/documentation/ticketing/managing-tickets/
using-the-incremental-export-api/ (cursor-based exports)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from cxsdk.errors import ConfigError
from cxsdk.helpdesks.zendesk.facts import API, EXPORT_PAGE_SIZE
from cxsdk.helpdesks.zendesk.native.resource import part
from cxsdk.helpdesks.zendesk.native.tickets import TICKET, Ticket
from cxsdk.helpdesks.zendesk.native.users import USER, User
from cxsdk.models import Record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from cxsdk.client import Client
    from cxsdk.wire import Loader

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class ExportPage(Generic[R]):
    """One page of an export.

    Args:
        items: Objects in order of their change; one that changes meanwhile comes again.
        cursor: Where the next page starts: keep it to go on later, even after the end.
        is_last: Whether nothing more has changed so far.
    """

    items: tuple[R, ...]
    cursor: str | None
    is_last: bool


class Incremental:
    """``/api/v2/incremental``, for admins; ten calls a minute are allowed.

    Each export starts at a moment, or goes on at a cursor. The moment must be
    at least a minute ago: the last minute is never exported.
    """

    def __init__(self, client: Client) -> None:
        """Bind to a client; nothing is sent."""
        self._client = client

    def tickets(
        self, *, since: datetime | None = None, cursor: str | None = None
    ) -> Iterator[ExportPage[Ticket]]:
        """Yield pages of tickets; deleted ones are there with the status ``deleted``."""
        return self._pages("tickets", TICKET, since, cursor)

    def users(
        self, *, since: datetime | None = None, cursor: str | None = None
    ) -> Iterator[ExportPage[User]]:
        """Yield pages of users; deleted ones are there, not active."""
        return self._pages("users", USER, since, cursor)

    def _pages(
        self, key: str, loader: Loader[R], since: datetime | None, cursor: str | None
    ) -> Iterator[ExportPage[R]]:
        if (since is None) == (cursor is None):
            message = "an export starts at a moment or goes on at a cursor"
            raise ConfigError(message, hint="give since, or cursor, not both")
        params: dict[str, Any] = {"per_page": EXPORT_PAGE_SIZE}
        if since is not None:
            params["start_time"] = int(since.timestamp())
        else:
            params["cursor"] = cursor
        return self._walk(f"{API}/incremental/{key}/cursor", params, key, loader)

    def _walk(
        self, path: str, params: dict[str, Any], key: str, loader: Loader[R]
    ) -> Iterator[ExportPage[R]]:
        for page in self._client.pages(path, params=params):
            items = tuple(map(loader.load, part(page, key)))
            yield ExportPage(items, page.get("after_cursor"), bool(page.get("end_of_stream")))

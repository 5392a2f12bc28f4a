"""Everything that changed since a moment, archived tickets included.

Source: https://developer.zendesk.com/documentation/ticketing/managing-tickets/
using-the-incremental-export-api/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from cxsdk.errors import ConfigError
from cxsdk.helpdesks.zendesk.native.changes import (
    Checkpoint,
    ExportPage,
    Feed,
    Reject,
    Stream,
    StreamOptions,
)
from cxsdk.helpdesks.zendesk.native.events import (
    TICKET_EVENT,
    TICKET_METRIC_EVENT,
    TicketEvent,
    TicketMetricEvent,
)
from cxsdk.helpdesks.zendesk.native.organizations import ORGANIZATION, Organization
from cxsdk.helpdesks.zendesk.native.tickets import TICKET, Ticket
from cxsdk.helpdesks.zendesk.native.users import USER, User
from cxsdk.models import Record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from typing import Unpack

    from cxsdk.client import Client

__all__ = ["Checkpoint", "ExportPage", "Incremental", "Reject", "Stream", "StreamOptions"]

R = TypeVar("R", bound=Record)
_WITHOUT_DELETED = {"exclude_deleted": "true"}
_TICKETS = Feed(
    kind="tickets",
    path="tickets/cursor",
    key="tickets",
    loader=TICKET,
    stamp="generated_timestamp",
)
_USERS = Feed(kind="users", path="users/cursor", key="users", loader=USER)
_ORGANIZATIONS = Feed(
    kind="organizations",
    path="organizations",
    key="organizations",
    loader=ORGANIZATION,
    by_time=True,
)
_TICKET_EVENTS = Feed(
    kind="ticket_events",
    path="ticket_events",
    key="ticket_events",
    loader=TICKET_EVENT,
    by_time=True,
    stamp="timestamp",
)
_TICKET_METRIC_EVENTS = Feed(
    kind="ticket_metric_events",
    path="ticket_metric_events",
    key="ticket_metric_events",
    loader=TICKET_METRIC_EVENT,
    by_time=True,
    stamp="time",
    has_size=False,  # with a size it becomes an ordinary listing
)


class Incremental:
    """``/api/v2/incremental``, for admins; ten calls a minute are allowed.

    Each export starts at a moment, or goes on at a checkpoint, and yields what
    changed in order of its change. The last minute is never exported: a later
    start is moved back to a minute ago, and the log says so.
    """

    def __init__(self, client: Client) -> None:
        """Bind to a client; nothing is sent."""
        self._client = client

    def iter_tickets(
        self, *, deleted: bool = True, **options: Unpack[StreamOptions]
    ) -> Stream[Ticket]:
        """Stream tickets, archived ones included.

        Args:
            deleted: Whether deleted ones come too, with the status ``deleted``.
            **options: Where to start, page size, rejects: see
                :class:`~cxsdk.helpdesks.zendesk.native.changes.StreamOptions`.

        Raises:
            ConfigError: An option is wrong, or not one of since and checkpoint is given.
        """
        # The parameter is documented for other exports only: what comes is sifted as well.
        params = {} if deleted else _WITHOUT_DELETED
        return Stream(self._client, _TICKETS, deleted=deleted, params=params, **options)

    def iter_users(self, **options: Unpack[StreamOptions]) -> Stream[User]:
        """Stream users; deleted ones are there, not active. Options as :meth:`iter_tickets`."""
        return Stream(self._client, _USERS, **options)

    def iter_organizations(self, **options: Unpack[StreamOptions]) -> Stream[Organization]:
        """Stream organizations; deleted ones have ``deleted_at``."""
        return Stream(self._client, _ORGANIZATIONS, **options)

    def iter_ticket_events(
        self, *, comments: bool = True, **options: Unpack[StreamOptions]
    ) -> Stream[TicketEvent]:
        """Stream the updates of tickets; ``comments``: with whole comments among the changes."""
        params = {"include": "comment_events"} if comments else {}
        return Stream(self._client, _TICKET_EVENTS, params=params, **options)

    def iter_ticket_metric_events(
        self, *, deleted: bool = True, **options: Unpack[StreamOptions]
    ) -> Stream[TicketMetricEvent]:
        """Stream what the clocks of tickets did; ``deleted``: also in deleted tickets."""
        params = {} if deleted else _WITHOUT_DELETED
        return Stream(self._client, _TICKET_METRIC_EVENTS, params=params, **options)

    def tickets(
        self, *, since: datetime | None = None, cursor: str | None = None
    ) -> Iterator[ExportPage[Ticket]]:
        """Yield pages of tickets; deleted ones are there with the status ``deleted``."""
        return self._pages(_TICKETS, since, cursor)

    def users(
        self, *, since: datetime | None = None, cursor: str | None = None
    ) -> Iterator[ExportPage[User]]:
        """Yield pages of users; deleted ones are there, not active."""
        return self._pages(_USERS, since, cursor)

    def _pages(
        self, feed: Feed[R], since: datetime | None, cursor: str | None
    ) -> Iterator[ExportPage[R]]:
        if (since is None) == (cursor is None):
            message = "an export starts at a moment or goes on at a cursor"
            raise ConfigError(message, hint="give since, or cursor, not both")
        at = None if cursor is None else Checkpoint(feed.kind, cursor=cursor)
        return Stream(self._client, feed, since=since, checkpoint=at).pages()

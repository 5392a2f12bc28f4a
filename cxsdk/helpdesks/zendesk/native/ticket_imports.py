"""Tickets from elsewhere, with what was said in them and when; no rule is run, nobody is told.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_import/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from cxsdk.helpdesks.zendesk.native.bulk import BulkRun, Progress, in_bulk
from cxsdk.helpdesks.zendesk.native.drafts import ticket_body
from cxsdk.helpdesks.zendesk.native.jobs import JobStatus, start_job
from cxsdk.helpdesks.zendesk.native.resource import Body, Resource
from cxsdk.helpdesks.zendesk.native.tickets import TICKET, Ticket

if TYPE_CHECKING:
    from collections.abc import Iterable


class TicketImports(Resource[Ticket]):
    """``/api/v2/imports/tickets``, for admins.

    A ticket holds ``comments``, a list of objects with ``value``, ``author_id``,
    ``created_at`` and ``public``, which has no fixed default and must be said.
    """

    path: ClassVar[str] = "imports/tickets"
    one: ClassVar[str] = "ticket"
    many: ClassVar[str] = "tickets"
    loader = TICKET

    def create(self, body: Body, *, archive_immediately: bool | None = None) -> Ticket:
        """Import one ticket; never sent twice, because a repeat would make a second one.

        Args:
            body: The ticket.
            archive_immediately: Put a closed ticket into the archive at once, which is
                right for a large history: default is the vendor's, no.

        Raises:
            ConfigError: A comment does not say whether it is public.
        """
        params = {"archive_immediately": archive_immediately}
        return self._one("POST", self._path, json={self.one: ticket_body(body)}, params=params)

    def create_many(
        self,
        items: Iterable[Body],
        *,
        archive_immediately: bool | None = None,
        on_progress: Progress | None = None,
    ) -> BulkRun[Body]:
        """Import any number of tickets; a result per item, in order, as they are iterated.

        Args:
            items: Tickets as for :meth:`create`; read as they are needed.
            archive_immediately: As for :meth:`create`.
            on_progress: Called whenever a chunk of a hundred is settled.
        """

        def send(chunk: list[Any]) -> JobStatus:
            params = {"archive_immediately": archive_immediately}
            path = f"{self._path}/create_many"
            return start_job(self._client, "POST", path, json={self.many: chunk}, params=params)

        return in_bulk(self._client, items, send, prepare=ticket_body, on_progress=on_progress)

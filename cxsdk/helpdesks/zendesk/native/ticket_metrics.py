"""How long tickets took, and how often what happened to them.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_metrics/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from cxsdk.errors import NotFound
from cxsdk.helpdesks.zendesk.facts import API, VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Lists, part
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricTime(Record):
    """A span by the calendar, and by the account's business hours."""

    calendar: int | None = None
    business: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMetric(Record):
    """What is counted of one ticket."""

    id: int
    url: str | None = None
    ticket_id: int | None = None
    #: Groups, and agents, that it was given to.
    group_stations: int | None = None
    assignee_stations: int | None = None
    reopens: int | None = None
    #: Public answers by agents.
    replies: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    assigned_at: datetime | None = None
    initially_assigned_at: datetime | None = None
    assignee_updated_at: datetime | None = None
    requester_updated_at: datetime | None = None
    latest_comment_added_at: datetime | None = None
    status_updated_at: datetime | None = None
    custom_status_updated_at: datetime | None = None
    solved_at: datetime | None = None
    reply_time_in_seconds: MetricTime | None = None
    reply_time_in_minutes: MetricTime | None = None
    first_resolution_time_in_minutes: MetricTime | None = None
    full_resolution_time_in_minutes: MetricTime | None = None
    agent_wait_time_in_minutes: MetricTime | None = None
    requester_wait_time_in_minutes: MetricTime | None = None
    on_hold_time_in_minutes: MetricTime | None = None


TICKET_METRIC = Loader(TicketMetric, vendor=VENDOR)


class TicketMetrics(Lists[TicketMetric]):
    """``/api/v2/ticket_metrics``: of tickets that are not archived."""

    path: ClassVar[str] = "ticket_metrics"
    many: ClassVar[str] = "ticket_metrics"
    loader = TICKET_METRIC

    def get(self, metric_id: int) -> TicketMetric:
        """Return one by its own id.

        Raises:
            NotFound: There is none.
        """
        return self._single(self._at(metric_id))

    def of_ticket(self, ticket_id: int) -> TicketMetric:
        """Return that of a ticket.

        Raises:
            NotFound: There is none.
        """
        return self._single(f"{API}/tickets/{ticket_id}/metrics")

    def _single(self, path: str) -> TicketMetric:
        """Load one, which the vendor sends bare or as a list of one."""
        found: Any = part(self._client.request("GET", path), "ticket_metric")
        if isinstance(found, list):
            if not found:
                message = "there are no metrics of this ticket"
                raise NotFound(message, status=404, vendor=VENDOR, hint="it may be archived")
            found = found[0]
        return TICKET_METRIC.load(found)

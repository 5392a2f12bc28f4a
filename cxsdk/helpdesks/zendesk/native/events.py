"""What happened in tickets, as the exports tell it.

Source: https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/
https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_metric_events/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketEvent(Record):
    """One update of one ticket: all that was changed by it."""

    id: int
    ticket_id: int | None = None
    #: Seconds since 1970.
    timestamp: int | None = None
    created_at: datetime | None = None
    #: -1: the account itself.
    updater_id: int | None = None
    #: How it was made, in the vendor's words: a text, or an object.
    via: Any = None
    #: Such as ``Audit``.
    event_type: str | None = None
    #: The single changes; whole comments are among them only when they were asked for.
    child_events: tuple[Any, ...] = ()
    #: Browser, address and place of whoever made it.
    system: Mapping[str, Any] | None = None
    metadata: Mapping[str, Any] | None = None
    merged_ticket_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMetricEvent(Record):
    """A clock of one ticket was started, stopped, met or broken."""

    id: int
    ticket_id: int | None = None
    #: Which clock: ``reply_time``, ``agent_work_time``, ``requester_wait_time``, …
    metric: str | None = None
    #: Counts the runs of one clock from 1; 0 stands for measurements.
    instance_id: int | None = None
    #: ``activate``, ``pause``, ``fulfill``, ``apply_sla``, ``breach``, ``update_status``, …
    type: str | None = None
    time: datetime | None = None
    #: Of a breach: it is void.
    deleted: bool | None = None
    sla: Mapping[str, Any] | None = None
    group_sla: Mapping[str, Any] | None = None
    #: Minutes so far, ``calendar`` and ``business``.
    status: Mapping[str, Any] | None = None


TICKET_EVENT = Loader(TicketEvent, vendor=VENDOR)
TICKET_METRIC_EVENT = Loader(TicketMetricEvent, vendor=VENDOR)

"""Queues that conversations of all channels wait in, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/ticket-management/
omnichannel-routing-queues/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Collection
from cxsdk.helpdesks.zendesk.native.rules import Conditions, TellsSubjects
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueGroup(Record):
    """A group that works on a queue."""

    id: int | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueGroups(Record):
    """The groups that work on a queue; a write sends a list of ids instead."""

    count: int | None = None
    groups: tuple[QueueGroup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue(Record):
    """Conversations that meet conditions, and the groups that they wait for."""

    #: A ULID.
    id: str
    url: str | None = None
    name: str | None = None
    description: str | None = None
    #: Which conversations come in.
    definition: Conditions | None = None
    #: Queues are tried in this order; 1 is the first.
    order: int | None = None
    #: Between queues: 1 is served before 2.
    priority: int | None = None
    primary_groups: QueueGroups | None = None
    #: Asked when nobody of the primary groups is free.
    secondary_groups: QueueGroups | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


QUEUE = Loader(Queue, vendor=VENDOR)


class Queues(Collection[Queue], TellsSubjects[Queue]):
    """``/api/v2/queues``; needs an admin."""

    path: ClassVar[str] = "queues"
    one: ClassVar[str] = "queue"
    many: ClassVar[str] = "queues"
    paging = "none"
    loader = QUEUE

    def reorder(self, ids: Iterable[str]) -> None:
        """Have the queues tried in this order.

        Args:
            ids: Every queue of the account; the API refuses a part of them.
        """
        self._client.request("PATCH", f"{self._path}/order", json={"queue_ids": [*ids]})

"""What happened lately to tickets of one agent, as Zendesk spells it.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/activity_stream/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Counts, Listing
from cxsdk.helpdesks.zendesk.native.users import User
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity(Record):
    """One thing that somebody did to a ticket of the agent."""

    id: int
    title: str | None = None
    url: str | None = None
    #: ``tickets.assignment``, ``tickets.comment``, ``tickets.priority_increase``.
    verb: str | None = None
    #: The agent whom it concerns.
    user_id: int | None = None
    user: User | None = None
    #: Who did it; -1 for the product itself.
    actor_id: int | None = None
    actor: User | None = None
    #: What was done: a ticket, a comment or a change.
    object: Mapping[str, Any] | None = None
    #: To which ticket.
    target: Mapping[str, Any] | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


ACTIVITY = Loader(Activity, vendor=VENDOR)


class Activities(Listing[Activity], Counts[Activity]):
    """``/api/v2/activities``: of the last 30 days; ``iter(since="2026-01-02T00:00:00Z")``."""

    path: ClassVar[str] = "activities"
    one: ClassVar[str] = "activity"
    many: ClassVar[str] = "activities"
    loader = ACTIVITY

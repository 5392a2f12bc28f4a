"""When old tickets and the like are deleted by themselves, as Zendesk spells it.

Source: https://developer.zendesk.com/api-reference/ticketing/account-configuration/deletion_schedules/
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Collection
from cxsdk.helpdesks.zendesk.native.rules import Conditions
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionSchedule(Record):
    """What is deleted when it is old enough."""

    id: int
    title: str | None = None
    description: str | None = None
    url: str | None = None
    active: bool | None = None
    default: bool | None = None
    #: What it deletes, such as ``zen:ticket``; fixed for life.
    target: str | None = field(default=None, metadata={"key": "object"})
    #: Ages are spelled as ISO 8601 durations, such as ``P1Y``.
    conditions: Conditions | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


DELETION_SCHEDULE = Loader(DeletionSchedule, vendor=VENDOR)


class DeletionSchedules(Collection[DeletionSchedule]):
    """``/api/v2/deletion_schedules``; for admins."""

    path: ClassVar[str] = "deletion_schedules"
    one: ClassVar[str] = "deletion_schedule"
    many: ClassVar[str] = "deletion_schedules"
    loader = DELETION_SCHEDULE
    paging = "none"

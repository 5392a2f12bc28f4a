"""Business hours: when the account works, and when it has holidays.

Source: https://developer.zendesk.com/api-reference/ticketing/ticket-management/schedules/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Literal

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Body, Collection, part, spelled
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval(Record):
    """Hours of work within one day, in minutes since Sunday 0:00 in the schedule's zone."""

    #: Such as 1980 for Monday 9:00.
    start_time: int
    end_time: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule(Record):
    """One set of business hours."""

    id: int
    name: str | None = None
    #: The vendor's own name, such as ``Eastern Time (US & Canada)``.
    time_zone: str | None = None
    #: Read only here; written by :meth:`Schedules.set_intervals`.
    intervals: tuple[Interval, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday(Record):
    """Days of a schedule without work, the first and the last included."""

    id: int
    name: str | None = None
    #: Such as ``2026-12-31``; at most two years from today.
    start_date: str | None = None
    end_date: str | None = None


SCHEDULE = Loader(Schedule, vendor=VENDOR)
INTERVAL = Loader(Interval, vendor=VENDOR)
HOLIDAY = Loader(Holiday, vendor=VENDOR)


class Holidays(Collection[Holiday]):
    """The holidays of one schedule.

    Filters: ``start_date``, ``end_date``: those that begin between these days, and those
    that go on at the first.
    """

    path: ClassVar[str] = "business_hours/schedules/{schedule_id}/holidays"
    one: ClassVar[str] = "holiday"
    many: ClassVar[str] = "holidays"
    paging: ClassVar[Literal["cursor", "offset", "none"]] = "none"
    loader = HOLIDAY


class Schedules(Collection[Schedule]):
    """``/api/v2/business_hours/schedules``; needs an admin."""

    path: ClassVar[str] = "business_hours/schedules"
    one: ClassVar[str] = "schedule"
    many: ClassVar[str] = "schedules"
    paging: ClassVar[Literal["cursor", "offset", "none"]] = "none"
    loader = SCHEDULE

    def set_intervals(self, schedule_id: int, intervals: Iterable[Body]) -> tuple[Interval, ...]:
        """Write the whole week anew, and return it.

        Args:
            schedule_id: Which schedule.
            intervals: Each within one day; ``Interval(start_time=1980, end_time=2460)`` is
                Monday from 9:00 to 17:00.
        """
        json = {"workweek": {"intervals": [*map(spelled, intervals)]}}
        answer = self._client.request("PUT", self._at(schedule_id, "workweek"), json=json)
        return tuple(map(INTERVAL.load, part(part(answer, "workweek"), "intervals")))

    def holidays(self, schedule_id: int) -> Holidays:
        """Return the holidays of one schedule."""
        return Holidays(self._client, schedule_id=schedule_id)

"""When a schedule fires: the five fields of cron, in a time zone of ours. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cxsdk.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day", 1, 31), ("month", 1, 12), ("weekday", 0, 7))
_LOOK_DAYS = 366 * 8  # 29 February may be eight years away


class Cron:
    """A schedule such as ``0 9 * * 1``: nine o'clock every Monday.

    Fields are minute, hour, day of month, month and day of week (0 and 7 are
    Sunday), each ``*``, a number, ``a-b``, with ``/step``, or a list of these.
    When day of month and day of week are both given, either fires.

    A time that the clocks skip in spring fires an hour later that day; one
    that comes twice in autumn fires the first time only.

    Args:
        text: The five fields.
        zone: Name of the time zone whose wall clock counts.

    Raises:
        ConfigError: A field cannot be read.
    """

    def __init__(self, text: str, *, zone: str = "UTC") -> None:
        """Read the fields."""
        parts = text.split()
        if len(parts) != len(_FIELDS):
            message = f"{text!r} is no schedule"
            raise ConfigError(message, hint='write five fields, such as "0 9 * * 1"')
        sets = [_numbers(part, *field) for part, field in zip(parts, _FIELDS, strict=True)]
        self._text = text
        self._zone = ZoneInfo(zone)
        self._minutes, self._hours, self._days, self._months = sets[:4]
        self._weekdays = {day % 7 for day in sets[4]}
        self._is_either = not parts[2].startswith("*") and not parts[4].startswith("*")

    def __repr__(self) -> str:
        """Show the schedule as it was written."""
        return f"Cron({self._text!r}, zone={self._zone.key!r})"

    def next(self, after: datetime) -> datetime:
        """Return the first firing after a moment, in UTC.

        Raises:
            ConfigError: It never fires, such as on 30 February.
        """
        start = after.astimezone(self._zone).date() - timedelta(days=1)
        for offset in range(_LOOK_DAYS):
            for moment in self._on(start + timedelta(days=offset)):
                if moment > after:
                    return moment
        message = f"schedule {self._text!r} never fires"
        raise ConfigError(message)

    def latest(self, since: datetime, until: datetime) -> datetime | None:
        """Return the last firing after ``since`` and not after ``until``, None when there is none.

        A clock that jumped over several firings thus makes up for one.
        """
        first = since.astimezone(self._zone).date() - timedelta(days=1)
        day = until.astimezone(self._zone).date() + timedelta(days=1)
        while day >= first:
            fired = [moment for moment in self._on(day) if since < moment <= until]
            if fired:
                return max(fired)
            day -= timedelta(days=1)
        return None

    def _on(self, day: date) -> Iterator[datetime]:
        if not self._is_day(day):
            return
        for at in self._times:
            yield datetime.combine(day, at, self._zone).astimezone(UTC)

    def _is_day(self, day: date) -> bool:
        if day.month not in self._months:
            return False
        by_day, by_weekday = day.day in self._days, day.isoweekday() % 7 in self._weekdays
        return by_day or by_weekday if self._is_either else by_day and by_weekday

    @cached_property
    def _times(self) -> tuple[time, ...]:
        return tuple(time(h, m) for h in sorted(self._hours) for m in sorted(self._minutes))


def _numbers(part: str, name: str, low: int, high: int) -> set[int]:
    try:
        found = {number for item in part.split(",") for number in _range(item, low, high)}
    except ValueError:
        found = set()
    if not found or min(found) < low or max(found) > high:
        message = f"{part!r} is no {name}"
        raise ConfigError(message, hint=f"numbers go from {low} to {high}")
    return found


def _range(item: str, low: int, high: int) -> range:
    span, _, step = item.partition("/")
    if span == "*":
        first, last = low, high
    else:
        start, _, end = span.partition("-")
        first = int(start)
        last = int(end) if end else (high if step else first)
    return range(first, last + 1, int(step) if step else 1)

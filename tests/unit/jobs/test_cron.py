"""When schedules fire."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from cxsdk.errors import ConfigError
from cxsdk.jobs import Cron

MONDAY = datetime(2026, 11, 23, 7, 31, tzinfo=UTC)
moments = st.floats(0, 5 * 365).map(lambda days: MONDAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("* * * * *", "UTC", datetime(2026, 11, 23, 7, 32, tzinfo=UTC)),
        ("0 9 * * 1", "UTC", datetime(2026, 11, 23, 9, 0, tzinfo=UTC)),
        ("0 9 * * 1", "Europe/Moscow", datetime(2026, 11, 30, 6, 0, tzinfo=UTC)),
        ("*/15 * * * *", "UTC", datetime(2026, 11, 23, 7, 45, tzinfo=UTC)),
        ("5,50 8-9 * * *", "UTC", datetime(2026, 11, 23, 8, 5, tzinfo=UTC)),
        ("0 0 1 * *", "UTC", datetime(2026, 12, 1, tzinfo=UTC)),
        ("0 0 29 2 *", "UTC", datetime(2028, 2, 29, tzinfo=UTC)),
        ("0 12 * * 0", "UTC", datetime(2026, 11, 29, 12, tzinfo=UTC)),
        ("0 12 * * 7", "UTC", datetime(2026, 11, 29, 12, tzinfo=UTC)),
        ("0 0 13 * 5", "UTC", datetime(2026, 11, 27, tzinfo=UTC)),
        ("30 10/6 * * *", "UTC", datetime(2026, 11, 23, 10, 30, tzinfo=UTC)),
        ("0 9-17/4 * * 1-5", "UTC", datetime(2026, 11, 23, 9, tzinfo=UTC)),
    ],
)
def test_a_schedule_fires_next_at(text: str, zone: str, expected: datetime) -> None:
    assert Cron(text, zone=zone).next(MONDAY) == expected


@given(
    since=moments,
    hours=st.integers(0, 24 * 20),
    text=st.sampled_from(["0 9 * * 1", "30 2 * * *", "*/30 */7 * * *", "59 23 31 * *"]),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"]),
)
def test_the_latest_firing_is_the_last_one_that_next_would_give(
    since: datetime, hours: int, text: str, zone: str
) -> None:
    cron, until = Cron(text, zone=zone), since + timedelta(hours=hours)
    last, step = None, since
    while (step := cron.next(step)) <= until:
        last = step
    assert cron.latest(since, until) == last


def test_a_moment_fires_once_when_the_clock_asks_minute_by_minute() -> None:
    cron, step = Cron("0 9 * * *"), MONDAY
    fired = []
    while step < MONDAY + timedelta(days=2):
        later = step + timedelta(seconds=37)
        fired.append(cron.latest(step, later))
        step = later
    assert [moment.hour for moment in fired if moment] == [9, 9]


def test_a_time_that_spring_skips_fires_an_hour_later() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 3, 28, 12, tzinfo=berlin)
    first = Cron("30 2 * * *", zone="Europe/Berlin").next(before)
    assert first.astimezone(berlin).isoformat() == "2026-03-29T03:30:00+02:00"


def test_a_time_that_autumn_repeats_fires_once() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    cron, step = Cron("30 2 * * *", zone="Europe/Berlin"), datetime(2026, 10, 24, 12, tzinfo=berlin)
    fired = []
    for _ in range(2):
        step = cron.next(step)
        fired.append(step.astimezone(berlin).isoformat())
    assert fired == ["2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "* * * *",
        "* * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * * 13 *",
        "* * * * 8",
        "a * * * *",
        "5-1 * * * *",
        "*/0 * * * *",
        "-1 * * * *",
        "1,,2 * * * *",
    ],
)
def test_what_is_no_schedule_is_refused(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Cron(text)
    assert caught.value.hint


def test_a_schedule_that_never_fires_says_so() -> None:
    with pytest.raises(ConfigError, match="never fires"):
        Cron("0 0 30 2 *").next(MONDAY)


def test_a_schedule_shows_as_it_was_written() -> None:
    assert (
        repr(Cron("0 9 * * 1", zone="Europe/Moscow")) == "Cron('0 9 * * 1', zone='Europe/Moscow')"
    )

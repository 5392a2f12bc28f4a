"""The world's clock runs with real time, goes only forward, and outlives a restart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from cxsdk.sandbox.clock import WORLD_START, WorldClock, moment, stamp

if TYPE_CHECKING:
    from cxsdk.sandbox.state import State


def test_it_begins_on_a_monday_morning_and_runs(state: State, hands) -> None:
    clock = WorldClock(state, real=hands)
    assert clock() == WORLD_START == datetime(2026, 11, 23, 7, 31, tzinfo=UTC)
    hands.move(seconds=90)
    assert clock() == WORLD_START + timedelta(seconds=90)


def test_it_can_be_put_forward_but_never_back(state: State, hands) -> None:
    clock = WorldClock(state, real=hands)
    assert clock.advance(timedelta(days=1, microseconds=7)) - WORLD_START == timedelta(
        days=1, microseconds=7
    )
    with pytest.raises(ValueError, match="only goes forward"):
        clock.advance(timedelta(seconds=-1))


def test_a_restart_neither_stops_nor_resets_it(state: State, hands) -> None:
    WorldClock(state, real=hands).advance(timedelta(hours=3))
    hands.move(minutes=10)
    assert WorldClock(state, real=hands)() == WORLD_START + timedelta(hours=3, minutes=10)


def test_starting_again_sets_it_back_to_the_beginning(state: State, hands) -> None:
    clock = WorldClock(state, real=hands)
    clock.advance(timedelta(days=9))
    assert clock.restart() == WORLD_START
    at = datetime(2027, 1, 1, tzinfo=UTC)
    assert clock.restart(at) == at


def test_moments_are_spelled_in_whole_seconds_of_utc() -> None:
    at = datetime(2026, 11, 23, 10, 31, 5, 999, tzinfo=UTC)
    assert stamp(at) == "2026-11-23T10:31:05Z"
    assert moment("2026-11-23T13:31:05+03:00") == datetime(2026, 11, 23, 10, 31, 5, tzinfo=UTC)
    assert moment("2026-11-23T10:31:05").tzinfo is UTC

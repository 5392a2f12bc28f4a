"""Solved, reopened and closed, whatever order the helpdesk tells it in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from cxsdk.appkit import Event
from cxsdk.appkit.happened import events_of
from cxsdk.models import EventType, Ref, Status, StatusCategory, Ticket

AT = datetime(2026, 11, 23, 7, 31, tzinfo=UTC)
OPEN, SOLVED, CLOSED = StatusCategory.OPEN, StatusCategory.SOLVED, StatusCategory.CLOSED
UPDATED = EventType.TICKET_UPDATED


def ticket(status, **more):
    return Ticket(ref=Ref("v", "a", "7"), subject=None, status=Status(status, "x"), **more)


def heard(now, seen, named=UPDATED, **more):
    found = events_of(named, ticket(now, **more), seen=seen, at=AT)
    return {event.value.removeprefix("ticket_") for event in found[1:]}


@pytest.mark.parametrize(
    ("seen", "now", "events"),
    [
        (OPEN, SOLVED, {"solved"}),
        (OPEN, CLOSED, {"solved", "closed"}),
        (SOLVED, SOLVED, set()),
        (SOLVED, CLOSED, {"closed"}),
        (SOLVED, OPEN, {"reopened"}),
        (CLOSED, OPEN, {"reopened"}),
        (CLOSED, SOLVED, set()),
        (OPEN, OPEN, set()),
        (None, OPEN, set()),
        (None, SOLVED, {"solved"}),
        (None, CLOSED, set()),
        (SOLVED, StatusCategory.DELETED, set()),
        (OPEN, StatusCategory.UNKNOWN, set()),
    ],
)
def test_the_change_since_the_last_look_tells(seen, now, events):
    assert heard(now, seen) == events


def test_a_ticket_that_was_solved_long_before_the_first_look_is_not_solved_now():
    assert heard(SOLVED, None, solved_at=AT - timedelta(days=3)) == set()
    assert heard(SOLVED, None, solved_at=AT - timedelta(minutes=1)) == {"solved"}
    assert heard(SOLVED, None, named=EventType.MESSAGE_CREATED) == set()


@given(st.lists(st.sampled_from([OPEN, StatusCategory.ON_HOLD, SOLVED, CLOSED]), max_size=30))
def test_solved_and_reopened_take_turns(statuses):
    seen, turns = OPEN, []
    for status in statuses:
        found = events_of(UPDATED, ticket(status), seen=seen, at=AT)
        turns += [e for e in found if e in {Event.TICKET_SOLVED, Event.TICKET_REOPENED}]
        seen = status
    assert turns[::2] == [Event.TICKET_SOLVED] * len(turns[::2])
    assert turns[1::2] == [Event.TICKET_REOPENED] * len(turns[1::2])

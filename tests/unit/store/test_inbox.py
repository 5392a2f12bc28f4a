"""The inbox: each delivery once, in order per ticket, until it is done or dead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cxsdk.errors import StoreError
from cxsdk.store import Database, Inbox
from cxsdk.store.claims import LEASE, LONGEST_DELAY, MAX_ATTEMPTS, delay, one_line

if TYPE_CHECKING:
    from cxsdk.store import Delivered

START = datetime(2026, 11, 23, 7, 31, tzinfo=UTC)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def world() -> Clock:
    return Clock()


@pytest.fixture
def real() -> Clock:
    return Clock()


@pytest.fixture
def inbox(database: Database, world: Clock, real: Clock) -> Inbox:
    return Inbox(database, world, real_now=real, jitter=lambda: 1.0)


def add(inbox: Inbox, delivery: str, *, ticket: str | None = None, minute: int = 0) -> bool:
    return inbox.add(
        installation_id=1,
        vendor="zendesk",
        delivery_id=delivery,
        event_at=START + timedelta(minutes=minute),
        body=delivery.encode(),
        ticket_id=ticket,
    )


def claimed(inbox: Inbox) -> Delivered:
    row = inbox.claim()
    assert row is not None
    return row


def test_a_delivery_is_kept_as_it_came(inbox: Inbox) -> None:
    body, headers = b'{"a": "\xff\x00"}', {"X-Zendesk-Account-Id": "1"}
    at = START - timedelta(seconds=3)
    given: dict[str, Any] = {"vendor": "zendesk", "delivery_id": "d1", "event_at": at}
    assert inbox.add(installation_id=2, ticket_id="4821", body=body, headers=headers, **given)
    row = claimed(inbox)
    assert (row.installation_id, row.vendor, row.delivery_id) == (2, "zendesk", "d1")
    assert (row.ticket_id, row.event_at, row.body) == ("4821", at, body)
    assert (row.headers, row.attempts, row.state) == (headers, 1, "running")


def test_the_same_delivery_is_kept_once(inbox: Inbox) -> None:
    assert add(inbox, "d1")
    assert not add(inbox, "d1")
    assert inbox.waiting() == 1


def test_the_same_number_of_another_installation_is_another_delivery(inbox: Inbox) -> None:
    add(inbox, "d1")
    assert inbox.add(
        installation_id=2, vendor="zendesk", delivery_id="d1", event_at=START, body=b""
    )


def test_a_delivery_for_nobody_is_refused(inbox: Inbox) -> None:
    with pytest.raises(StoreError):
        inbox.add(installation_id=99, vendor="zendesk", delivery_id="1", event_at=START, body=b"")


def test_deliveries_of_a_ticket_come_in_order_of_their_events(inbox: Inbox) -> None:
    for delivery, minute in (("late", 5), ("early", 1), ("middle", 3)):
        add(inbox, delivery, ticket="4821", minute=minute)
    seen = []
    while row := inbox.claim():
        seen.append(row.delivery_id)
        assert inbox.claim() is None
        inbox.done(row.id)
    assert seen == ["early", "middle", "late"]


def test_events_of_the_same_moment_keep_the_order_of_arrival(inbox: Inbox) -> None:
    for delivery in ("first", "second"):
        add(inbox, delivery, ticket="4821")
    assert claimed(inbox).delivery_id == "first"


def test_deliveries_without_a_ticket_do_not_wait_for_each_other(inbox: Inbox) -> None:
    add(inbox, "a")
    add(inbox, "b")
    assert {claimed(inbox).delivery_id, claimed(inbox).delivery_id} == {"a", "b"}


def test_a_running_delivery_does_not_hold_up_other_tickets(inbox: Inbox) -> None:
    add(inbox, "running", ticket="4821", minute=1)
    add(inbox, "behind it", ticket="4821", minute=2)
    add(inbox, "elsewhere", ticket="4907", minute=3)
    assert claimed(inbox).delivery_id == "running"
    assert claimed(inbox).delivery_id == "elsewhere"
    assert inbox.claim() is None


def test_a_failing_delivery_holds_up_its_own_ticket_alone(inbox: Inbox, world: Clock) -> None:
    add(inbox, "bad", ticket="4821", minute=1)
    add(inbox, "behind it", ticket="4821", minute=2)
    add(inbox, "elsewhere", ticket="4907", minute=3)
    inbox.retry(claimed(inbox).id, ValueError("no"))
    assert claimed(inbox).delivery_id == "elsewhere"
    assert inbox.claim() is None
    world.advance(seconds=11)
    assert claimed(inbox).delivery_id == "bad"


def test_a_dead_delivery_lets_the_next_one_through(inbox: Inbox, world: Clock) -> None:
    add(inbox, "bad", ticket="4821", minute=1)
    add(inbox, "behind it", ticket="4821", minute=2)
    for _ in range(MAX_ATTEMPTS):
        row = claimed(inbox)
        assert row.delivery_id == "bad"
        inbox.retry(row.id, ValueError("no"))
        world.advance(hours=2)
    assert claimed(inbox).delivery_id == "behind it"
    dead = inbox.list(state="dead")
    assert [(row.delivery_id, row.attempts, row.error) for row in dead] == [
        ("bad", MAX_ATTEMPTS, "ValueError: no")
    ]


def test_a_hopeless_delivery_is_dead_at_once_and_can_be_replayed(inbox: Inbox) -> None:
    add(inbox, "bad")
    row = claimed(inbox)
    assert inbox.bury(row.id, "the vendor sent nonsense")
    assert inbox.waiting() == 0
    assert inbox.replay(row.id)
    again = claimed(inbox)
    assert (again.delivery_id, again.attempts) == ("bad", 1)


def test_what_waits_or_runs_cannot_be_replayed(inbox: Inbox) -> None:
    add(inbox, "a")
    assert not inbox.replay(1)
    row = claimed(inbox)
    assert not inbox.replay(row.id)
    assert not inbox.replay(999)


def test_what_is_done_is_never_claimed_again(inbox: Inbox, world: Clock, real: Clock) -> None:
    add(inbox, "a")
    assert inbox.done(claimed(inbox).id)
    world.advance(days=9)
    real.advance(days=9)
    assert inbox.release_overdue() == 0
    assert inbox.claim() is None
    assert inbox.waiting() == 0


def test_the_lease_of_a_dead_worker_runs_out_by_the_real_clock(
    inbox: Inbox, world: Clock, real: Clock
) -> None:
    add(inbox, "a", ticket="4821")
    world.advance(days=30)
    first = claimed(inbox)
    world.advance(days=30)
    assert inbox.release_overdue() == 0
    real.advance(seconds=LEASE.total_seconds() + 1)
    assert inbox.release_overdue() == 1
    second = claimed(inbox)
    assert (second.id, second.attempts) == (first.id, 2)
    assert not inbox.done(first.id, attempt=first.attempts)
    assert not inbox.retry(first.id, "late", attempt=first.attempts)
    assert not inbox.bury(first.id, "late", attempt=first.attempts)
    assert inbox.done(second.id, attempt=second.attempts)


def test_a_lease_that_is_renewed_holds(inbox: Inbox, real: Clock) -> None:
    add(inbox, "a")
    row = claimed(inbox)
    for _ in range(5):
        real.advance(seconds=LEASE.total_seconds() - 1)
        inbox.renew([row.id])
        assert inbox.release_overdue() == 0
    inbox.renew([])
    assert inbox.running() == 1


def test_a_delivery_that_kills_its_workers_is_dead_in_the_end(inbox: Inbox, real: Clock) -> None:
    add(inbox, "poison")
    for _ in range(MAX_ATTEMPTS):
        claimed(inbox)
        real.advance(minutes=5)
        inbox.release_overdue()
    assert inbox.claim() is None
    (row,) = inbox.list(state="dead")
    assert row.error == "the worker died"


def test_lists_filter_and_show_the_newest_first(inbox: Inbox) -> None:
    for number in range(4):
        add(inbox, str(number))
    inbox.done(claimed(inbox).id)
    assert [row.delivery_id for row in inbox.list(limit=2)] == ["3", "2"]
    assert [row.delivery_id for row in inbox.list(state="done")] == ["0"]
    assert inbox.list(installation_id=2) == []
    assert inbox.get(1) is not None
    assert inbox.get(99) is None


def test_what_is_due_is_known(inbox: Inbox, world: Clock) -> None:
    assert not inbox.has_due()
    assert inbox.next_due() is None
    add(inbox, "a")
    assert inbox.has_due()
    inbox.retry(claimed(inbox).id, "later", at_least=timedelta(minutes=20))
    assert not inbox.has_due()
    assert inbox.next_due() == world.at + timedelta(minutes=20)


def test_old_finished_rows_are_forgotten_and_dead_ones_are_not(inbox: Inbox, world: Clock) -> None:
    for name in ("done", "dead", "waiting"):
        add(inbox, name)
    inbox.done(claimed(inbox).id)
    inbox.bury(claimed(inbox).id, "no")
    assert inbox.forget(world.at) == 0
    assert inbox.forget(world.at + timedelta(seconds=1)) == 1
    assert {row.delivery_id for row in inbox.list()} == {"dead", "waiting"}


def test_listeners_hear_of_new_work_alone(inbox: Inbox) -> None:
    heard: list[str] = []
    inbox.listen(lambda: heard.append("due"))
    add(inbox, "a")
    add(inbox, "a")
    assert heard == ["due"]
    inbox.bury(claimed(inbox).id, "no")
    inbox.replay(1)
    assert heard == ["due", "due"]


def test_delays_grow_under_a_cap_and_are_spread_over_all_of_it() -> None:
    full = [delay(n, jitter=lambda: 1.0).total_seconds() for n in range(1, 9)]
    assert full == [10, 30, 90, 270, 810, 2430, 3600, 3600]
    assert delay(5, jitter=lambda: 0.0) == timedelta(0)
    assert delay(10**6, jitter=lambda: 1.0) == LONGEST_DELAY


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (ValueError("a\nb\t c"), "ValueError: a b c"),
        ("Authorization: Bearer abc.def rest", "Authorization: Bearer … rest"),
        ("refresh_token=abc&x=1", "refresh_token=…&x=1"),
        ('{"client_secret": "abc"}', '{"client_secret": "…"}'),
        ("header basic dXNlcjpwYXNz", "header basic …"),
        ("api-key: abc", "api-key: …"),
        ("password=hunter2", "password=…"),
        ("the ticket was solved", "the ticket was solved"),
        ("x" * 1000, "x" * 300),
    ],
)
def test_an_error_is_kept_as_one_line_without_secrets(said: object, kept: str) -> None:
    assert one_line(said) == kept

"""The inbox under every order of events that hypothesis can think of."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete

from cxsdk.store import Database, Inbox, tables
from cxsdk.store.claims import LEASE, MAX_ATTEMPTS

if TYPE_CHECKING:
    from cxsdk.store import Delivered

START = datetime(2026, 11, 23, 7, 31, tzinfo=UTC)
TICKETS = ("4821", "4907", None)


class InboxMachine(RuleBasedStateMachine):
    """A model in a dict beside the real inbox; both must agree after every step."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.world = self.real = START
        self.numbers = itertools.count()
        self.known: list[str] = []
        self.rows: list[Delivered] = []
        self.held: list[Delivered] = []
        self.lost: list[Delivered] = []
        self.done: list[str] = []

    @initialize()
    def begin(self) -> None:
        with self.database.write() as db:
            db.execute(delete(tables.InboxRow))
        self.inbox = Inbox(
            self.database, lambda: self.world, real_now=lambda: self.real, jitter=lambda: 0.5
        )

    @rule(ticket=st.sampled_from(TICKETS), minute=st.integers(-9, 9))
    def a_delivery_comes(self, ticket: str | None, minute: int) -> None:
        name = f"d{next(self.numbers)}"
        at = START + timedelta(minutes=minute)
        assert self._add(name, ticket, at)
        self.known.append(name)

    def _add(self, name: str, ticket: str | None, at: datetime) -> bool:
        return self.inbox.add(
            installation_id=1,
            vendor="zendesk",
            delivery_id=name,
            event_at=at,
            body=name.encode(),
            ticket_id=ticket,
        )

    @precondition(lambda self: self.known)
    @rule(data=st.data())
    def a_delivery_comes_again(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(self.known))
        assert not self._add(name, "4821", START)

    @rule()
    def a_worker_claims(self) -> None:
        row = self.inbox.claim()
        free = [one for one in self.rows if self._may_run(one)]
        if row is None:
            assert free == []
            return
        assert row.id == min(free, key=lambda one: (one.event_at, one.id)).id
        self.held.append(row)

    def _may_run(self, row: Delivered) -> bool:
        """Say by the rules of the inbox whether a row of the last look may run."""
        if row.state != "waiting" or row.due_at > self.world:
            return False
        mates = [one for one in self.rows if one.ticket_id == row.ticket_id is not None]
        return not any(
            one.state == "running"
            or (one.state == "waiting" and (one.event_at, one.id) < (row.event_at, row.id))
            for one in mates
        )

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def a_worker_is_done(self, data: st.DataObject) -> None:
        row = self.held.pop(data.draw(st.integers(0, len(self.held) - 1)))
        assert self.inbox.done(row.id, attempt=row.attempts)
        self.done.append(row.delivery_id)

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def a_worker_fails(self, data: st.DataObject) -> None:
        row = self.held.pop(data.draw(st.integers(0, len(self.held) - 1)))
        assert self.inbox.retry(row.id, "no", attempt=row.attempts)
        kept = self.inbox.get(row.id)
        assert kept is not None
        assert kept.state == ("dead" if row.attempts >= MAX_ATTEMPTS else "waiting")

    @precondition(lambda self: self.held)
    @rule()
    def every_worker_is_killed(self) -> None:
        self.lost += self.held
        count, self.held = len(self.held), []
        self.real += LEASE + timedelta(seconds=1)
        assert self.inbox.release_overdue() == count - sum(
            row.attempts >= MAX_ATTEMPTS for row in self.lost[-count:]
        )

    @precondition(lambda self: self.lost)
    @rule(data=st.data())
    def a_worker_that_was_given_up_says_done(self, data: st.DataObject) -> None:
        row = data.draw(st.sampled_from(self.lost))
        now = self.inbox.get(row.id)
        assert now is not None
        if not (now.state == "running" and now.attempts == row.attempts):
            assert not self.inbox.done(row.id, attempt=row.attempts)

    @precondition(lambda self: any(row.state == "dead" for row in self.rows))
    @rule()
    def a_dead_delivery_is_replayed(self) -> None:
        row = next(row for row in self.rows if row.state == "dead")
        assert self.inbox.replay(row.id)

    @rule(minutes=st.integers(0, 120))
    def the_world_s_clock_moves(self, minutes: int) -> None:
        self.world += timedelta(minutes=minutes)

    @invariant()
    def nothing_is_lost_or_twice_and_a_ticket_has_one_worker(self) -> None:
        if not hasattr(self, "inbox"):
            return
        self.rows = self.inbox.list(limit=500)
        assert sorted(row.delivery_id for row in self.rows) == sorted(self.known)
        states: dict[str, list[Delivered]] = {state: [] for state in ("done", "running")}
        for row in self.rows:
            states.setdefault(row.state, []).append(row)
        assert sorted(row.delivery_id for row in states["done"]) == sorted(self.done)
        assert {row.id for row in states["running"]} == {row.id for row in self.held}
        busy = [row.ticket_id for row in states["running"] if row.ticket_id is not None]
        assert len(busy) == len(set(busy))
        with self.database.read() as db:
            is_busy = self.inbox.is_busy(db)
        assert is_busy == (bool(self.held) or any(map(self._may_run, self.rows)))

    def teardown(self) -> None:
        """Work everything off: all that ever came is done or dead."""
        for held in self.held:
            self.inbox.done(held.id)
        while self.inbox.waiting():
            self.world += timedelta(hours=2)
            while row := self.inbox.claim():
                self.inbox.done(row.id, attempt=row.attempts)
        assert {one.state for one in self.inbox.list(limit=500)} <= {"done", "dead"}


def test_the_inbox_keeps_its_promises_whatever_happens(database: Database) -> None:
    kind = type("Machine", (InboxMachine,), {"database": database})
    run_state_machine_as_test(
        kind,
        settings=settings(
            max_examples=10 if database.kind == "sqlite" else 5,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )

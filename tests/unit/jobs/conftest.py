"""A small kit with an engine, and a clock that the test moves."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from cxsdk.jobs import Engine
from cxsdk.store import Database, Delivered, Effect, Inbox, Outbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

START = datetime(2026, 11, 23, 7, 31, tzinfo=UTC)


class Clock:
    """A clock that stands until it is moved."""

    at = START

    def __call__(self) -> datetime:
        return self.at


class House:
    """A small kit: it notes what it was handed, and fails when it is told to."""

    def __init__(self, database: Database, queue: Path) -> None:
        self.began_at = START
        self.clock = Clock()
        self.database = database
        self.inbox = Inbox(database, self.clock, jitter=lambda: 1.0)
        self.outbox = Outbox(database, self.clock, jitter=lambda: 1.0)
        self.seen: list[str] = []
        self.ticks: list[datetime] = []
        self.failures: list[BaseException] = []
        self.gate = threading.Event()
        self.gate.set()
        self.is_inside = threading.Event()
        self.queue = queue
        self.engine = self.make_engine()

    def make_engine(self, **options: Any) -> Engine:
        return Engine(
            self.queue,
            inbox=self.inbox,
            outbox=self.outbox,
            on_delivery=self.on_delivery,
            on_effect=self.on_effect,
            now=self.clock,
            **options,
        )

    def rebuild(self, **options: Any) -> None:
        self.engine.stop()
        self.engine = self.make_engine(**options)

    def on_delivery(self, row: Delivered) -> None:
        self.is_inside.set()
        self.gate.wait(10)
        if self.failures:
            raise self.failures.pop(0)
        self.seen.append(row.delivery_id)
        with self.database.write(row.installation_id) as db:
            self.outbox.put(
                db,
                installation_id=row.installation_id,
                app="a",
                kind="job",
                name="follow",
                key=f"after {row.delivery_id}",
            )

    def on_effect(self, effect: Effect) -> None:
        self.seen.append(effect.key)

    def deliver(self, name: str, ticket: str | None = None) -> None:
        self.inbox.add(
            installation_id=1,
            vendor="zendesk",
            delivery_id=name,
            event_at=START,
            body=b"",
            ticket_id=ticket,
        )

    def put(self, key: str, *, due: datetime | None = None) -> None:
        with self.database.write(1) as db:
            self.outbox.put(db, installation_id=1, app="a", kind="job", name="j", key=key, due=due)

    def hold_real_time(self) -> Clock:
        """Let the test move the time by which a claimed delivery is lent."""
        real = Clock()
        self.inbox._real_now = real
        return real

    def neighbour(self) -> House:
        """Return another kit on the same database and the same queue."""
        return House(self.database, self.queue)

    @staticmethod
    def until(condition: Callable[[], bool], timeout_s: float = 10.0) -> None:
        """Wait for something that another thread brings about."""
        deadline = time.monotonic() + timeout_s
        while not condition():
            assert time.monotonic() < deadline, "it did not happen in time"
            threading.Event().wait(0.01)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[House]:
    house = House(database, tmp_path / "queue.db")
    yield house
    house.gate.set()
    house.engine.stop()


@pytest.fixture
def small_house(sqlite_database: Database, tmp_path: Path) -> Iterator[House]:
    """A house over SQLite alone, for what does not depend on the database."""
    from cxsdk.store import tables

    with sqlite_database.write() as db:
        db.add(tables.Installation(vendor="zendesk", account="acme", package="cxsdk"))
    house = House(sqlite_database, tmp_path / "queue.db")
    yield house
    house.gate.set()
    house.engine.stop()

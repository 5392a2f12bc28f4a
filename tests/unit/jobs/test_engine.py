"""The engine: what is due is done, whatever fails on the way."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cxsdk.errors import BadRequest, RateLimited, StoreError
from cxsdk.jobs import Engine
from cxsdk.jobs.queue import JsonSerializer
from cxsdk.store import Database, Delivered, Effect, Inbox, Outbox, utc_now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

START = datetime(2026, 11, 23, 7, 31, tzinfo=UTC)


class Clock:
    """A clock that stands until it is moved."""

    at = START

    def __call__(self) -> datetime:
        return self.at


class House:
    """A small kit: it notes what it was handed, and fails when it is told to."""

    def __init__(self, database: Database, queue: Path) -> None:
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


def until(condition: Callable[[], bool], timeout_s: float = 10.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        threading.Event().wait(0.01)


def test_a_delivery_and_what_follows_from_it_are_done(house: House) -> None:
    house.engine.start()
    house.deliver("d1")
    house.engine.drain()
    assert house.seen == ["d1", "after d1"]
    assert house.inbox.waiting() == house.outbox.waiting() == 0


def test_everything_that_waited_before_the_start_is_done(house: House) -> None:
    for number in range(20):
        house.deliver(str(number), ticket=str(number % 3))
    house.engine.start()
    house.engine.drain()
    assert len(house.seen) == len(set(house.seen)) == 40


def test_without_a_start_drain_works_by_itself(small_house: House) -> None:
    small_house.deliver("d1")
    small_house.engine.drain()
    assert small_house.seen == ["d1", "after d1"]


def test_what_is_not_due_waits_for_the_clock(small_house: House) -> None:
    house = small_house
    house.put("tomorrow", due=START + timedelta(days=1))
    house.engine.start()
    house.engine.drain()
    assert house.seen == []
    house.clock.at += timedelta(days=1)
    house.engine.poke()
    until(lambda: house.seen == ["tomorrow"])


def test_the_sweep_finds_what_nobody_announced(small_house: House) -> None:
    house = small_house
    house.engine.start()
    silent = Inbox(house.database, house.clock)
    silent.add(installation_id=1, vendor="zendesk", delivery_id="d", event_at=START, body=b"")
    until(lambda: "d" in house.seen)


def test_a_failure_is_tried_again_later_and_said_in_one_line(
    small_house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house = small_house
    house.failures = [ValueError("token=abc\nno luck")]
    house.deliver("d1")
    with caplog.at_level(logging.INFO, "cxsdk.jobs"):
        house.engine.drain()
    (record,) = caplog.records
    assert record.getMessage() == "delivery 1 failed (attempt 1 of 8): ValueError: token=… no luck"
    assert record.exc_info is None
    assert house.inbox.next_due() == START + timedelta(seconds=10)
    house.clock.at += timedelta(seconds=10)
    house.engine.drain()
    assert house.seen == ["d1", "after d1"]


def test_the_traceback_is_there_for_whoever_asks(
    small_house: House, caplog: pytest.LogCaptureFixture
) -> None:
    small_house.failures = [ValueError("no")]
    small_house.deliver("d1")
    with caplog.at_level(logging.DEBUG, "cxsdk.jobs"):
        small_house.engine.drain()
    assert any(record.exc_info for record in caplog.records)


def test_after_enough_failures_a_delivery_is_dead(small_house: House) -> None:
    house = small_house
    house.failures = [ValueError("no") for _ in range(8)]
    house.deliver("d1")
    for _ in range(8):
        house.engine.drain()
        house.clock.at += timedelta(hours=1)
    assert [row.state for row in house.inbox.list()] == ["dead"]
    assert house.failures == []


def test_a_hopeless_request_is_not_tried_again(small_house: House) -> None:
    small_house.failures = [BadRequest("no such field", status=422)]
    small_house.deliver("d1")
    small_house.engine.drain()
    (row,) = small_house.inbox.list(state="dead")
    assert row.attempts == 1
    assert row.error == "BadRequest: no such field"


def test_a_vendor_that_says_when_is_obeyed(small_house: House) -> None:
    limited = RateLimited("slow down", status=429)
    limited.retry_after_s = 900.0
    small_house.failures = [limited]
    small_house.deliver("d1")
    small_house.engine.drain()
    assert small_house.inbox.next_due() == START + timedelta(minutes=15)


def test_a_handler_that_wants_to_exit_does_not_take_the_worker_along(small_house: House) -> None:
    house = small_house
    house.failures = [SystemExit(1)]
    house.engine.start()
    house.deliver("d1")
    until(lambda: house.inbox.next_due() == START + timedelta(seconds=10))
    house.deliver("d2")
    until(lambda: "after d2" in house.seen)


def test_stopping_lets_the_running_handler_end_and_leaves_the_rest(small_house: House) -> None:
    house = small_house
    house.rebuild(workers=1)
    house.gate.clear()
    house.engine.start()
    house.deliver("running")
    assert house.is_inside.wait(10)
    house.deliver("behind")
    stopper = threading.Thread(target=house.engine.stop)
    stopper.start()
    assert house.seen == []
    house.gate.set()
    stopper.join()
    assert house.seen == ["running"]
    assert [row.delivery_id for row in house.inbox.list(state="waiting")] == ["behind"]
    house.engine.start()
    house.engine.drain()
    assert "behind" in house.seen


def test_stopping_leaves_no_thread_no_file_handle_and_no_noise(
    small_house: House, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    house = small_house
    house.deliver("warm up")
    house.engine.drain()
    house.engine.stop()
    before = set(threading.enumerate())
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            house.engine.start()
            house.deliver(f"d{len(house.seen)}")
            house.engine.drain()
            house.engine.stop()
    assert set(threading.enumerate()) == before
    house.database.close()
    handles = [p.resolve() for p in Path("/proc/self/fd").iterdir() if p.exists()]
    assert not [p for p in handles if p.name.startswith(("queue.db", "cx.db"))]
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


def test_an_engine_can_start_off_the_main_thread(small_house: House) -> None:
    house = small_house
    starter = threading.Thread(target=house.engine.start)
    starter.start()
    starter.join()
    house.deliver("d1")
    house.engine.drain()
    assert house.seen == ["d1", "after d1"]


def test_many_calls_for_the_same_work_are_one(small_house: House) -> None:
    house = small_house
    for _ in range(50):
        house.engine.wake()
    assert house.engine._queue._huey.pending_count() == 1


def test_a_queue_that_fails_does_not_fail_the_door(
    small_house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        message = "disk I/O error"
        raise OSError(message)

    monkeypatch.setattr(small_house.engine._queue, "call", refuse)
    small_house.deliver("d1")
    assert small_house.inbox.waiting() == 1
    assert "the sweep will" in caplog.text


def test_drain_says_when_work_does_not_end(small_house: House) -> None:
    house = small_house
    house.gate.clear()
    house.engine.start()
    house.deliver("slow")
    assert house.is_inside.wait(10)
    with pytest.raises(TimeoutError, match="still due or running"):
        house.engine.drain(0.1)


def test_the_sweep_ticks_with_the_world_s_time_and_survives_what_it_calls(
    small_house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house = small_house
    ticks: list[datetime] = []

    def tick(now: datetime) -> None:
        ticks.append(now)
        message = "no schedule today"
        raise ValueError(message)

    house.rebuild(on_tick=tick)
    house.engine.start()
    until(lambda: len(ticks) == 1)
    house.clock.at += timedelta(days=1)
    house.engine.poke()
    until(lambda: len(ticks) == 2)
    assert ticks == [START, START + timedelta(days=1)]
    assert "no schedule today" in caplog.text


def test_a_database_that_is_busy_for_a_moment_does_not_forget_what_was_done(
    small_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, real_done, refusals = small_house, small_house.inbox.done, [1, 2]
    monkeypatch.setattr("cxsdk.jobs.engine._SETTLE_PAUSE_S", 0.01)

    def done(number: int, *, attempt: int | None = None) -> bool:
        if refusals:
            refusals.pop()
            message = "the database is locked"
            raise StoreError(message)
        return real_done(number, attempt=attempt)

    monkeypatch.setattr(house.inbox, "done", done)
    house.deliver("d1")
    house.engine.drain()
    assert [row.state for row in house.inbox.list()] == ["done"]
    assert house.seen == ["d1", "after d1"]


def test_a_long_handler_keeps_its_row(small_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house = small_house
    monkeypatch.setattr("cxsdk.jobs.engine._RENEW_S", 0.0)
    real = Clock()
    house.inbox._real_now = real
    house.gate.clear()
    house.engine.start()
    house.deliver("slow")
    assert house.is_inside.wait(10)
    for _ in range(5):
        real.at += timedelta(seconds=25)
        house.engine.sweep()
    house.gate.set()
    house.engine.drain()
    assert house.seen == ["slow", "after slow"]
    assert [row.attempts for row in house.inbox.list()] == [1]


def test_two_engines_share_the_work(house: House, tmp_path: Path) -> None:
    other = House(house.database, house.queue)
    other.engine.start()
    house.engine.start()
    try:
        for number in range(30):
            house.deliver(str(number), ticket=str(number % 4))
        house.engine.drain(30)
    finally:
        other.engine.stop()
    assert len(house.seen + other.seen) == 60
    assert len(set(house.seen + other.seen)) == 60


_WORKER = """
import sys, threading
from datetime import datetime, UTC
from pathlib import Path
from cxsdk.jobs import Engine
from cxsdk.store import Database, Inbox, Outbox
url, queue = sys.argv[1:]
database = Database(url)
now = lambda: datetime(2026, 11, 23, 7, 31, tzinfo=UTC)
inbox, outbox = Inbox(database, now), Outbox(database, now)
def on_delivery(row):
    print("claimed", row.delivery_id, flush=True)
    threading.Event().wait(60)
engine = Engine(Path(queue), inbox=inbox, outbox=outbox,
                on_delivery=on_delivery, on_effect=print, now=now)
engine.start()
threading.Event().wait(60)
"""


def test_a_worker_killed_at_work_loses_nothing(house: House) -> None:
    for number in range(4):
        house.deliver(f"d{number}", ticket=str(number))
    url = house.database._url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", _WORKER, url, str(house.queue)]
    worker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    try:
        claimed = {worker.stdout.readline().removeprefix("claimed ").strip() for _ in range(2)}
    finally:
        worker.kill()
        worker.communicate()
    assert len(claimed) == 2
    assert house.inbox.running() == 2

    real = Clock()
    real.at = utc_now() + timedelta(minutes=1)
    house.inbox._real_now = real
    house.engine.start()
    house.engine.poke()
    until(lambda: house.inbox.waiting() == 0)
    house.engine.drain()
    done = [name for name in house.seen if not name.startswith("after")]
    assert sorted(done) == ["d0", "d1", "d2", "d3"]
    attempts = {row.delivery_id: row.attempts for row in house.inbox.list()}
    assert {name for name, count in attempts.items() if count == 2} == claimed


def test_the_queue_holds_json_and_nothing_that_runs(small_house: House) -> None:
    small_house.engine.wake()
    (call,) = small_house.engine._queue._huey.storage.enqueued_items()  # type: ignore[attr-defined] # not in our stub
    assert bytes(call).startswith(b'{"id":')
    with pytest.raises(TypeError):
        JsonSerializer().serialize({"anything": "else"})
    with pytest.raises(ValueError, match="expected"):
        JsonSerializer().deserialize(b"cos\nsystem\n(S'true'\ntR.")

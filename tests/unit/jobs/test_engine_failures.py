"""What fails under the engine is tried again or given up, and nothing is lost."""

from __future__ import annotations

import logging
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

from cxsdk.errors import BadRequest, RateLimited, StoreError
from cxsdk.store import utc_now

if TYPE_CHECKING:
    import pytest


def test_a_failure_is_tried_again_later_and_said_in_one_line(
    small_house, caplog: pytest.LogCaptureFixture
) -> None:
    house = small_house
    house.failures = [ValueError("token=abc\nno luck")]
    house.deliver("d1")
    with caplog.at_level(logging.INFO, "cxsdk.jobs"):
        house.engine.drain()
    (record,) = caplog.records
    assert record.getMessage() == "delivery 1 failed (attempt 1 of 8): ValueError: token=… no luck"
    assert record.exc_info is None
    assert house.inbox.next_due() == house.began_at + timedelta(seconds=10)
    house.clock.at += timedelta(seconds=10)
    house.engine.drain()
    assert house.seen == ["d1", "after d1"]


def test_the_traceback_is_there_for_whoever_asks(
    small_house, caplog: pytest.LogCaptureFixture
) -> None:
    small_house.failures = [ValueError("no")]
    small_house.deliver("d1")
    with caplog.at_level(logging.DEBUG, "cxsdk.jobs"):
        small_house.engine.drain()
    assert any(record.exc_info for record in caplog.records)


def test_after_enough_failures_a_delivery_is_dead(small_house) -> None:
    house = small_house
    house.failures = [ValueError("no") for _ in range(8)]
    house.deliver("d1")
    for _ in range(8):
        house.engine.drain()
        house.clock.at += timedelta(hours=1)
    assert [row.state for row in house.inbox.list()] == ["dead"]
    assert house.failures == []


def test_a_hopeless_request_is_not_tried_again(small_house) -> None:
    small_house.failures = [BadRequest("no such field", status=422)]
    small_house.deliver("d1")
    small_house.engine.drain()
    (row,) = small_house.inbox.list(state="dead")
    assert row.attempts == 1
    assert row.error == "BadRequest: no such field"


def test_a_vendor_that_says_when_is_obeyed(small_house) -> None:
    limited = RateLimited("slow down", status=429)
    limited.retry_after_s = 900.0
    small_house.failures = [limited]
    small_house.deliver("d1")
    small_house.engine.drain()
    assert small_house.inbox.next_due() == small_house.began_at + timedelta(minutes=15)


def test_a_handler_that_wants_to_exit_does_not_take_the_worker_along(small_house) -> None:
    house = small_house
    house.failures = [SystemExit(1)]
    house.engine.start()
    house.deliver("d1")
    house.until(lambda: house.inbox.next_due() == house.began_at + timedelta(seconds=10))
    house.deliver("d2")
    house.until(lambda: "after d2" in house.seen)


def test_a_queue_that_fails_does_not_fail_the_door(
    small_house, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        message = "disk I/O error"
        raise OSError(message)

    monkeypatch.setattr(small_house.engine._queue, "call", refuse)
    small_house.deliver("d1")
    assert small_house.inbox.waiting() == 1
    assert "the sweep will" in caplog.text


def test_a_database_that_is_busy_for_a_moment_does_not_forget_what_was_done(
    small_house, monkeypatch: pytest.MonkeyPatch
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


def test_a_long_handler_keeps_its_row(small_house, monkeypatch: pytest.MonkeyPatch) -> None:
    house = small_house
    monkeypatch.setattr("cxsdk.jobs.engine._RENEW_S", 0.0)
    real = house.hold_real_time()
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


def test_a_worker_killed_at_work_loses_nothing(house) -> None:
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

    house.hold_real_time().at = utc_now() + timedelta(minutes=1)
    house.engine.start()
    house.engine.poke()
    house.until(lambda: house.inbox.waiting() == 0)
    house.engine.drain()
    done = [name for name in house.seen if not name.startswith("after")]
    assert sorted(done) == ["d0", "d1", "d2", "d3"]
    attempts = {row.delivery_id: row.attempts for row in house.inbox.list()}
    assert {name for name, count in attempts.items() if count == 2} == claimed

"""The engine: what is due is done, from the start to the stop."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cxsdk.jobs.queue import JsonSerializer
from cxsdk.store import Inbox


def test_a_delivery_and_what_follows_from_it_are_done(house) -> None:
    house.engine.start()
    house.deliver("d1")
    house.engine.drain()
    assert house.seen == ["d1", "after d1"]
    assert house.inbox.waiting() == house.outbox.waiting() == 0


def test_everything_that_waited_before_the_start_is_done(house) -> None:
    for number in range(20):
        house.deliver(str(number), ticket=str(number % 3))
    house.engine.start()
    house.engine.drain()
    assert len(house.seen) == len(set(house.seen)) == 40


def test_without_a_start_drain_works_by_itself(small_house) -> None:
    small_house.deliver("d1")
    small_house.engine.drain()
    assert small_house.seen == ["d1", "after d1"]


def test_what_is_not_due_waits_for_the_clock(small_house) -> None:
    house = small_house
    house.put("tomorrow", due=house.began_at + timedelta(days=1))
    house.engine.start()
    house.engine.drain()
    assert house.seen == []
    house.clock.at += timedelta(days=1)
    house.engine.poke()
    house.until(lambda: house.seen == ["tomorrow"])


def test_the_sweep_finds_what_nobody_announced(small_house) -> None:
    house = small_house
    house.engine.start()
    silent = Inbox(house.database, house.clock)
    silent.add(
        installation_id=1, vendor="zendesk", delivery_id="d", event_at=house.began_at, body=b""
    )
    house.until(lambda: "d" in house.seen)


def test_stopping_lets_the_running_handler_end_and_leaves_the_rest(small_house) -> None:
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
    small_house, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
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


def test_an_engine_can_start_off_the_main_thread(small_house) -> None:
    house = small_house
    starter = threading.Thread(target=house.engine.start)
    starter.start()
    starter.join()
    house.deliver("d1")
    house.engine.drain()
    assert house.seen == ["d1", "after d1"]


def test_many_calls_for_the_same_work_are_one(small_house) -> None:
    house = small_house
    for _ in range(50):
        house.engine.wake()
    assert house.engine._queue._huey.pending_count() == 1


def test_drain_says_when_work_does_not_end(small_house) -> None:
    house = small_house
    house.gate.clear()
    house.engine.start()
    house.deliver("slow")
    assert house.is_inside.wait(10)
    with pytest.raises(TimeoutError, match="still due or running"):
        house.engine.drain(0.1)


def test_the_sweep_ticks_with_the_world_s_time_and_survives_what_it_calls(
    small_house, caplog: pytest.LogCaptureFixture
) -> None:
    house = small_house
    ticks: list[datetime] = []

    def tick(now: datetime) -> None:
        ticks.append(now)
        message = "no schedule today"
        raise ValueError(message)

    house.rebuild(on_tick=tick)
    house.engine.start()
    house.until(lambda: len(ticks) == 1)
    house.clock.at += timedelta(days=1)
    house.engine.poke()
    house.until(lambda: len(ticks) == 2)
    assert ticks == [house.began_at, house.began_at + timedelta(days=1)]
    assert "no schedule today" in caplog.text


def test_two_engines_share_the_work(house, tmp_path: Path) -> None:
    other = house.neighbour()
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


def test_the_queue_holds_json_and_nothing_that_runs(small_house) -> None:
    small_house.engine.wake()
    (call,) = small_house.engine._queue._huey.storage.enqueued_items()  # type: ignore[attr-defined] # not in our stub
    assert bytes(call).startswith(b'{"id":')
    with pytest.raises(TypeError):
        JsonSerializer().serialize({"anything": "else"})
    with pytest.raises(ValueError, match="expected"):
        JsonSerializer().deserialize(b"cos\nsystem\n(S'true'\ntR.")

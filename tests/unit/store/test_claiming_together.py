"""Many workers over the same tables: each row is taken once, in order per ticket."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from cxsdk.store import Database, Inbox, Outbox, utc_now

if TYPE_CHECKING:
    from collections.abc import Callable

START = datetime(2026, 11, 23, 7, 31, tzinfo=UTC)
WORKERS = 4


def together(work: Callable[[int], None]) -> None:
    failures: list[BaseException] = []

    def run(number: int) -> None:
        try:
            work(number)
        except BaseException as error:  # noqa: BLE001 - reported below
            failures.append(error)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_workers_take_each_delivery_once_and_in_order(database: Database) -> None:
    inbox = Inbox(database, utc_now)
    for number in range(40):
        inbox.add(
            installation_id=1,
            vendor="zendesk",
            delivery_id=str(number),
            event_at=START + timedelta(seconds=number * 7 % 40),
            body=b"",
            ticket_id=str(number % 5),
        )
    order: dict[str | None, list[datetime]] = {}
    taken: list[int] = []
    running: set[str | None] = set()
    lock = threading.Lock()

    def work(_: int) -> None:
        while inbox.waiting():
            row = inbox.claim()
            if row is None:
                continue
            with lock:
                assert row.ticket_id not in running
                running.add(row.ticket_id)
                taken.append(row.id)
                order.setdefault(row.ticket_id, []).append(row.event_at)
            with lock:
                running.discard(row.ticket_id)
            assert inbox.done(row.id, attempt=row.attempts)

    together(work)
    assert len(taken) == len(set(taken)) == 40
    assert all(times == sorted(times) for times in order.values())


# SQLite's writers stand in line, so that two cannot reach at once.
@pytest.mark.postgres
@pytest.mark.parametrize("make_url", ["postgresql"], indirect=True)
def test_two_workers_that_reach_for_one_ticket_at_once_do_not_both_get_it(
    database: Database,
) -> None:
    inbox = Inbox(database, utc_now)

    def add(name: str, second: int) -> None:
        at = START + timedelta(seconds=second)
        facts = {"vendor": "zendesk", "ticket_id": "4821", "body": b""}
        inbox.add(installation_id=1, delivery_id=name, event_at=at, **facts)  # type: ignore[arg-type] # two kinds of values

    def reach() -> None:
        add("older", 1)
        got.append(inbox.claim())

    add("newer", 2)
    got: list[object] = []
    with database.write() as db:
        taken = inbox._take(db)
        assert taken is not None
        db.flush()
        second = threading.Thread(target=reach)
        second.start()
        while not _is_waiting(database):
            threading.Event().wait(0.01)
    second.join()
    assert got == [None]
    assert inbox.running() == 1


def _is_waiting(database: Database) -> bool:
    with database.connect() as connection:
        locks = connection.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))
        return bool(locks.scalar_one())


def test_workers_take_each_effect_once(database: Database) -> None:
    outbox = Outbox(database, utc_now)
    with database.write(1) as db:
        for number in range(40):
            key = str(number)
            outbox.put(db, installation_id=1, app="a", kind="job", name="j", key=key)
    taken: Counter[str] = Counter()

    def work(_: int) -> None:
        while effect := outbox.claim():
            taken[effect.key] += 1
            outbox.done(effect.id)

    together(work)
    assert set(taken.values()) == {1}
    assert len(taken) == 40


def test_the_same_delivery_given_by_many_doors_is_kept_once(database: Database) -> None:
    inbox = Inbox(database, utc_now)
    start, kept = threading.Barrier(WORKERS), Counter[bool]()

    def work(_: int) -> None:
        start.wait()
        for number in range(20):
            is_new = inbox.add(
                installation_id=1,
                vendor="zendesk",
                delivery_id=str(number),
                event_at=START,
                body=b"",
            )
            kept[is_new] += 1

    together(work)
    assert inbox.waiting() == 20
    assert sum(kept.values()) == 20 * WORKERS


_WORKER = """
import sys
from cxsdk.store import Database, Outbox, utc_now
database = Database(sys.argv[1])
outbox = Outbox(database, utc_now)
while effect := outbox.claim():
    print(effect.key)
    outbox.done(effect.id, attempt=effect.attempts)
database.close()
"""


def test_processes_take_each_effect_once(database: Database) -> None:
    outbox = Outbox(database, utc_now)
    with database.write(1) as db:
        for number in range(30):
            key = str(number)
            outbox.put(db, installation_id=1, app="a", kind="job", name="j", key=key)
    url = database._url.render_as_string(hide_password=False)
    command = [sys.executable, "-W", "error", "-c", _WORKER, url]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    taken = [key for process in started for key in process.communicate()[0].split()]
    assert [process.returncode for process in started] == [0, 0]
    assert sorted(taken, key=int) == [str(number) for number in range(30)]

"""Sessions that write and sessions that read: what they keep, refuse and leave on the disk."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
import traceback
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, func, select, text

from cxsdk.errors import CxError, LockTimeout, StoreError
from cxsdk.store import Database, tables, utc_now

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session


def spent(digest: str) -> tables.SpentContext:
    moment = utc_now()
    return tables.SpentContext(digest=digest, user="1", instance="1", first_at=moment)


def add(database: Database, *digests: str) -> None:
    """Write rows in one session, each flushed on its own."""
    with database.write() as db:
        for digest in digests:
            db.add(spent(digest))
            db.flush()


def count(database: Database) -> int:
    with database.read() as db:
        return db.scalar(select(func.count()).select_from(tables.SpentContext)) or 0


def test_a_write_session_commits_at_its_end(database: Database) -> None:
    with database.write() as db:
        db.add(spent("a"))
    assert count(database) == 1


def test_any_exception_undoes_the_whole_session(database: Database) -> None:
    def fail(db: Session) -> None:
        db.add(spent("a"))
        db.flush()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), database.write() as db:
        fail(db)
    assert count(database) == 0


def test_a_read_session_sees_one_moment(database: Database) -> None:
    with database.read() as db:
        before = db.scalar(select(func.count()).select_from(tables.SpentContext))
        with database.write() as other:
            other.add(spent("a"))
        after = db.scalar(select(func.count()).select_from(tables.SpentContext))
    assert (before, after) == (0, 0)
    assert count(database) == 1


def test_a_read_session_cannot_write(database: Database) -> None:
    with pytest.raises(StoreError, match="cannot be written") as caught, database.read() as db:
        db.execute(delete(tables.SpentContext))
    assert "write()" in caught.value.hint


def test_a_read_session_does_not_lose_changes_in_silence(database: Database) -> None:
    with database.write() as db:
        db.add(spent("a"))
    with pytest.raises(StoreError, match="would be lost"), database.read() as db:
        db.get_one(tables.SpentContext, "a").user = "2"


def test_a_second_write_session_on_the_same_thread_is_refused_at_once(database: Database) -> None:
    with pytest.raises(StoreError, match="open already"), database.write():
        add(database, "a")
    add(database, "b")
    assert count(database) == 1


def test_rows_stay_readable_after_their_session(database: Database) -> None:
    with database.write() as db:
        row = spent("a")
        db.add(row)
    assert row.digest == "a"


def test_concurrent_increments_lose_none(database: Database) -> None:
    rounds, start = 25, threading.Barrier(4)

    def work() -> None:
        start.wait()
        for _ in range(rounds):
            with database.write(1) as db:
                row = db.get_one(tables.Installation, 1)
                row.locale = str(int(row.locale) + 1)

    with database.write() as db:
        db.get_one(tables.Installation, 1).locale = "0"
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as db:
        assert db.get_one(tables.Installation, 1).locale == str(4 * rounds)


def test_increments_of_two_programs_lose_none(database: Database, database_url: str) -> None:
    rounds, start = 25, threading.Barrier(2)
    failures: list[Exception] = []

    def work() -> None:
        own = Database(database_url)
        try:
            start.wait()
            for _ in range(rounds):
                with own.write(1) as db:
                    row = db.get_one(tables.Installation, 1)
                    row.locale = str(int(row.locale) + 1)
        except Exception as error:  # noqa: BLE001 - reported below
            failures.append(error)
        finally:
            own.close()

    with database.write() as db:
        db.get_one(tables.Installation, 1).locale = "0"
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with database.read() as db:
        assert db.get_one(tables.Installation, 1).locale == str(2 * rounds)


@pytest.fixture
def hasty(database_url: str) -> Iterator[Database]:
    """The same database, opened by somebody who does not wait long."""
    database = Database(database_url, lock_timeout_s=0.2)
    yield database
    database.close()


def test_a_lock_that_lasts_is_a_lock_timeout(database: Database, hasty: Database) -> None:
    with database.write(1) as db:
        db.add(spent("a"))
        db.flush()
        with pytest.raises(LockTimeout, match="locked") as caught, hasty.write(1) as other:
            other.add(spent("b"))
        assert "long transaction" in caught.value.hint
    assert count(database) == 1
    with hasty.write(1) as other:
        other.add(spent("b"))
    assert count(database) == 2


def test_threads_of_one_process_wait_in_line_and_give_up_in_time(hasty: Database) -> None:
    has_begun, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        with hasty.write(1) as db:
            db.add(spent("a"))
            db.flush()
            has_begun.set()
            may_end.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert has_begun.wait(10)
        with pytest.raises(LockTimeout), hasty.write(1) as db:
            db.add(spent("b"))
    finally:
        may_end.set()
        holder.join()
    assert count(hasty) == 1


def test_a_row_that_is_there_already_is_a_store_error(database: Database) -> None:
    with database.write() as db:
        db.add(spent("a"))
    with pytest.raises(StoreError, match="there already"), database.write() as db:
        db.add_all([spent("b"), spent("a")])
    assert count(database) == 1


def test_a_row_that_points_to_nothing_is_refused(database: Database) -> None:
    with pytest.raises(StoreError, match="points to"), database.write() as db:
        db.add(tables.PersonRole(installation_id=77, person_id="1", role="lead"))


def test_an_installation_takes_its_rows_with_it(database: Database) -> None:
    with database.write() as db:
        db.add(tables.PersonRole(installation_id=1, person_id="1", role="lead"))
    with database.write() as db:
        db.delete(db.get_one(tables.Installation, 1))
    with database.read() as db:
        assert db.scalar(select(func.count()).select_from(tables.PersonRole)) == 0


def test_the_number_of_a_deleted_installation_is_never_given_again(database: Database) -> None:
    with database.write() as db:
        db.delete(db.get_one(tables.Installation, 2))
    with database.write() as db:
        row = tables.Installation(vendor="zendesk", account="new", package="cxsdk")
        db.add(row)
    assert row.id == 3


def test_no_value_shows_in_an_error(database: Database) -> None:
    with database.write() as db:
        db.add(spent("a-secret-value"))
    with pytest.raises(StoreError) as caught, database.write() as db:
        db.add(spent("a-secret-value"))
    if database.kind == "sqlite":
        assert "a-secret-value" not in "".join(traceback.format_exception(caught.value))
    assert "a-secret-value" not in str(caught.value) + caught.value.hint
    assert "\n" not in str(caught.value)


def test_a_disk_that_is_full_loses_nothing_that_was_there(sqlite_database: Database) -> None:
    add(sqlite_database, "a")
    with sqlite_database.write() as db:
        pages = db.scalar(text("PRAGMA page_count"))
        db.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(StoreError, match="full; nothing was written") as caught:
        add(sqlite_database, "b", "x" * 100_000)
    assert "free some space" in caught.value.hint
    assert count(sqlite_database) == 1
    with sqlite_database.write() as db:
        db.execute(text("PRAGMA max_page_count = 1000000"))
    add(sqlite_database, "b", "x" * 100_000)
    assert count(sqlite_database) == 3


_FILL = """
import resource, signal, sys
from cxsdk.errors import StoreError
from cxsdk.store import Database, tables, utc_now
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
database = Database(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
kept = 0
try:
    while kept < 100:
        with database.write() as db:
            db.add(tables.SpentContext(
                digest=f"{kept}" + "x" * 20_000, user="", instance="", first_at=utc_now()))
        kept += 1
except StoreError as error:
    print(kept, error)
"""


def test_a_file_that_may_not_grow_keeps_every_commit(sqlite_database: Database) -> None:
    command = [sys.executable, "-c", _FILL, str(sqlite_database._url)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    kept, _, message = done.stdout.partition(" ")
    assert 0 < int(kept) < 100
    assert "disk" in message
    assert count(sqlite_database) == int(kept)


def test_a_new_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        database = Database(f"sqlite:///{tmp_path}/cx.db")
        database.upgrade()
        with database.write() as db:
            db.add(spent("a"))
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    finally:
        os.umask(before)
    database.close()
    assert modes
    assert set(modes.values()) == {0o600}


def test_closing_leaves_one_file_behind(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/cx.db")
    database.upgrade()
    with database.write() as db:
        db.add(spent("a"))
    database.close()
    assert [path.name for path in tmp_path.iterdir()] == ["cx.db"]
    with sqlite3.connect(tmp_path / "cx.db") as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    raw.close()


def test_our_errors_pass_through_a_session_as_they_are(database: Database) -> None:
    error = CxError("mine")
    with pytest.raises(CxError) as caught, database.write():
        raise error
    assert caught.value is error

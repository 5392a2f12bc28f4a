"""Reaching a database: wrong addresses, files and servers that fail, and what is said then."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text

from cxsdk.errors import ConfigError, LockTimeout, StoreError
from cxsdk.store import Database, tables

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    "url", ["", "nonsense", "mysql://root@host/x", "sqlite://", "sqlite:///:memory:"]
)
def test_an_address_that_cannot_work_is_refused(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Database(url)
    assert caught.value.hint


def test_without_keys_nothing_is_sealed(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="key ring"):
        _ = Database(f"sqlite:///{tmp_path}/cx.db").keys


def test_tables_that_are_missing_name_the_command(make_url: Callable[..., str]) -> None:
    database = Database(make_url(is_empty=True))
    if database.kind == "sqlite":
        Path(database._url.database or "").touch()
    with pytest.raises(StoreError, match="missing") as caught, database.read() as db:
        db.scalars(select(tables.Token)).all()
    database.close()
    assert "cxsdk db upgrade" in caught.value.hint


def test_a_folder_that_is_not_there_is_a_clear_error(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/missing/cx.db")
    with pytest.raises(StoreError, match="cannot be opened") as caught, database.read() as db:
        db.execute(text("SELECT 1"))
    assert "folder" in caught.value.hint
    with pytest.raises(StoreError, match="cannot be made"):
        database.upgrade()


def test_a_file_that_is_no_database_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "cx.db"
    path.write_bytes(b"this is a letter to my aunt, not a database" * 100)
    database = Database(f"sqlite:///{path}")
    with pytest.raises(StoreError, match="no database"):
        database.upgrade()


def test_a_server_that_is_gone_is_a_clear_error() -> None:
    pytest.importorskip("psycopg")
    database = Database("postgresql://cx:pa55word@127.0.0.1:1/cx")
    with pytest.raises(StoreError, match="does not answer") as caught, database.read() as db:
        db.execute(text("SELECT 1"))
    assert "CXSDK_DATABASE_URL" in caught.value.hint
    assert "pa55word" not in "".join(traceback.format_exception(caught.value)) + repr(database)


@pytest.mark.postgres
def test_a_database_that_is_not_there_is_a_clear_error(postgres_server: str) -> None:
    database = Database(f"{postgres_server}/nowhere")
    with pytest.raises(StoreError) as caught, database.read() as db:
        db.execute(text("SELECT 1"))
    assert "CXSDK_DATABASE_URL" in caught.value.hint


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("state", "kind", "words"),
    [
        ("53100", StoreError, "full"),
        ("40P01", LockTimeout, "locked"),
        ("40001", LockTimeout, "locked"),
        ("57P01", StoreError, "does not answer"),
        ("53300", StoreError, "does not answer"),
        ("42501", StoreError, "let us in"),
        ("22012", StoreError, "refused the statement"),
    ],
)
def test_the_server_s_own_words_are_understood(
    postgres_server: str, state: str, kind: type[StoreError], words: str
) -> None:
    database = Database(f"{postgres_server}/postgres")
    raise_it = text(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$")
    with pytest.raises(kind, match=words) as caught, database.write() as db:
        db.execute(raise_it)
    database.close()
    assert type(caught.value) is kind


@pytest.mark.postgres
def test_a_connection_that_was_cut_is_replaced(postgres_server: str) -> None:
    database = Database(f"{postgres_server}/postgres")
    with database.read() as db:
        pid = db.scalar(text("SELECT pg_backend_pid()"))
    other = Database(f"{postgres_server}/postgres")
    with other.write() as db:
        db.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    with database.read() as db:
        assert db.scalar(text("SELECT 1")) == 1
    database.close()
    other.close()


def test_a_new_file_that_somebody_holds_is_waited_for(tmp_path: Path) -> None:
    database, started = Database(f"sqlite:///{tmp_path}/cx.db"), threading.Event()

    def switch() -> None:
        started.set()
        add_table(database)

    with contextlib.closing(sqlite3.connect(tmp_path / "cx.db", isolation_level=None)) as raw:
        raw.execute("BEGIN EXCLUSIVE")
        thread = threading.Thread(target=switch)
        thread.start()
        started.wait(10)
        threading.Event().wait(0.1)
        raw.execute("COMMIT")
    thread.join()
    with database.read() as db:
        assert db.scalar(text("PRAGMA journal_mode")) == "wal"
        assert db.scalar(text("SELECT count(*) FROM t")) == 0
    database.close()


def add_table(database: Database) -> None:
    with database.write() as db:
        db.execute(text("CREATE TABLE t (id int)"))

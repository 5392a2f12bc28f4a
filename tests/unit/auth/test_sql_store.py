from __future__ import annotations

import logging
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from cxsdk.auth import SqlStore, Token, sql as sql_room
from cxsdk.errors import ConfigError, LockTimeout
from cxsdk.store import Database

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KEY = "zendesk/acme"
TOKEN = Token(
    "s3cret-a",
    "s3cret-r",
    expires_at=NOON + timedelta(minutes=30),
    scope="read write",
    issued_at=NOON,
    refresh_expires_at=NOON + timedelta(days=30),
)


@pytest.fixture
def store(database):
    return SqlStore(database)


def in_another_thread(work):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def row(database):
    with database.connect() as connection:
        return connection.execute(text("select * from token")).mappings().one()


def test_what_was_saved_is_loaded_whole(store):
    assert store.load(KEY) is None
    store.save(KEY, TOKEN)
    assert store.load(KEY) == TOKEN
    store.save(KEY, Token("b"))
    assert store.load(KEY) == Token("b")


def test_secrets_lie_sealed(store, database):
    store.save(KEY, TOKEN)
    assert "s3cret" not in repr(dict(row(database)))


def test_each_save_is_a_new_version(store, database):
    store.save(KEY, TOKEN)
    store.save(KEY, Token("b"))
    assert row(database)["version"] == 2


def test_the_lease_is_committed_before_anybody_goes_on(store, database):
    store.save(KEY, TOKEN)
    with store.lease(KEY):
        held = row(database)
        assert held["lease_owner"]
        assert held["lease_until"] is not None
        with database.write():
            pass
    assert row(database)["lease_owner"] is None


def test_one_lease_at_a_time(store):
    store.save(KEY, TOKEN)
    inside, most, lock = 0, 0, threading.Lock()

    def work():
        nonlocal inside, most
        for _ in range(3):
            with store.lease(KEY):
                with lock:
                    inside += 1
                    most = max(most, inside)
                threading.Event().wait(0.002)
                with lock:
                    inside -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_a_lease_is_not_waited_for_for_ever(store, monkeypatch):
    monkeypatch.setattr(sql_room, "LEASE_WAIT_S", 0.05)
    store.save(KEY, TOKEN)
    with store.lease(KEY), pytest.raises(LockTimeout), store.lease(KEY):
        pass


def test_the_lease_of_a_dead_process_runs_out(store, database, monkeypatch):
    store.save(KEY, TOKEN)
    with database.write() as session:
        session.execute(
            text("update token set lease_owner = 'dead', lease_until = :then"),
            {"then": "2026-01-01 00:00:00"},
        )
    with store.lease(KEY):
        assert row(database)["lease_owner"] != "dead"


def test_a_lease_of_another_process_that_runs_is_not_taken(store, database, monkeypatch):
    monkeypatch.setattr(sql_room, "LEASE_WAIT_S", 0.05)
    store.save(KEY, TOKEN)
    with database.write() as session:
        session.execute(
            text("update token set lease_owner = 'busy', lease_until = :then"),
            {"then": "2126-01-01 00:00:00"},
        )
    with pytest.raises(LockTimeout), store.lease(KEY):
        pass


def test_whoever_lost_the_lease_overwrites_nothing(store, caplog):
    store.save(KEY, TOKEN)
    with store.lease(KEY):
        store.load(KEY)
        in_another_thread(lambda: store.save(KEY, Token("theirs")))
        with caplog.at_level(logging.WARNING, "cxsdk"):
            store.save(KEY, Token("late"))
    assert store.load(KEY) == Token("theirs")
    assert "theirs stays" in caplog.text


def test_whoever_lost_the_lease_does_not_give_back_the_new_holders(store, database, monkeypatch):
    store.save(KEY, TOKEN)
    monkeypatch.setattr(sql_room, "_LEASE", timedelta(seconds=-1))
    with store.lease(KEY):
        monkeypatch.setattr(sql_room, "_LEASE", timedelta(seconds=60))
        new_holder = store.lease(KEY)
        new_holder.__enter__()
    assert row(database)["lease_owner"] is not None
    new_holder.__exit__(None, None, None)
    assert row(database)["lease_owner"] is None


def test_a_holder_may_save_twice(store):
    store.save(KEY, TOKEN)
    with store.lease(KEY):
        store.load(KEY)
        store.save(KEY, Token("b"))
        store.save(KEY, Token("c"))
    assert store.load(KEY) == Token("c")


def test_a_key_without_a_token_holds_nobody_up(store):
    with store.lease("nobody"), store.lease("nobody"):
        assert store.load("nobody") is None


def test_a_database_without_keys_cannot_keep_tokens(database_url):
    database = Database(database_url)
    with pytest.raises(ConfigError):
        SqlStore(database).save(KEY, TOKEN)
    database.close()


def test_the_auth_room_alone_loads_no_extra():
    code = (
        "import sys, cxsdk.auth; print(*(m for m in ('sqlalchemy', 'authlib') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_without_the_extra_the_store_says_what_to_install():
    code = (
        "import sys; sys.modules['sqlalchemy'] = None\n"
        "from cxsdk import auth\n"
        "try: auth.SqlStore\n"
        "except Exception as error: print(type(error).__name__, error.hint)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "ConfigError pip install 'cxsdk[apps]'"

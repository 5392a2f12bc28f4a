from __future__ import annotations

import os
import stat
import threading
from datetime import UTC, datetime, timedelta

import pytest

from cxsdk.auth import FileStore, MemoryStore, Token, store as store_room
from cxsdk.errors import LockTimeout, StoreError

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TOKEN = Token(
    "s3cret-a",
    "s3cret-r",
    expires_at=NOON + timedelta(minutes=30),
    scope="read write",
    issued_at=NOON,
    refresh_expires_at=NOON + timedelta(days=30),
)


@pytest.fixture(params=["memory", "file"])
def store(request, tmp_path):
    return MemoryStore() if request.param == "memory" else FileStore(tmp_path / "tokens")


def test_what_was_saved_is_loaded_whole(store):
    assert store.load("zendesk/acme") is None
    store.save("zendesk/acme", TOKEN)
    store.save("zendesk/other", Token("b"))
    assert store.load("zendesk/acme") == TOKEN
    assert store.load("zendesk/other") == Token("b")


def test_a_later_save_wins(store):
    store.save("k", TOKEN)
    store.save("k", Token("b"))
    assert store.load("k") == Token("b")


def test_one_lease_at_a_time(store):
    inside, most, lock = 0, 0, threading.Lock()

    def work():
        nonlocal inside, most
        for _ in range(5):
            with store.lease("k"):
                with lock:
                    inside += 1
                    most = max(most, inside)
                threading.Event().wait(0.001)
                with lock:
                    inside -= 1

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_leases_of_two_keys_do_not_wait_for_each_other(store):
    with store.lease("one"), store.lease("other"):
        pass


def test_a_lease_ends_with_the_error_inside_it(store):
    with pytest.raises(ZeroDivisionError), store.lease("k"):
        raise ZeroDivisionError
    with store.lease("k"):
        pass


def test_a_lease_is_not_waited_for_for_ever(store, monkeypatch):
    monkeypatch.setattr(store_room, "LEASE_WAIT_S", 0.05)
    with store.lease("k"), pytest.raises(LockTimeout), store.lease("k"):
        pass


def test_a_token_file_is_for_its_owner_alone(tmp_path):
    folder = tmp_path / "tokens"
    old = os.umask(0)
    try:
        FileStore(folder).save("zendesk/acme", TOKEN)
    finally:
        os.umask(old)
    (path,) = folder.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_crash_before_the_rename_leaves_the_old_token(tmp_path, monkeypatch):
    store = FileStore(tmp_path)
    store.save("k", TOKEN)

    def crash(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", crash)
    with pytest.raises(StoreError, match="No space left"):
        store.save("k", Token("b"))
    assert store.load("k") == TOKEN
    assert [path.suffix for path in tmp_path.iterdir()] == [".json"]


@pytest.mark.parametrize("text", ["", "{", '{"token": {}}', '{"token": null}', "[]"])
def test_a_torn_file_is_named_but_not_quoted(tmp_path, text):
    store = FileStore(tmp_path)
    store.save("k", TOKEN)
    (path,) = tmp_path.iterdir()
    path.write_text(text)
    with pytest.raises(StoreError) as caught:
        store.load("k")
    assert str(path) in caught.value.hint
    assert caught.value.__cause__ is None


def test_keys_cannot_leave_the_folder(tmp_path):
    store = FileStore(tmp_path / "tokens")
    store.save("../../etc/passwd", Token("b"))
    assert [path.parent.name for path in tmp_path.rglob("*.json")] == ["tokens"]
